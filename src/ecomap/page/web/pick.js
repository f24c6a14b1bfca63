"use strict";
// What stands at a point, and what stands next in a direction.

{
  const FINGER = 7; // pixels around a mark that still mean it

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
    return box && eco.visible[box.i] ? box.i : -1;
  };

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
