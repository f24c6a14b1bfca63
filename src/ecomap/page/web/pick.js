"use strict";
// What stands at a point, and what stands next in a direction.

{
  const FINGER = 7; // pixels around a mark that still mean it
  const PARTS = 64; // of a line, to measure how far it is

  // Marks sorted into the squares of a grid; made again when they move.
  eco.sortMarks = () => {
    const step = Math.max(60, Math.sqrt(area() / Math.max(1, eco.count)) * 2);
    const squares = new Map();
    for (let i = 0; i < eco.count; i += 1) {
      const key = `${Math.floor(eco.xy[2 * i] / step)} ${Math.floor(eco.xy[2 * i + 1] / step)}`;
      if (!squares.has(key)) squares.set(key, []);
      squares.get(key).push(i);
    }
    eco.grid = { step, squares };
  };

  function area() {
    const [left, top, right, bottom] = eco.layout.bounds;
    return (right - left) * (bottom - top);
  }

  eco.pick = (x, y, scale) => {
    const mark = nearestMark(x, y, scale);
    if (mark >= 0) return mark;
    const box = eco.nameBoxes?.find((b) => x >= b.left && x <= b.right && y >= b.top && y <= b.bottom);
    return box?.i !== undefined && eco.visible[box.i] ? box.i : -1;
  };

  /** @param {number} x @param {number} y @param {number} scale */
  function nearestMark(x, y, scale) {
    const { step, squares } = eco.grid;
    const reach = 14 + FINGER / scale;
    let best = -1;
    let least = FINGER / scale;
    for (let u = Math.floor((x - reach) / step); u <= Math.floor((x + reach) / step); u += 1) {
      for (let v = Math.floor((y - reach) / step); v <= Math.floor((y + reach) / step); v += 1) {
        for (const i of squares.get(`${u} ${v}`) ?? []) {
          if (!eco.visible[i]) continue;
          const away = Math.hypot(eco.xy[2 * i] - x, eco.xy[2 * i + 1] - y) - eco.radiusSeen(i, scale);
          if (away < least) [best, least] = [i, away];
        }
      }
    }
    return best;
  }

  // The line under a point, or -1. On the poster, where lines are a mist, only one that is lit.
  eco.pickLine = (x, y, scale) => {
    const lit = eco.focus() && eco.focused.lines;
    const lines = lit ?? (eco.layout.boxes ? [] : eco.drawn.keys());
    let best = -1;
    let least = FINGER / scale;
    for (const line of lines) {
      if (!eco.drawn[line]) continue;
      const away = awayFrom(line, x, y);
      if (away < least) [best, least] = [line, away];
    }
    return best;
  };

  // How far a point is from a line, as the painter bends it.
  /** @param {number} line @param {number} x @param {number} y */
  function awayFrom(line, x, y) {
    /** @type {Point} */
    let from = [0, 0];
    let least = Infinity;
    eco.traceLine({
      moveTo(u, v) { from = [u, v]; },
      quadraticCurveTo(p, q, u, v) {
        for (let k = 0; k <= PARTS; k += 1) {
          const t = k / PARTS;
          /** @param {number} start @param {number} bend @param {number} end */
          const at = (start, bend, end) => (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t ** 2 * end;
          least = Math.min(least, Math.hypot(at(from[0], p, u) - x, at(from[1], q, v) - y));
        }
      },
    }, line);
    return least;
  }

  // The nearest node in the direction of an arrow key; sideways counts double.
  eco.nextTo = (from, [dx, dy]) => {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < eco.count; i += 1) {
      if (i === from || !eco.visible[i]) continue;
      const x = eco.xy[2 * i] - eco.xy[2 * from];
      const y = eco.xy[2 * i + 1] - eco.xy[2 * from + 1];
      const ahead = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (ahead > 0.01 && ahead + 2 * aside < least) [best, least] = [i, ahead + 2 * aside];
    }
    return best;
  };
}
