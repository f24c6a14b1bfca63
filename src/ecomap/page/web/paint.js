"use strict";
// How things look: painters that draw on any 2D context, in the units of the layout.
// `view` is {scale, left, top, right, bottom}: pixels per unit and what is in sight.

eco.FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", Arial, sans-serif';

{
  const FADED = 0.14;
  const RADIUS = { least: 4.8, most: 10.5, place: 5.6, uniform: 6 };
  const TITLE = 14.5; // height of the titles of boxes, in units
  const FREE = 1.45; // marks are larger where no cell holds them
  const MOST_LINES = 12000; // beyond, one line in two or three is painted: a mist either way
  const FEW_LINES = 700; // while the camera moves
  const RUN = 250;
  const ROUGH = 5000; // marks painted while the camera moves
  const MANY = 800; // marks beyond which they are painted together, a path per group

  eco.readTheme = () => {
    const { dataset } = document.documentElement;
    dataset.theme = eco.isDark() ? "dark" : "light";
    dataset.contrast = eco.isContrasted() ? "more" : "";
    const style = getComputedStyle(document.documentElement);
    /** @param {string} name */
    const read = (name) => known(style.getPropertyValue(`--${name}`).trim());
    eco.theme = { ground: read("ground"), ink: read("ink"), muted: read("muted"), line: read("line"), dark: eco.isDark(), plain: eco.isContrasted() };
  };

  // A colour of the system has a name, which a file could not show elsewhere.
  /** @param {string} color */
  function known(color) {
    if (!eco.isForced()) return color;
    const probe = eco.element("i");
    probe.style.color = color;
    document.body.append(probe);
    const seen = getComputedStyle(probe).color;
    probe.remove();
    return seen;
  }

  // Every browser has the context that draws.
  eco.pen = (canvas) =>
    /** @type {CanvasRenderingContext2D} */
    (canvas.getContext("2d"));

  // A canvas cleared, with the units of the layout where the camera sees them.
  eco.aim = (c, { x, y, scale, width, height }) => {
    const sharp = Math.min(2, devicePixelRatio || 1);
    const [wide, tall] = [width, height].map((size) => Math.round(size * sharp));
    if (c.canvas.width !== wide || c.canvas.height !== tall) Object.assign(c.canvas, { width: wide, height: tall });
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, wide, tall);
    const k = sharp * scale;
    c.setTransform(k, 0, 0, k, wide / 2 - x * k, tall / 2 - y * k);
  };

  eco.colorOf = (group) => group.color[eco.theme.dark ? 1 : 0];

  // The area of a mark grows with the measure, from a size one can still see.
  eco.radiusFor = (measure, value) => {
    if (!measure) return RADIUS.uniform;
    const share = measure.top > measure.least ? (value - measure.least) / (measure.top - measure.least) : 0;
    return Math.sqrt(RADIUS.least ** 2 + (RADIUS.most ** 2 - RADIUS.least ** 2) * share);
  };

  eco.resize = () => {
    const measure = eco.numbers.find(({ key }) => key === eco.state.size);
    const { place } = eco.data.nodes;
    eco.radius = Float32Array.from({ length: eco.count }, (_, i) => {
      if (place[i]) return RADIUS.place;
      const value = measure?.values[i] ?? measure?.least ?? 0;
      return eco.radiusFor(measure, value);
    });
    /** @param {number} i */
    const weight = (i) => measure?.values[i] ?? eco.links[i].length * 1e-9;
    eco.byWeight = [...eco.radius.keys()].sort((a, b) => weight(b) - weight(a));
  };

  // A mark never shrinks to nothing, however far one stands.
  eco.radiusSeen = (i, scale) => Math.max(eco.radius[i] * (eco.layout.boxes ? 1 : FREE), 2 / scale);

  eco.outline = (c, shape, x, y, r) => {
    if (shape === "square") {
      c.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
    } else if (shape === "diamond") {
      const d = r * 1.2;
      c.moveTo(x, y - d); c.lineTo(x + d, y); c.lineTo(x, y + d); c.lineTo(x - d, y); c.closePath();
    } else {
      c.moveTo(x + r, y);
      c.arc(x, y, r, 0, 2 * Math.PI);
      c.closePath();
    }
  };

  /** @param {Context} c @param {number} x @param {number} y @param {number} width @param {number} height @param {number} r */
  function roundRect(c, x, y, width, height, r) {
    c.moveTo(x + r, y);
    c.arcTo(x + width, y, x + width, y + height, r);
    c.arcTo(x + width, y + height, x, y + height, r);
    c.arcTo(x, y + height, x, y, r);
    c.arcTo(x, y, x + width, y, r);
    c.closePath();
  }

  // ---------------------------------------------------------------- ground

  eco.paintGround = (c, view) => {
    eco.titles = [];
    const { layout } = eco;
    if (layout.bubbles) eco.paintBubbles(c);
    if (layout.boxes) layout.boxes.forEach((box) => paintBox(c, view, box));
    if (layout.heads) layout.heads.forEach((head) => paintHead(c, view, head));
    if (layout.lands) eco.paintLands(c, view);
    if (layout.sectors) layout.sectors.forEach((sector) => paintSector(c, sector));
    if (layout.hulls) layout.hulls.forEach((hull) => paintHull(c, hull));
  };

  /** @param {Context} c @param {View} view @param {Box} box */
  function paintBox(c, view, { group, x, y, width, height, titled }) {
    const color = frameColor(group);
    const off = eco.isOff(group);
    c.beginPath();
    roundRect(c, x, y, width, height, 9);
    c.fillStyle = color;
    c.globalAlpha = (eco.theme.dark ? 0.11 : 0.055) * (off ? 0.35 : 1);
    c.fill();
    c.globalAlpha = off ? 0.12 : 0.32;
    c.strokeStyle = color;
    c.lineWidth = 1;
    c.stroke();
    c.globalAlpha = off ? 0.4 : 1;
    if (titled) {
      const label = eco.label(eco.data.groups[group].label);
      titleAndCount(c, view, { label, count: eco.byGroup[group].length, x: x + 12, y: y + 20 * eco.layout.large, width: width - 24 });
    }
    c.globalAlpha = 1;
  }

  // As large as asked where there is room; shortened rather than too small, and without its
  // count, which the legend has, rather than shortened.
  /** @param {Context} c @param {View} view @param {{ label: string, count: number, x: number, y: number, width: number }} given */
  function titleAndCount(c, view, { label, count, x, y, width }) {
    const least = TITLE * eco.layout.large;
    const size = Math.min(1.65 * least, Math.max(least, 10.5 / view.scale));
    c.textBaseline = "middle";
    c.textAlign = "left";
    c.font = `450 ${size}px ${eco.FONT}`;
    c.fillStyle = eco.theme.muted;
    const number = eco.number(count);
    const counted = c.measureText(number).width;
    c.font = `650 ${size}px ${eco.FONT}`;
    const wanted = c.measureText(label).width / size;
    const shortest = 0.78 * least;
    const room = wanted * shortest > 0.97 * (width - counted - 8) ? width : width - counted - 8;
    if (room < width) {
      c.font = `450 ${size}px ${eco.FONT}`;
      c.fillText(number, x + width - counted, y);
    }
    // letters do not shrink quite as their size does
    c.font = `650 ${Math.max(shortest, Math.min(size, (0.97 * room) / wanted))}px ${eco.FONT}`;
    c.fillStyle = eco.theme.ink;
    c.fillText(eco.shorten(c, label, room), x, y);
  }

  /** @param {Context} c @param {View} view @param {Head} head */
  function paintHead(c, view, { family, x, y, width }) {
    const { large } = eco.layout;
    const { label, groups } = eco.data.families[family];
    const count = groups.reduce((sum, group) => sum + eco.byGroup[group].length, 0);
    c.globalAlpha = groups.every(eco.isOff) ? 0.4 : 1;
    titleAndCount(c, view, { label: eco.label(label), count, x: x + 1, y: y + 18 * large, width: width - 2 });
    c.fillStyle = eco.theme.ink;
    c.fillRect(x, y + 32 * large, width, 1.6 * large);
    c.globalAlpha = 1;
  }

  /** @param {Context} c @param {Hull} hull */
  function paintHull(c, { group, points }) {
    if (eco.isOff(group) || !points.length) return;
    c.beginPath();
    points.forEach(([x, y], k) => (k ? c.lineTo(x, y) : c.moveTo(x, y)));
    c.closePath();
    c.globalAlpha = eco.theme.dark ? 0.13 : 0.07;
    c.fillStyle = frameColor(group);
    c.fill();
    c.globalAlpha = 1;
  }

  // Frames have the colours of their groups, unless marks are coloured by something else.
  /** @param {number} group */
  const frameColor = (group) => (eco.state.color === eco.data.color ? eco.colorOf(eco.data.groups[group]) : eco.theme.muted);

  eco.isOff = (group) => eco.state.off.get(eco.data.color)?.has(eco.data.groups[group].key) ?? false;

  /** @param {Context} c @param {Sector} sector */
  function paintSector(c, { group, start, end, inner, outer }) {
    const off = eco.isOff(group);
    const color = frameColor(group);
    c.beginPath();
    c.arc(0, 0, outer, start, end);
    c.arc(0, 0, inner, end, start, true);
    c.closePath();
    c.fillStyle = color;
    c.globalAlpha = (eco.theme.dark ? 0.12 : 0.06) * (off ? 0.35 : 1);
    c.fill();
    c.globalAlpha = off ? 0.12 : 0.3;
    c.strokeStyle = color;
    c.lineWidth = 1;
    c.stroke();
    c.globalAlpha = 1;
  }

  // Over the marks: where the screen is narrow they stand on the ring.
  eco.paintSectorTitles = (c, view) => {
    for (const { group, start, end, outer } of eco.layout.sectors ?? []) {
      c.globalAlpha = eco.isOff(group) ? 0.4 : 1;
      sectorTitle(c, view, eco.data.groups[group], eco.byGroup[group].length, (start + end) / 2, outer);
    }
    c.globalAlpha = 1;
  };

  // Outside the ring, on two lines if it is long: the label, then the number of actors.
  /** @param {Context} c @param {View} view @param {Group} group @param {number} count @param {number} angle @param {number} outer */
  function sectorTitle(c, view, group, count, angle, outer) {
    const size = Math.max(14, Math.min(26, 12.5 / view.scale), 10 / view.scale); // legible from afar
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    const words = eco.wordsOf(group).split(" ");
    const rows = [""];
    c.font = `650 ${size}px ${eco.FONT}`;
    for (const word of words) {
      const longer = `${rows.at(-1)} ${word}`.trim();
      if (rows.at(-1) && c.measureText(longer).width > 8 * size && rows.length < 2) rows.push(word);
      else rows[rows.length - 1] = longer;
    }
    rows.push(eco.number(count));
    c.textBaseline = "middle";
    c.textAlign = Math.abs(x) < 0.35 ? "center" : x > 0 ? "left" : "right";
    const top = y * (outer + 12) + (Math.abs(x) < 0.35 ? y * rows.length * size * 0.6 : 0) - ((rows.length - 1) * size * 1.15) / 2;
    const widest = Math.max(...rows.map((row) => c.measureText(row).width));
    const wished = x * (outer + 12) - { left: 0, center: 0.5, right: 1 }[c.textAlign] * widest;
    // a ring as wide as the screen leaves no room beside it
    const left = Math.max(view.left + 6 / view.scale, Math.min(view.right - widest - 6 / view.scale, wished));
    const shift = Math.abs(left - wished) < widest ? left - wished : 0;
    eco.titles.push({ left: wished + shift, right: wished + shift + widest, top: top - size * 0.7, bottom: top + (rows.length - 0.3) * size * 1.15 });
    Object.assign(c, { strokeStyle: eco.theme.ground, lineWidth: 3.5 / view.scale, lineJoin: "round" });
    rows.forEach((row, k) => {
      c.font = `${k === rows.length - 1 ? 450 : 650} ${size}px ${eco.FONT}`;
      c.fillStyle = k === rows.length - 1 ? eco.theme.muted : eco.theme.ink;
      c.strokeText(row, x * (outer + 12) + shift, top + k * size * 1.15);
      c.fillText(row, x * (outer + 12) + shift, top + k * size * 1.15);
    });
  }

  // ---------------------------------------------------------------- lines

  eco.paintLines = (c, view, { moving = false } = {}) => {
    if (eco.layout.bubbles) return;
    const near = eco.focus();
    const { length } = eco.data.lines.from;
    c.lineCap = "round";
    // on a telephone most ends of the lines are off the screen
    if (!eco.layout.scroll) paintAll(c, view, near, Math.max(1, Math.ceil(length / (moving ? FEW_LINES : MOST_LINES))));
    if (near) paintFocus(c, view, { ...eco.focused, lines: eco.focused.lines.filter(isLying) });
    c.setLineDash([]);
    c.globalAlpha = 1;
  };

  /** @param {Context} c @param {View} view @param {Uint8Array | null} near @param {number} every */
  function paintAll(c, view, near, every) {
    const { length } = eco.data.lines.from;
    // the more lines, the fainter: a poster is read before it is traced
    const faint = eco.layout.boxes ? Math.min(0.1, 1.6 / Math.sqrt(length)) : Math.min(0.34, 12 / length ** 0.63);
    c.strokeStyle = eco.theme.ink;
    const ink = eco.theme.plain ? Math.min(0.7, 2.2 * faint) : faint;
    c.globalAlpha = near ? ink * 0.3 : ink;
    c.lineWidth = (length > 3000 ? 0.6 : 1) / view.scale;
    for (const dashed of [0, 1]) {
      c.setLineDash(dashed ? [4 / view.scale, 3.5 / view.scale] : []);
      inRuns(c, lines(), (line) => curve(c, line), () => c.stroke());

      function* lines() {
        for (let line = 0; line < length; line += every) if (eco.drawn[line] && eco.dashed[line] === dashed && isLying(line)) yield line;
      }
    }
  }

  // One path for many things is quick, one path for thousands is not.
  /** @param {Context} c @param {Iterable<number>} things @param {(thing: number) => void} trace @param {() => void} finish */
  function inRuns(c, things, trace, finish) {
    let n = 0;
    c.beginPath();
    for (const thing of things) {
      trace(thing);
      n += 1;
      if (n % RUN === 0) {
        finish();
        c.beginPath();
      }
    }
    finish();
  }

  /** @type {(c: Context, view: View, lit: { centre: number, lines: number[], source?: Light | null }) => void} */
  function paintFocus(c, view, { centre, lines, source }) {
    c.globalAlpha = lines.length > 200 ? 0.5 : 0.85;
    c.lineWidth = (source?.kind === "path" ? 3 : 1.7) / view.scale;
    for (const line of lines) {
      c.strokeStyle = centre >= 0 ? eco.colorOf(eco.groupOf(eco.otherEnd(line, centre))) : eco.theme.ink;
      c.setLineDash(eco.dashed[line] ? [5 / view.scale, 4 / view.scale] : []);
      c.beginPath();
      curve(c, line);
      c.stroke();
    }
  }

  // A mark in hand is painted apart, over the rest: its lines, itself, its name.
  eco.paintLifted = (c, view) => {
    const centre = eco.lifted;
    c.lineCap = "round";
    paintFocus(c, view, { centre, lines: eco.links[centre].filter((line) => eco.drawn[line]) });
    c.setLineDash([]);
    eco.paintMark(c, centre, view);
    eco.paintName(c, view, centre);
  };

  /** @param {number} line */
  const isLying = (line) => eco.data.lines.from[line] !== eco.lifted && eco.data.lines.to[line] !== eco.lifted;

  // Alliances between the same two partners bend apart, so that each is seen.
  eco.bendLines = () => {
    const { from, to, dashed } = eco.data.lines;
    const met = new Map();
    eco.dashed = new Uint8Array(from.length);
    dashed.forEach((line) => { eco.dashed[line] = 1; });
    eco.bend = Float32Array.from(from, (u, line) => {
      const v = to[line];
      const pair = u < v ? `${u} ${v}` : `${v} ${u}`;
      const k = met.get(pair) ?? 0;
      met.set(pair, k + 1);
      const bend = 0.1 + 0.07 * Math.ceil(k / 2);
      return (u < v ? 1 : -1) * (k % 2 ? -bend : bend);
    });
  };

  /** @param {Trace} c @param {number} line */
  function curve(c, line) {
    const { from, to } = eco.data.lines;
    const a = 2 * from[line];
    const b = 2 * to[line];
    const { xy } = eco;
    const dx = xy[b] - xy[a];
    const dy = xy[b + 1] - xy[a + 1];
    // on a ring, bundled towards its middle
    const pull = eco.layout.sectors ? 0.35 - 0.5 * Math.abs(eco.bend[line]) : 0.5;
    const away = eco.layout.sectors ? 0.06 : eco.bend[line];
    c.moveTo(xy[a], xy[a + 1]);
    c.quadraticCurveTo((xy[a] + xy[b]) * pull - dy * away, (xy[a + 1] + xy[b + 1]) * pull + dx * away, xy[b], xy[b + 1]);
  }

  eco.traceLine = curve;

  // ---------------------------------------------------------------- marks

  eco.paintMark = (c, i, view) => {
    if (!eco.visible[i] || eco.layout.bubbles) return;
    const near = eco.focus();
    const group = eco.groupOf(i);
    const x = eco.xy[2 * i];
    const y = eco.xy[2 * i + 1];
    const r = eco.radiusSeen(i, view.scale);
    const color = eco.colorOf(group);
    c.globalAlpha = near && !near[i] ? FADED : 1;
    c.beginPath();
    eco.outline(c, group.shape, x, y, r);
    if (group.shape === "ring") {
      c.fillStyle = eco.theme.ground;
      c.fill();
      c.lineWidth = r * 0.36;
      c.strokeStyle = color;
    } else {
      c.fillStyle = color;
      c.fill();
      c.lineWidth = Math.min(1.2 / view.scale, r * 0.25);
      c.strokeStyle = eco.theme.plain ? eco.theme.ink : eco.theme.ground;
    }
    c.stroke();
    if (near?.[i] === 2 || i === eco.state.actor) {
      c.beginPath();
      eco.outline(c, group.shape, x, y, r + 3.4 / view.scale);
      c.lineWidth = 2 / view.scale;
      c.strokeStyle = eco.theme.ink;
      c.stroke();
    }
    c.globalAlpha = 1;
  };

  eco.paintMarks = (c, view, { moving = false } = {}) => {
    if (eco.layout.bubbles) return;
    if (eco.count <= MANY) {
      for (let i = 0; i < eco.count; i += 1) if (i !== eco.lifted) eco.paintMark(c, i, view);
      return;
    }
    const near = eco.focus();
    const every = moving ? Math.ceil(eco.count / ROUGH) : 1;
    eco.groups.forEach((group, k) => {
      for (const lit of near ? [false, true] : [true]) {
        const seen = eco.byColour[k].filter((i) => i % every === 0 && eco.visible[i] && i !== eco.lifted && (!near || near[i] > 0 === lit) && inSight(i, view));
        (moving ? paintRoughly : paintTogether)(c, view, group, seen, lit ? 1 : FADED);
      }
    });
    c.globalAlpha = 1;
    for (const i of [eco.focused?.centre ?? -1, eco.state.actor]) if (i >= 0 && i !== eco.lifted) eco.paintMark(c, i, view);
  };

  /** @param {Context} c @param {View} view @param {Group} group @param {number[]} nodes @param {number} alpha */
  function paintTogether(c, view, group, nodes, alpha) {
    const ring = group.shape === "ring";
    c.globalAlpha = alpha;
    c.fillStyle = ring ? eco.theme.ground : eco.colorOf(group);
    c.strokeStyle = eco.colorOf(group);
    c.lineWidth = RADIUS.place * 0.36;
    inRuns(c, nodes, (i) => {
      const r = eco.radiusSeen(i, view.scale);
      // a mark of a few pixels has no shape to see
      const shape = r * view.scale < 2.6 ? "square" : group.shape;
      eco.outline(c, shape, eco.xy[2 * i], eco.xy[2 * i + 1], r);
    }, () => {
      c.fill();
      if (ring) c.stroke();
    });
  }

  // While the camera moves, of thousands of marks a place and a colour are all one sees.
  /** @param {Context} c @param {View} view @param {Group} group @param {number[]} nodes @param {number} alpha */
  function paintRoughly(c, view, group, nodes, alpha) {
    c.globalAlpha = alpha;
    c.fillStyle = eco.colorOf(group);
    for (const i of nodes) {
      const r = eco.radiusSeen(i, view.scale) * 0.88;
      c.fillRect(eco.xy[2 * i] - r, eco.xy[2 * i + 1] - r, 2 * r, 2 * r);
    }
  }

  /** @param {number} i @param {View} view */
  function inSight(i, { left, top, right, bottom }) {
    const x = eco.xy[2 * i];
    const y = eco.xy[2 * i + 1];
    return x > left - 20 && x < right + 20 && y > top - 20 && y < bottom + 20;
  }
}
