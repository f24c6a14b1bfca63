"use strict";
// Marks that one moves: on every layout but the poster, whose cells hold them. What was
// moved is saved as a file that the command takes back.

{
  const STILL = 4; // pixels under which a press is a click
  const LONG = 450; // milliseconds after which a finger holds the mark it rests on
  /** @type {Map<string, Map<number, Point>>} */
  const moved = new Map(); // by layout: places of nodes moved, by node
  /** @type {{ i: number, from: Point, far: boolean, touch?: boolean } | null} */
  let held = null;
  let resting = 0; // the timer of a finger that rests
  /** @type {Point | null} */
  let start = null; // where it came down
  let dropped = false; // since the last press
  /** @type {HTMLCanvasElement | null} */
  let layer = null; // over the map, for the mark that moves
  let asked = 0; // the frame in which it is painted
  eco.lifted = -1;

  // A finger that moves a mark, and its lifting, ask for no record.
  eco.justDropped = () => held !== null || dropped;

  eco.startPins = (map, { worldAt, tap }) => {
    /** @type {(event: { clientX: number, clientY: number }) => Point} */
    const at = ({ clientX, clientY }) => {
      const frame = map.getBoundingClientRect();
      return [clientX - frame.left, clientY - frame.top];
    };
    // before the camera sees the press: a mark moves, the ground pans
    map.addEventListener("pointerdown", (event) => {
      clearTimeout(resting); // a second finger enlarges, it does not hold
      dropped = false;
      if (event.button !== 0 || eco.layout.boxes || eco.layout.bubbles) return;
      const i = eco.pick(...worldAt(...at(event)));
      if (i < 0) return;
      if (event.pointerType === "touch") {
        rest(event, { i, from: at(event) });
        return;
      }
      event.stopPropagation();
      event.preventDefault();
      held = { i, from: at(event), far: false };
      map.setPointerCapture(event.pointerId);
    }, true);
    map.addEventListener("pointermove", (event) => {
      if (!held) {
        if (start && Math.hypot(event.clientX - start[0], event.clientY - start[1]) > 10) clearTimeout(resting);
        return;
      }
      event.stopPropagation();
      const [x, y] = at(event);
      held.far ||= Math.hypot(x - held.from[0], y - held.from[1]) > STILL;
      if (!held.far) return;
      if (!layer) lift(held.i);
      move(held.i, worldAt(x, y));
      asked ||= requestAnimationFrame(paint);
    }, true);
    /** @param {PointerEvent} event */
    const drop = (event) => {
      clearTimeout(resting);
      if (!held) return;
      const { far, touch } = held;
      held = null;
      // the camera saw this finger come: it must see it go
      if (touch) dropped = true;
      else event.stopPropagation();
      if (far) lay();
      else if (event.type === "pointerup" && !touch) tap(...at(event));
    };
    map.addEventListener("pointerup", drop, true);
    map.addEventListener("pointercancel", drop, true);
    // the camera of vis listens to the mouse's own events too
    for (const kind of ["mousedown", "touchstart"]) map.addEventListener(kind, (event) => { if (held) event.stopPropagation(); }, true);
    eco.byId("save").addEventListener("click", () => {
      eco.download("positions.json", eco.positions(), "application/json");
    });
    eco.byId("reset").addEventListener("click", reset);
  };

  // A finger that stays where it came down takes the mark with it.
  /** @param {PointerEvent} event @param {{ i: number, from: Point }} grip */
  function rest({ clientX, clientY }, grip) {
    start = [clientX, clientY];
    resting = setTimeout(() => {
      held = { ...grip, far: false, touch: true };
      eco.announce(eco.say("held", { name: eco.nameOf(grip.i) }));
    }, LONG);
  }

  // The rest is painted once, without it: thousands of marks are not painted at each step.
  /** @param {number} i */
  function lift(i) {
    eco.lifted = i;
    layer = eco.element("canvas", { class: "own lifted" });
    eco.byId("map").append(layer);
    eco.byId("tip").hidden = true;
    eco.camera.redraw();
  }

  function paint() {
    asked = 0;
    if (!layer) return;
    const c = eco.pen(layer);
    eco.aim(c, eco.camera.view());
    eco.paintLifted(c, eco.sight());
  }

  function lay() {
    eco.lifted = -1;
    cancelAnimationFrame(asked);
    asked = 0;
    layer?.remove();
    layer = null;
    settle();
  }

  /** @type {(i: number, place: number[]) => void} */
  function move(i, [x, y]) {
    eco.xy[2 * i] = x;
    eco.xy[2 * i + 1] = y;
    const { layout } = eco.state;
    moved.set(layout, (moved.get(layout) ?? new Map()).set(i, [x, y]));
  }

  function settle() {
    eco.sortMarks();
    eco.camera.moved();
    eco.camera.redraw();
    eco.showPins();
  }

  // The keys move what the arrows chose, a step at a time.
  eco.nudge = (i, [dx, dy]) => {
    if (eco.layout.boxes || eco.layout.bubbles) return;
    const step = 12 / eco.camera.view().scale;
    move(i, [eco.xy[2 * i] + dx * step, eco.xy[2 * i + 1] + dy * step]);
    settle();
  };

  // What was moved on a layout stays moved when one comes back to it.
  eco.pinned = (xy) => {
    for (const [i, [x, y]] of moved.get(eco.state.layout) ?? []) {
      xy[2 * i] = x;
      xy[2 * i + 1] = y;
    }
    return xy;
  };

  function reset() {
    moved.delete(eco.state.layout);
    eco.xy = Float32Array.from(eco.layout.xy);
    settle();
  }

  eco.showPins = () => {
    eco.byId("save").hidden = Boolean(eco.layout.boxes || eco.layout.bubbles);
    eco.byId("reset").hidden = !moved.get(eco.state.layout)?.size;
  };

  eco.positions = () => {
    const places = eco.data.nodes.id.map((id, i) => [id, [0, 1].map((axis) => Math.round(eco.xy[2 * i + axis] * 10) / 10)]);
    return `${JSON.stringify({ layout: eco.state.layout, positions: Object.fromEntries(places) }, null, 1)}\n`;
  };
}
