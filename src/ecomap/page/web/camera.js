"use strict";
// Our own camera: one canvas, pan, wheel, pinch. For many actors, where vis-network
// would spend its time on objects; it offers what vis.js offers, no more.

eco.openCamera = (element, { paint, tap, moved }) => {
  const canvas = document.createElement("canvas");
  canvas.className = "own";
  element.append(canvas);
  const c = eco.pen(canvas);
  const at = { x: 0, y: 0, scale: 1 };
  /** @type {Map<number, Point>} */
  const fingers = new Map();
  let travelled = 0;
  let asked = 0;

  const size = () => ({ width: element.clientWidth, height: element.clientHeight });

  function redraw() {
    asked ||= requestAnimationFrame(draw);
  }

  function draw() {
    asked = 0;
    eco.aim(c, { ...at, ...size() });
    paint.under(c);
    paint.marks(c);
    paint.over(c);
  }

  /** @param {number} px @param {number} py @param {number} factor */
  function zoomAt(px, py, factor) {
    const { width, height } = size();
    const scale = eco.limitScale(at.scale * factor);
    at.x += (px - width / 2) * (1 / at.scale - 1 / scale);
    at.y += (py - height / 2) * (1 / at.scale - 1 / scale);
    at.scale = scale;
    moved();
    redraw();
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
    if (fingers.size === 1) travelled = 0;
  });

  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    /** @type {Point} */
    const now = [event.offsetX, event.offsetY];
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
    travelled += Math.hypot(dx, dy);
    fingers.set(event.pointerId, now);
    if (fingers.size < 2 && eco.isScroll(event)) return;
    at.x -= dx / fingers.size / at.scale;
    at.y -= dy / fingers.size / at.scale;
    const [other = now] = [...fingers].flatMap(([id, point]) => (id === event.pointerId ? [] : [point]));
    /** @param {Point} point */
    const apart = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
    // what is between two fingers stays between them
    zoomAt((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, fingers.size < 2 ? 1 : apart(now) / apart(before));
  });

  /** @param {PointerEvent} event */
  const lift = (event) => {
    const still = fingers.delete(event.pointerId) && fingers.size === 0 && travelled < 10;
    if (still && event.type === "pointerup") tap(event.offsetX, event.offsetY);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);

  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomAt(event.offsetX, event.offsetY, Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)));
  }, { passive: false });

  return {
    view: () => ({ ...at, ...size() }),
    look(to) {
      Object.assign(at, to);
      redraw();
    },
    redraw,
    resized: redraw,
    moved: () => {},
  };
};
