"use strict";
// The ground of the geography: outlines of the departments, squares for those overseas, and
// over each list beside them why its actors are on none.

{
  const SIZE = 13;

  eco.paintLands = (c, view) => {
    const { lands = [], captions } = eco.layout;
    Object.assign(c, { fillStyle: eco.theme.line, strokeStyle: eco.theme.muted, lineJoin: "round", lineWidth: 0.7 / view.scale });
    c.beginPath();
    for (const { rings } of lands) rings.forEach((ring) => outline(c, ring));
    c.globalAlpha = 0.4;
    c.fill();
    c.stroke();
    c.globalAlpha = 1;
    Object.assign(c, { textAlign: "left", textBaseline: "middle" });
    for (const { rings: [[left, , , , , bottom]], name } of lands) {
      if (name) write(c, view, name, left, bottom + 9, 11, 450);
    }
    for (const { key, count, x, y } of captions) write(c, view, eco.say(`aside_${key}`, { n: count }), x, y, Math.max(SIZE, 12.5 / view.scale), 650);
  };

  /** @param {Context} c @param {number[]} ring */
  function outline(c, ring) {
    for (let k = 0; k < ring.length; k += 2) c[k ? "lineTo" : "moveTo"](ring[k], ring[k + 1]);
    c.closePath();
  }

  // Names keep off what is written here.
  /** @param {Context} c @param {View} view @param {string} text @param {number} x @param {number} y @param {number} size @param {number} weight */
  function write(c, view, text, x, y, size, weight) {
    c.font = `${weight} ${size}px ${eco.FONT}`;
    c.fillStyle = eco.theme.ink;
    const { width } = c.measureText(text);
    const left = x < view.right ? Math.min(x, view.right - width - 6 / view.scale) : x;
    c.fillText(text, left, y);
    eco.titles?.push({ left, right: left + width, top: y - size * 0.6, bottom: y + size * 0.6 });
  }
}
