"use strict";
// Names on the map: in their cells on the poster, where there is room on the network.
// The rectangles they take are kept, so that a name can be clicked like its mark.

{
  const LEGIBLE = 5.5; // pixels under which a name is not worth painting
  const READABLE = 10.5; // pixels that the names in focus never go under
  const CLOSED = "…";
  const wrapped = new Map();

  eco.forgetNames = () => wrapped.clear();

  eco.paintNames = (c, view) => {
    eco.nameBoxes = [];
    c.textAlign = "left";
    c.textBaseline = "middle";
    c.lineJoin = "round";
    if (eco.layout.boxes) paintCells(c, view);
    else paintFree(c, view);
    c.globalAlpha = 1;
  };

  eco.shorten = (c, text, width) => {
    if (c.measureText(text).width <= width) return text;
    let least = 0;
    let most = text.length;
    while (least < most) {
      const middle = (least + most + 1) >> 1;
      if (c.measureText(text.slice(0, middle) + CLOSED).width <= width) least = middle;
      else most = middle - 1;
    }
    return text.slice(0, least).trimEnd() + CLOSED;
  };

  // ---------------------------------------------------------------- poster

  function paintCells(c, view) {
    const { font, line, indent, text } = eco.layout;
    const near = eco.focus();
    const reach = text + indent;
    for (let i = 0; i < eco.count; i += 1) {
      const x = eco.xy[2 * i];
      const y = eco.xy[2 * i + 1];
      if (!eco.visible[i] || x > view.right || x < view.left - reach || y < view.top - 40 || y > view.bottom + 40) continue;
      const lit = near && near[i] > 0;
      const size = lit ? Math.max(font, READABLE / view.scale) : font;
      if (size * view.scale < LEGIBLE) continue;
      const weight = near?.[i] === 2 || i === eco.state.actor ? 650 : 430;
      const rows = wrap(c, eco.nameOf(i), `${weight} ${size}px ${eco.FONT}`, text, eco.layout.lines[i]);
      const left = x + indent * 0.44 + 1;
      const step = lit ? Math.min(line, (line * eco.layout.lines[i]) / rows.length) * (size / font) : line;
      c.globalAlpha = near && !lit ? 0.2 : 1;
      c.fillStyle = eco.theme.ink;
      rows.forEach((row, k) => {
        const height = y + (k - (rows.length - 1) / 2) * step;
        if (lit) halo(c, row, left, height, 3.5 / view.scale);
        c.fillText(row, left, height);
      });
      eco.nameBoxes.push({ i, left: x, right: x + reach, top: y - (line * rows.length) / 2, bottom: y + (line * rows.length) / 2 });
    }
  }

  // Lines pass behind the names in focus: a halo of the ground keeps them readable.
  function halo(c, text, x, y, width) {
    c.strokeStyle = eco.theme.ground;
    c.lineWidth = width;
    c.strokeText(text, x, y);
  }

  function wrap(c, name, font, width, lines) {
    c.font = font;
    const key = `${font} ${width} ${lines} ${name}`;
    const known = wrapped.get(key);
    if (known) return known;
    const rows = [""];
    for (const word of name.split(" ")) {
      const longer = rows.at(-1) ? `${rows.at(-1)} ${word}` : word;
      if (rows.at(-1) && c.measureText(longer).width > width && rows.length < lines) rows.push(word);
      else rows[rows.length - 1] = longer;
    }
    const cut = rows.map((row) => eco.shorten(c, row, width));
    if (wrapped.size > 20000) wrapped.clear(); // zooming makes new sizes without end
    wrapped.set(key, cut);
    return cut;
  }

  // ---------------------------------------------------------------- network

  function paintFree(c, view) {
    const near = eco.focus();
    const taken = new Rectangles(40 / view.scale);
    titles(c, view, taken);
    if (eco.count <= 600) marks(view, taken);
    const size = 12 / view.scale;
    let room = eco.count > 600 ? 80 : 200;
    for (const i of [...priority(), ...eco.byWeight]) {
      if (room <= 0) break;
      if (eco.visible[i] && !(near && !near[i]) && place(c, view, taken, i, size)) room -= 1;
    }
  }

  const priority = () => [eco.state.hover, eco.state.cursor, eco.state.actor].filter((i) => i >= 0);

  // Each group's name stands over its hull, before any actor's.
  function titles(c, view, taken) {
    const size = 14 / view.scale;
    for (const { group, points } of eco.layout.hulls ?? []) {
      if (eco.state.off.has(group) || !points.length) continue;
      const text = eco.label(eco.data.groups[group].label);
      c.font = `680 ${size}px ${eco.FONT}`;
      const width = c.measureText(text).width;
      const middle = points.reduce((sum, [x]) => sum + x, 0) / points.length;
      const y = Math.min(...points.map((point) => point[1])) - size * 0.55;
      const box = { left: middle - width / 2, right: middle + width / 2, top: y - size * 0.7, bottom: y + size * 0.7 };
      taken.add(box);
      c.globalAlpha = eco.focus() ? 0.45 : 1;
      halo(c, text, box.left, y, 4 / view.scale);
      c.fillStyle = eco.theme.ink;
      c.fillText(text, box.left, y);
    }
    c.globalAlpha = 1;
  }

  function marks(view, taken) {
    for (let i = 0; i < eco.count; i += 1) {
      if (!eco.visible[i]) continue;
      const r = eco.radiusSeen(i, view.scale) * 0.8;
      const x = eco.xy[2 * i];
      const y = eco.xy[2 * i + 1];
      taken.add({ left: x - r, right: x + r, top: y - r, bottom: y + r, i });
    }
  }

  // Right, left, below or above the mark, where nothing stands; else not at all.
  function place(c, view, taken, i, size) {
    const x = eco.xy[2 * i];
    const y = eco.xy[2 * i + 1];
    if (x < view.left || x > view.right || y < view.top || y > view.bottom) return false;
    const strong = priority().includes(i);
    if (eco.nameBoxes.some((box) => box.i === i)) return false;
    c.font = `${strong ? 650 : 430} ${size}px ${eco.FONT}`;
    const name = eco.nameOf(i);
    const text = !strong && name.length > 36 ? name.slice(0, 34).trimEnd() + CLOSED : name;
    const width = c.measureText(text).width;
    const away = eco.radiusSeen(i, view.scale) + 5 / view.scale;
    const half = size * 0.62;
    const spots = [[away, 0], [-away - width, 0], [-width / 2, away + half], [-width / 2, -away - half]];
    const boxes = spots.map(([dx, dy]) => ({ i, left: x + dx, right: x + dx + width, top: y + dy - half, bottom: y + dy + half }));
    const box = boxes.find((candidate) => taken.isFree(candidate, i)) ?? (strong ? boxes[0] : null);
    if (!box) return false;
    taken.add(box);
    eco.nameBoxes.push(box);
    halo(c, text, box.left, (box.top + box.bottom) / 2, 3 / view.scale);
    c.fillStyle = eco.theme.ink;
    c.fillText(text, box.left, (box.top + box.bottom) / 2);
    return true;
  }

  // Rectangles sorted into the squares of a grid, so that asking costs little.
  class Rectangles {
    constructor(step) {
      this.step = step;
      this.squares = new Map();
    }

    * under({ left, right, top, bottom }) {
      for (let u = Math.floor(left / this.step); u <= Math.floor(right / this.step); u += 1) {
        for (let v = Math.floor(top / this.step); v <= Math.floor(bottom / this.step); v += 1) yield `${u} ${v}`;
      }
    }

    add(box) {
      for (const square of this.under(box)) {
        if (!this.squares.has(square)) this.squares.set(square, []);
        this.squares.get(square).push(box);
      }
    }

    isFree(box, own) {
      for (const square of this.under(box)) {
        for (const other of this.squares.get(square) ?? []) {
          const apart = other.right <= box.left || other.left >= box.right || other.bottom <= box.top || other.top >= box.bottom;
          if (!apart && other.i !== own) return false;
        }
      }
      return true;
    }
  }
}
