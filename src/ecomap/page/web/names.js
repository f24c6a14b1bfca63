"use strict";
// Names on the map: in their cells on the poster, where there is room on the network.
// The rectangles they take are kept, so that a name can be clicked like its mark.

{
  const LEGIBLE = 5.5; // pixels under which a name is not worth painting
  const READABLE = 10.5; // pixels that the names in focus never go under
  const SHOWN_FAR = 80; // names on the map of thousands
  const SHOWN_NEAR = 200;
  const CLOSED = "…";
  /** @type {Map<string, string[]>} */
  const wrapped = new Map();

  eco.forgetNames = () => wrapped.clear();

  eco.paintNames = (c, view) => {
    eco.nameBoxes = [];
    if (eco.layout.bubbles) return;
    eco.paintSectorTitles(c, view);
    ready(c);
    if (eco.layout.boxes) paintCells(c, view);
    else paintFree(c, view);
    c.globalAlpha = 1;
  };

  // One name, whatever stands there.
  eco.paintName = (c, view, i) => {
    eco.nameBoxes = eco.nameBoxes.filter((box) => box.i !== i);
    ready(c);
    place(c, view, new Rectangles(40 / view.scale), i, 12 / view.scale);
  };

  /** @param {Context} c */
  const ready = (c) => Object.assign(c, { textAlign: "left", textBaseline: "middle", lineJoin: "round" });

  // Rows of words, the last one cut where there are too many.
  eco.rowsOf = (c, words, width, most) => {
    const rows = [""];
    for (const word of words) {
      const longer = rows.at(-1) ? `${rows.at(-1)} ${word}` : word;
      if (rows.at(-1) && c.measureText(longer).width > width && rows.length < most) rows.push(word);
      else rows[rows.length - 1] = longer;
    }
    return rows.map((row) => eco.shorten(c, row, width));
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

  /** @param {Context} c @param {View} view */
  function paintCells(c, view) {
    const widths = new Map(eco.layout.boxes?.map(({ group, text }) => [group, text]));
    // far from a large poster, only the first names are written, over the rest
    const legible = eco.layout.font * view.scale >= LEGIBLE;
    const near = eco.focus();
    const cells = [];
    for (let i = 0; i < eco.count; i += 1) {
      if (!eco.visible[i] || !legible) continue;
      const cell = cellOf(i, widths.get(eco.data.nodes.group[i]) ?? 0);
      if (cell.right > view.left && cell.left < view.right && cell.bottom > view.top && cell.top < view.bottom) cells.push(cell);
    }
    eco.nameBoxes = cells;
    /** @param {CellBox} cell */
    const isLit = ({ i }) => near && near[i] > 0;
    c.globalAlpha = near ? 0.2 : 1;
    cells.filter((cell) => !isLit(cell)).forEach((cell) => paintCell(c, cell));
    c.globalAlpha = 1;
    if (legible) paintLit(c, view, cells.filter(isLit));
    else paintFirst(c, view, new Rectangles(40 / view.scale), SHOWN_FAR);
  }

  /** @param {number} i @param {number} text */
  function cellOf(i, text) {
    const { line, indent, lines } = eco.layout;
    const x = eco.xy[2 * i];
    const half = (line * lines[i]) / 2 + 2;
    const left = x + indent / 2 + 1.5;
    return { i, text, left: x, right: left + text, top: eco.xy[2 * i + 1] - half, bottom: eco.xy[2 * i + 1] + half, start: left };
  }

  /** @param {Context} c @param {CellBox} cell */
  function paintCell(c, { i, text, start }) {
    const { font, line, lines } = eco.layout;
    const weight = i === eco.state.actor ? 650 : 430;
    const rows = wrap(c, eco.nameOf(i), `${weight} ${font}px ${eco.FONT}`, text, lines[i]);
    c.fillStyle = eco.theme.ink;
    rows.forEach((row, k) => c.fillText(row, start, eco.xy[2 * i + 1] + (k - (rows.length - 1) / 2) * line));
  }

  // Names in focus stay readable as one stands back: larger than their cells, they may
  // run over names out of focus, never over each other.
  /** @param {Context} c @param {View} view @param {CellBox[]} lit */
  function paintLit(c, view, lit) {
    const { font, line } = eco.layout;
    const near = eco.focus();
    const size = Math.max(font, READABLE / view.scale);
    const step = line * (size / font);
    const taken = new Rectangles(60 / view.scale);
    lit.forEach((cell) => taken.add(cell));
    for (const cell of lit) {
      const room = Math.min(cell.text * 1.5, view.right - cell.start - 6 / view.scale);
      const wider = room > cell.text && taken.isFree({ ...cell, right: cell.start + room }, cell.i);
      const text = wider ? room : cell.text;
      const most = Math.max(1, Math.floor((cell.bottom - cell.top + 3) / step));
      const weight = near?.[cell.i] === 2 || cell.i === eco.state.actor ? 650 : 430;
      const rows = wrap(c, eco.nameOf(cell.i), `${weight} ${size}px ${eco.FONT}`, size > font ? text : cell.text, most);
      c.fillStyle = eco.theme.ink;
      rows.forEach((row, k) => {
        const y = eco.xy[2 * cell.i + 1] + (k - (rows.length - 1) / 2) * step;
        halo(c, row, cell.start, y, 3.5 / view.scale);
        c.fillText(row, cell.start, y);
      });
    }
  }

  // Lines pass behind the names in focus: a halo of the ground keeps them readable.
  /** @param {Context} c @param {string} text @param {number} x @param {number} y @param {number} width */
  function halo(c, text, x, y, width) {
    c.strokeStyle = eco.theme.ground;
    c.lineWidth = width;
    c.strokeText(text, x, y);
  }

  /** @param {Context} c @param {string} name @param {string} font @param {number} width @param {number} lines */
  function wrap(c, name, font, width, lines) {
    c.font = font;
    const key = `${font} ${width} ${lines} ${name}`;
    const known = wrapped.get(key);
    if (known) return known;
    const cut = eco.rowsOf(c, tied(name).split(" "), width, lines);
    if (wrapped.size > 20000) wrapped.clear(); // zooming makes new sizes without end
    wrapped.set(key, cut);
    return cut;
  }

  // A French quotation mark, or a mark that a space precedes, never stands alone on a line.
  /** @param {string} name */
  const tied = (name) => name.replace(/([«(]) /g, "$1\u00a0").replace(/ ([»:;!?)])/g, "\u00a0$1");

  // ---------------------------------------------------------------- network

  /** @param {Context} c @param {View} view */
  function paintFree(c, view) {
    const taken = new Rectangles(40 / view.scale);
    if (eco.count <= 600) marks(view, taken);
    (eco.titles ?? []).forEach((title) => taken.add(title));
    titles(c, view, taken);
    paintFirst(c, view, taken, eco.count > 600 ? SHOWN_FAR : SHOWN_NEAR);
  }

  // The names of the most important nodes, as far as there is room.
  /** @param {Context} c @param {View} view @param {Rectangles} taken @param {number} most */
  function paintFirst(c, view, taken, most) {
    const near = eco.focus();
    let room = most;
    for (const i of [...priority(), ...eco.byWeight]) {
      if (room <= 0) break;
      if (eco.visible[i] && i !== eco.lifted && !(near && !near[i]) && place(c, view, taken, i, 12 / view.scale)) room -= 1;
    }
  }

  const priority = () => [eco.lifted, eco.state.hover, eco.state.cursor, eco.state.actor].filter((i) => i >= 0);

  // Each group's name stands over its hull, or under it, before any actor's: where nothing
  // stands, else where no other title does.
  /** @param {Context} c @param {View} view @param {Rectangles} taken */
  function titles(c, view, taken) {
    const size = ((view.right - view.left) * view.scale < 700 ? 12 : 14) / view.scale;
    const others = new Rectangles(40 / view.scale);
    c.font = `680 ${size}px ${eco.FONT}`;
    for (const { group, points } of eco.layout.hulls ?? []) {
      if (eco.isOff(group) || !points.length) continue;
      const text = eco.label(eco.data.groups[group].label);
      const width = c.measureText(text).width;
      const heights = points.map((point) => point[1]);
      const boxes = middlesInSight(points, width / 2 + 6 / view.scale, view)
        .flatMap((middle) => [Math.min(...heights) - size * 0.6, Math.max(...heights) + size * 0.6].map((y) => ({
          left: middle - width / 2, right: middle + width / 2, top: y - size * 0.7, bottom: y + size * 0.7,
        })));
      const box = [taken, others].flatMap((held) => boxes.filter((each) => held.isFree(each)))[0] ?? boxes[0];
      taken.add(box);
      others.add(box);
      c.globalAlpha = eco.focus() ? 0.45 : 1;
      halo(c, text, box.left, (box.top + box.bottom) / 2, 4 / view.scale);
      c.fillStyle = eco.theme.ink;
      c.fillText(text, box.left, (box.top + box.bottom) / 2);
    }
    c.globalAlpha = 1;
  }

  // The middle of a hull, then its sides, moved so that its title is seen whole while the hull
  // is in sight.
  /** @param {Point[]} points @param {number} half @param {View} view */
  function middlesInSight(points, half, view) {
    const across = points.map(([x]) => x);
    const [left, right] = [Math.min(...across), Math.max(...across)];
    return [(left + right) / 2, left, right].map((wished) =>
      Math.max(left, Math.min(right, Math.max(view.left + half, Math.min(view.right - half, wished)))));
  }

  /** @param {View} view @param {Rectangles} taken */
  function marks(view, taken) {
    for (let i = 0; i < eco.count; i += 1) {
      if (!eco.visible[i]) continue;
      const r = eco.radiusSeen(i, view.scale) * 0.8;
      const x = eco.xy[2 * i];
      const y = eco.xy[2 * i + 1];
      taken.add({ left: x - r, right: x + r, top: y - r, bottom: y + r, i });
    }
  }

  // Right, left, below or above the mark, where nothing stands; shorter if need be, else not at all.
  /** @param {Context} c @param {View} view @param {Rectangles} taken @param {number} i @param {number} size */
  function place(c, view, taken, i, size) {
    const x = eco.xy[2 * i];
    const y = eco.xy[2 * i + 1];
    if (x < view.left || x > view.right || y < view.top || y > view.bottom) return false;
    if (eco.nameBoxes.some((box) => box.i === i)) return false;
    const strong = priority().includes(i);
    c.font = `${strong ? 650 : 430} ${size}px ${eco.FONT}`;
    const name = eco.nameOf(i);
    const lengths = strong ? [Infinity] : name.length > 18 ? [36, 18] : [36];
    for (const most of lengths) {
      const text = name.length > most ? name.slice(0, most - 2).trimEnd() + CLOSED : name;
      const boxes = spots(i, c.measureText(text).width, size, view);
      const box = boxes.find((spot) => inSight(spot, view) && taken.isFree(spot, i)) ?? (strong ? boxes[0] : null);
      if (!box) continue; // also where a frame leaves no spot
      taken.add(box);
      eco.nameBoxes.push(box);
      halo(c, text, box.left, (box.top + box.bottom) / 2, 3 / view.scale);
      c.fillStyle = eco.theme.ink;
      c.fillText(text, box.left, (box.top + box.bottom) / 2);
      return true;
    }
    return false;
  }

  /** @param {number} i @param {number} width @param {number} size @param {View} view */
  function spots(i, width, size, view) {
    const x = eco.xy[2 * i];
    const y = eco.xy[2 * i + 1];
    const away = eco.radiusSeen(i, view.scale) + 5 / view.scale;
    const half = size * 0.62;
    const corners = [[away, 0], [-away - width, 0], [-width / 2, away + half], [-width / 2, -away - half]];
    const boxes = corners.map(([dx, dy]) => ({ i, left: x + dx, right: x + dx + width, top: y + dy - half, bottom: y + dy + half }));
    if (!eco.layout.boxes) return boxes;
    const frame = eco.layout.boxes.find(({ group }) => group === eco.data.nodes.group[i]);
    return frame && boxes[0].right < frame.x + frame.width ? [boxes[0]] : [];
  }

  /** @param {Rectangle} box @param {View} view */
  function inSight({ left, right, top, bottom }, view) {
    const margin = 8 / view.scale;
    return left > view.left + margin && right < view.right - margin && top > view.top && bottom < view.bottom;
  }

  // Rectangles sorted into the squares of a grid, so that asking costs little.
  class Rectangles {
    /** @param {number} step */
    constructor(step) {
      this.step = step;
      this.squares = new Map();
    }

    /** @param {Rectangle} box */
    * under({ left, right, top, bottom }) {
      for (let u = Math.floor(left / this.step); u <= Math.floor(right / this.step); u += 1) {
        for (let v = Math.floor(top / this.step); v <= Math.floor(bottom / this.step); v += 1) yield `${u} ${v}`;
      }
    }

    /** @param {Rectangle} box */
    add(box) {
      for (const square of this.under(box)) {
        if (!this.squares.has(square)) this.squares.set(square, []);
        this.squares.get(square).push(box);
      }
    }

    /** @param {Rectangle} box @param {number} [own] */
    isFree(box, own) {
      for (const square of this.under(box)) {
        for (const other of this.squares.get(square) ?? []) {
          const apart = other.right <= box.left || other.left >= box.right || other.bottom <= box.top || other.top >= box.bottom;
          if (!apart && (own === undefined || other.i !== own)) return false;
        }
      }
      return true;
    }
  }
}
