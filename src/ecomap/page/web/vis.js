"use strict";
// The camera of vis-network, as the wheel of pyvis carries it: gestures, zoom, and the
// round of the nodes, each drawn by our painter. Same offer as camera.js.

eco.openCamera = (element, { paint, tap, moved }) => {
  const given = JSON.parse(eco.byId("network").textContent);
  const options = JSON.parse(given.options);
  /** @param {{ ctx: Context, id: number }} node */
  options.nodes.ctxRenderer = ({ ctx, id }) => {
    const width = 2 * eco.radiusSeen(id, net.getScale());
    return { drawNode: () => paint.mark(ctx, id), nodeDimensions: { width, height: width } };
  };
  const nodes = new vis.DataSet(given.nodes);
  const net = new vis.Network(element, { nodes }, options);
  // the map's own element takes the keys: one stop for Tab, not two
  const frame = element.querySelector(".vis-network");
  frame.tabIndex = -1;

  net.on("beforeDrawing", paint.under);
  net.on("afterDrawing", paint.over);
  // a finger that rests is a click to vis; to us it holds a mark
  net.on("click", pressed);
  net.on("dragging", moved);
  net.on("zoom", () => {
    const scale = eco.limitScale(net.getScale());
    if (scale !== net.getScale()) net.moveTo({ scale });
    moved();
  });

  // two fingers move the map as they enlarge it; one does where no page around it scrolls
  /** @type {Map<number, Point>} */
  const fingers = new Map();
  frame.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    if (fingers.size < 2) {
      if (eco.isScroll(event)) event.stopPropagation();
      return;
    }
    const scale = 2 * net.getScale();
    const { x, y } = net.getViewPosition();
    net.moveTo({ position: { x: x - (event.clientX - before[0]) / scale, y: y - (event.clientY - before[1]) / scale } });
    moved();
  }, true);
  frame.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.pointerType === "touch") fingers.set(event.pointerId, [event.clientX, event.clientY]);
  }, true);
  for (const kind of ["pointerup", "pointercancel"]) frame.addEventListener(kind, (/** @type {PointerEvent} */ event) => fingers.delete(event.pointerId), true);

  /** @param {{ pointer: { DOM: { x: number, y: number } }, event?: Event }} click */
  function pressed({ pointer, event }) {
    if (event?.type !== "press") tap(pointer.DOM.x, pointer.DOM.y);
  }

  return {
    view: () => ({
      ...net.getViewPosition(), scale: net.getScale(),
      width: element.clientWidth, height: element.clientHeight,
    }),
    look: ({ x, y, scale }) => net.moveTo({ position: { x, y }, scale }),
    redraw: () => net.redraw(),
    resized: () => net.setSize("100%", "100%"),
    // vis skips nodes out of sight: it must know where they went (all at once: its
    // moveNode starts a round of its simulation for each)
    moved: () => nodes.update(Array.from({ length: eco.count }, (_, id) => ({ id, x: eco.xy[2 * id], y: eco.xy[2 * id + 1] }))),
  };
};
