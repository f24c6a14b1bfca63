"use strict";
// The page comes alive: words, tools, keys, the pointer, and the camera over the map.

{
  const NARROW = 700; // pixels of map under which the poster is one column
  const SIDE_BY_SIDE = 820; // pixels of page above which the record stands beside the map
  const MANY = 800;
  const THREE_ROWS = 54;
  const MARGIN = 18;
  const PAUSE = 160; // milliseconds without a move after which all is painted again
  let moving = 0; // the timer that ends a move
  let lastMove = 0;
  let fitted = true;
  /** @type {HTMLElement | null} */
  let opener = null;

  eco.start = async () => {
    await eco.load();
    eco.state = eco.initial();
    eco.startGroups();
    eco.startFilters();
    eco.startBubbles?.(); // where there are too many to draw each
    eco.readAddress();
    eco.regroup();
    eco.bendLines();
    eco.readTheme();
    eco.resize();
    eco.filter();
    chooseLayout();
    eco.camera = eco.openCamera(eco.byId("map"), {
      paint: { under, mark: (c, i) => { if (i !== eco.lifted) eco.paintMark(c, i, eco.sight()); }, marks: (c) => eco.paintMarks(c, eco.sight(), { moving: moving > 0 }), over },
      tap,
      moved: cameraMoved,
    });
    if (eco.layout !== eco.data.layouts[0]) eco.camera.moved(); // it opened on the first
    eco.startSearch();
    eco.startShare();
    eco.startExport();
    eco.startPins(eco.byId("map"), { worldAt, tap });
    listen();
    say();
    eco.showPanel();
    fitted = !eco.state.camera;
    resized();
    stand();
    revealChosen();
    // the first sight is no move: it is painted whole at once
    clearTimeout(moving);
    moving = 0;
    document.body.dataset.ready = "1";
  };

  // ---------------------------------------------------------------- what is painted when

  eco.sight = () => {
    const { x, y, scale, width, height } = eco.camera.view();
    return {
      scale, left: x - width / 2 / scale, right: x + width / 2 / scale,
      top: y - height / 2 / scale, bottom: y + height / 2 / scale,
    };
  };

  /** @param {Context} c */
  function under(c) {
    if (!eco.camera) return; // vis draws once before it is ours
    eco.paintGround(c, eco.sight());
    eco.paintLines(c, eco.sight(), { moving: moving > 0 });
  }

  /** @param {Context} c */
  function over(c) {
    if (eco.camera && !(moving && eco.count > MANY)) eco.paintNames(c, eco.sight());
  }

  function cameraMoved() {
    fitted = false;
    eco.byId("tip").hidden = true;
    clearTimeout(moving);
    // on a slow machine moves come far apart: a pause is longer than the last gap between two
    const gap = performance.now() - lastMove;
    lastMove += gap;
    moving = setTimeout(() => {
      moving = 0;
      keepCamera();
      eco.camera.redraw();
    }, gap < 500 ? Math.max(PAUSE, 3 * gap) : PAUSE);
  }

  // Where one stands is part of the link, unless the whole is in sight.
  function keepCamera() {
    const { x, y, scale } = eco.camera.view();
    eco.choose({ camera: fitted ? null : { x, y, scale } });
    eco.writeAddress();
  }

  // Where the address says, else where the whole is seen.
  function stand() {
    if (!eco.state.camera) {
      fit();
      return;
    }
    eco.camera.look({ ...eco.state.camera, scale: eco.limitScale(eco.state.camera.scale) });
    fitted = false;
  }

  // ---------------------------------------------------------------- layout and camera

  function chooseLayout() {
    const { layouts } = eco.data;
    const wanted = layouts.find(({ key }) => key === eco.state.layout) ?? layouts[0];
    // a record that opens beside the map does not make a telephone of a desk
    const beside = innerWidth > SIDE_BY_SIDE ? eco.byId("record").offsetWidth : 0;
    const small = eco.byId("map").clientWidth + beside < NARROW;
    if (small && wanted.hulls) wanted.narrow ??= turned(wanted);
    const layout = (small && wanted.narrow) || wanted;
    if (layout === eco.layout) return;
    eco.layout = layout;
    eco.xy = eco.pinned(Float32Array.from(layout.xy));
    eco.showPins();
    eco.forgetNames();
    eco.sortMarks();
    eco.camera?.moved();
  }

  // A network lies on a desk and stands on a telephone.
  /** @param {Layout} layout @returns {Layout} */
  function turned({ xy, hulls = [], bounds: [left, top, right, bottom], ...rest }) {
    return {
      ...rest,
      xy: xy.map((_, k) => xy[k % 2 ? k - 1 : k + 1]),
      hulls: hulls.map(({ group, points }) => ({ group, points: points.map(([x, y]) => [y, x]) })),
      bounds: [top, left, bottom, right],
    };
  }

  function fit() {
    const { width, height } = eco.camera.view();
    const [left, top, right, bottom] = eco.layout.bounds;
    const column = eco.layout.scroll;
    const margin = width < NARROW ? 8 : MARGIN;
    const below = width < NARROW ? eco.byId("drawer").offsetHeight + margin : 0; // its button floats there
    const across = (width - 2 * margin) / (right - left);
    const room = height - 2 * margin - below;
    // titles of sectors keep their size from afar: three rows above the ring, three below
    const ring = Math.max(0, ...(eco.layout.sectors ?? []).map(({ outer }) => 2 * outer));
    const along = Math.min(room / (bottom - top), ring ? (room - 2 * THREE_ROWS) / ring : Infinity);
    const scale = Math.min(1.5, column ? across : Math.min(across, along));
    const y = column ? top + (height / 2 - margin) / scale : (top + bottom) / 2 + below / 2 / scale;
    eco.camera.look({ x: (left + right) / 2, y, scale });
    fitted = true;
    if (eco.state.camera) eco.choose({ camera: null });
  }

  function seeAll() {
    fit();
    eco.writeAddress();
  }

  eco.limitScale = (scale) => {
    const [left, top, right, bottom] = eco.layout.bounds;
    const { width, height } = eco.camera.view();
    const whole = Math.min(width / (right - left), height / (bottom - top));
    return Math.min(Math.max(scale, whole / 3), Math.max(6, whole * 4));
  };

  /** @param {number} factor */
  function zoom(factor) {
    const { x, y, scale } = eco.camera.view();
    eco.camera.look({ x, y, scale: eco.limitScale(scale * factor) });
    cameraMoved();
  }

  function resized() {
    eco.camera.resized();
    const before = eco.layout;
    chooseLayout();
    if (fitted || eco.layout !== before) fit();
    eco.camera.redraw();
  }

  // Moves only if it must: when the node is out of sight, hidden by the record, or too small to read.
  /** @param {number} i */
  function reveal(i) {
    const { x, y, scale, width, height } = eco.camera.view();
    const under = innerWidth <= SIDE_BY_SIDE && !eco.byId("record").hidden ? eco.byId("record").offsetHeight : 0;
    const [px, py] = [(eco.xy[2 * i] - x) * scale + width / 2, (eco.xy[2 * i + 1] - y) * scale + height / 2];
    const room = height - Math.max(0, under - (innerHeight - eco.byId("map").getBoundingClientRect().bottom));
    const seen = px > 20 && px < width - 60 && py > 20 && py < room - 30;
    const legible = scale > 0.45;
    if (seen && legible) return;
    const closer = legible ? scale : 0.85;
    const across = eco.layout.scroll ? x : eco.xy[2 * i];
    eco.camera.look({ x: across, y: eco.xy[2 * i + 1] + (height - room) / 2 / closer, scale: closer });
    fitted = false;
  }

  // The actor whose record is open; on a column, longer than the screen, also what is lit.
  function revealChosen() {
    const { actor } = eco.state;
    const chosen = actor < 0 && eco.layout.scroll ? eco.focus()?.indexOf(2) ?? -1 : actor;
    if (chosen >= 0) reveal(chosen);
  }

  // ---------------------------------------------------------------- words

  function say() {
    const { lang } = eco.state;
    document.documentElement.lang = lang;
    const title = eco.label(eco.data.title);
    document.title = title;
    eco.byId("title").textContent = title;
    eco.byId("band").hidden = !eco.data.internal;
    document.querySelectorAll("[data-say]").forEach((e) => { e.textContent = eco.say(e.dataset.say); });
    document.querySelectorAll("[data-name]").forEach((e) => {
      e.setAttribute("aria-label", eco.say(e.dataset.name));
      if (e.tagName === "BUTTON") e.title = eco.say(e.dataset.name);
    });
    document.querySelectorAll("[data-hint]").forEach((e) => { e.placeholder = eco.say(e.dataset.hint); });
    showTools();
    eco.showFoot();
    eco.showLegend();
    eco.showFilters();
    eco.showView();
    eco.forgetNames();
  }

  function showTools() {
    const other = eco.state.lang === "fr" ? "en" : "fr";
    const lang = eco.byId("lang");
    lang.textContent = other.toUpperCase();
    lang.lang = other;
    lang.title = eco.data.words[other].this_language;
    lang.setAttribute("aria-label", `${lang.textContent} – ${lang.title}`);
    const theme = eco.byId("theme");
    theme.title = eco.say(`to_${nextTheme()}`);
    theme.setAttribute("aria-label", theme.title);
    eco.byId("layouts").replaceChildren(...eco.data.layouts.map(({ key, label }) => eco.element("button", {
      type: "button", role: "radio", "data-layout": key, text: eco.label(label),
      "aria-checked": String(key === eco.state.layout), tabindex: key === eco.state.layout ? "0" : "-1",
      on: { click: () => setLayout(key), keydown: turn },
    })));
    eco.byId("layouts").hidden = eco.layoutKeys().length < 2;
    eco.byId("color").replaceChildren(...eco.colours.map((key) => eco.element("option", { value: key, text: eco.colourLabel(key) })));
    eco.byId("color").value = eco.state.color;
    eco.byId("color").setAttribute("aria-label", eco.say("color"));
    eco.byId("size").replaceChildren(
      ...eco.numbers.map(({ key, label }) => eco.element("option", { value: key, text: eco.label(label) })),
      eco.element("option", { value: "uniform", text: eco.say("uniform") }),
    );
    eco.byId("size").value = eco.state.size;
    eco.byId("size").setAttribute("aria-label", eco.say("size"));
  }

  // In a radio group the arrows choose, Tab leaves.
  /** @param {KeyboardEvent} event */
  function turn(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const keys = eco.layoutKeys();
    setLayout(keys[(keys.indexOf(eco.state.layout) + step + keys.length) % keys.length]);
  }

  eco.announce = (text) => { eco.byId("said").textContent = text; };

  // ---------------------------------------------------------------- changes

  eco.changed = ({ step = false } = {}) => {
    eco.filter();
    eco.showLegend();
    eco.showFilters();
    eco.showPanel();
    eco.showView();
    eco.writeAddress({ step });
    eco.camera.redraw();
  };

  eco.settle = () => {
    resized();
    revealChosen();
  };

  // What colours by community mean is said beside them, where there is room for both.
  function tellCommunities() {
    const room = eco.byId("map").clientWidth >= NARROW && eco.state.actor < 0 && !eco.state.light;
    if (room && eco.state.color === "community" && eco.data.communities) eco.move("openFindings");
  }

  // Reduces the map to so many degrees around a node; -1 brings the rest back.
  eco.setFocus = (i, degrees) => {
    eco.move("focus", { actor: i, degrees });
    eco.changed({ step: true });
    eco.announce(i < 0 ? eco.say("focus_left") : eco.say("pair", { label: eco.say("chip_focus", { name: eco.nameOf(i), n: eco.state.degrees }), value: eco.countsSaid(eco.shownCounts) }));
  };

  /** @param {string} key */
  function setLayout(key) {
    eco.setLayout(key);
    document.querySelector(`[data-layout="${key}"]`).focus();
  }

  eco.setLayout = (key, how) => {
    eco.choose({ layout: key });
    chooseLayout();
    showTools();
    fit();
    eco.writeAddress(how);
  };

  // Light, dark, high contrast, and round again.
  function nextTheme() {
    if (eco.state.theme === "contrast") return "light";
    return eco.isDark() ? "contrast" : "dark";
  }

  function setTheme() {
    eco.readTheme();
    showTools();
    eco.showLegend();
    eco.showPanel();
    eco.showView();
    eco.camera.redraw();
  }

  eco.open = (i, { from = null, step = true } = {}) => {
    opener = from ?? opener ?? document.querySelector(":focus");
    eco.move("open", { actor: i });
    if (!eco.visible[i]) showAgain(i);
    if (eco.layout.bubbles) eco.setLayout("network"); // where it can be seen
    const beside = eco.byId("record").hidden && innerWidth > SIDE_BY_SIDE;
    eco.showPanel();
    if (beside) resized();
    openDrawer(false);
    reveal(i);
    eco.byId("tip").hidden = true;
    eco.byId("record").querySelector("h2").focus({ preventScroll: true });
    eco.writeAddress({ step });
    eco.camera.redraw();
  };

  // Who is asked for is shown: the legend gives its group back, other filters give way.
  /** @param {number} i */
  function showAgain(i) {
    for (const [key, keys] of eco.state.off) {
      const { groups, of } = eco.grouping(key);
      const { key: group } = groups[of[i]];
      if (keys.has(group)) eco.move("toggle", { column: key, key: group });
    }
    eco.filter();
    if (!eco.visible[i]) {
      eco.move("clear");
      eco.filter();
      eco.announce(eco.say("filters_left"));
    }
    eco.showLegend();
    eco.showFilters();
  }

  eco.close = () => {
    if (["path", "tie"].includes(eco.state.light?.kind ?? "")) {
      eco.closePath();
      return;
    }
    if (eco.state.actor < 0) {
      if (eco.state.findings) eco.closeFindings();
      return;
    }
    eco.choose({ actor: -1 });
    eco.showPanel();
    resized();
    eco.writeAddress({ step: true });
    (opener?.isConnected ? opener : eco.byId("map")).focus();
    opener = null;
    eco.camera.redraw();
  };

  /** @param {boolean} open */
  function openDrawer(open) {
    eco.byId("side").classList.toggle("open", open);
    eco.byId("drawer").setAttribute("aria-expanded", String(open));
  }

  // ---------------------------------------------------------------- pointer

  /** @type {(px: number, py: number) => [number, number, number]} */
  const worldAt = (px, py) => {
    const { x, y, scale, width, height } = eco.camera.view();
    return [(px - width / 2) / scale + x, (py - height / 2) / scale + y, scale];
  };

  /** @param {number} px @param {number} py */
  function tap(px, py) {
    if (eco.justDropped()) return;
    if (eco.layout.bubbles) {
      const [x, y] = worldAt(px, py);
      const k = eco.bubbleAt(x, y);
      if (k >= 0) eco.openBubble(k);
      return;
    }
    const i = eco.pick(...worldAt(px, py));
    const line = i < 0 ? eco.pickLine(...worldAt(px, py)) : -1;
    openDrawer(false);
    if (i >= 0) eco.open(i, { from: eco.byId("map") });
    else if (line >= 0) eco.openTie(line);
    else if (eco.state.cursor >= 0 || eco.state.hover >= 0) lookAt(-1);
    else eco.close();
  }

  /** @param {number} i */
  function lookAt(i) {
    eco.choose({ hover: i, cursor: -1 });
    eco.byId("map").classList.toggle("over", i >= 0);
    eco.camera.redraw();
  }

  /** @param {PointerEvent} event */
  function pointed(event) {
    // a finger has no hover, and a drag is no question
    if (event.pointerType === "touch" || event.buttons || eco.layout.bubbles) return;
    const frame = eco.byId("map").getBoundingClientRect();
    const [px, py] = [event.clientX - frame.left, event.clientY - frame.top];
    const i = eco.pick(...worldAt(px, py));
    if (i !== eco.state.hover) {
      lookAt(i);
      showTip(i);
    }
    if (i >= 0) placeTip(px, py);
  }

  /** @param {number} i */
  function showTip(i) {
    const tip = eco.byId("tip");
    tip.hidden = i < 0;
    if (i < 0) return;
    tip.replaceChildren(eco.nameOf(i), eco.element("small", { text: `${eco.wordsOf(eco.groupOf(i))} · ${linkedSaid(i)}` }));
  }

  /** @param {number} i */
  const linkedSaid = (i) => (eco.data.nodes.place[i]
    ? eco.say("meets", { n: eco.alliancesOf[i].find(({ place }) => place === i)?.members.length ?? eco.links[i].length })
    : eco.say("alliances", { n: eco.alliancesOf[i].length }));

  /** @param {number} px @param {number} py */
  function placeTip(px, py) {
    const tip = eco.byId("tip");
    const { width, height } = eco.camera.view();
    const left = px + 18 + tip.offsetWidth > width ? px - 14 - tip.offsetWidth : px + 18;
    const above = py + 22 + tip.offsetHeight > height ? py - 14 - tip.offsetHeight : py + 22;
    tip.style.transform = `translate(${Math.max(6, Math.round(left))}px, ${Math.round(above)}px)`;
  }

  // ---------------------------------------------------------------- keys

  /** @type {Record<string, Point>} */
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  /** @param {KeyboardEvent} event */
  function bubbleKeys(event) {
    if (Object.hasOwn(ARROWS, event.key)) eco.stepBubble(ARROWS[event.key][0] + ARROWS[event.key][1]);
    else if (event.key === "Enter" && eco.heldBubble() >= 0) eco.openBubble(eco.heldBubble());
    else return;
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  function mapKeys(event) {
    if (eco.layout.bubbles) bubbleKeys(event);
    if (event.defaultPrevented) return;
    const at = eco.state.cursor >= 0 ? eco.state.cursor : eco.state.actor;
    if (event.shiftKey && Object.hasOwn(ARROWS, event.key) && at >= 0) eco.nudge(at, ARROWS[event.key]);
    else if (Object.hasOwn(ARROWS, event.key)) step(at, ARROWS[event.key]);
    else if (event.key === "Enter" && at >= 0) eco.open(at, { from: eco.byId("map") });
    else if (eco.state.ego >= 0) return; // the figures, plus and minus are degrees then
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") seeAll();
    else return;
    event.preventDefault();
  }

  /** @param {number} at @param {Point} direction */
  function step(at, direction) {
    const next = at < 0 || !eco.visible[at] ? eco.byWeight.find((i) => eco.visible[i]) ?? -1 : eco.nextTo(at, direction);
    if (next < 0) return;
    eco.choose({ cursor: next, hover: -1 });
    reveal(next);
    eco.announce(eco.say("pair", { label: eco.nameOf(next), value: `${eco.wordsOf(eco.groupOf(next))}, ${linkedSaid(next)}` }));
    eco.camera.redraw();
  }

  /** @param {Keyed} event */
  function pageKeys(event) {
    const typing = /^(?:INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "k" ? event.ctrlKey || event.metaKey : event.key === "/" && !typing) {
      event.preventDefault();
      eco.byId("query").focus();
      eco.byId("query").select();
    } else if (event.key === "?" && !typing) {
      eco.byId("foot").open = true;
      eco.byId("gist").focus();
    } else if (event.key === "Escape" && event.target.id !== "query") {
      if (eco.byId("side").classList.contains("open")) openDrawer(false);
      else if (eco.state.cursor >= 0) lookAt(-1);
      else if (eco.state.ego >= 0) eco.setFocus(-1);
      else if (["finding", "cell"].includes(eco.state.light?.kind ?? "")) darken();
      else eco.close();
    } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      focusKeys(event);
    }
  }

  function darken() {
    eco.move("light", { light: null });
    eco.changed({ step: true });
  }

  // F reduces the map to the neighbours of the actor in hand; a figure says how far, plus and
  // minus go a degree further or back.
  /** @param {KeyboardEvent} event */
  function focusKeys(event) {
    const hand = [eco.state.cursor, eco.state.actor].find((i) => i >= 0) ?? -1;
    const { ego, degrees } = eco.state;
    if (event.key === "f" && (ego >= 0 || hand >= 0)) eco.setFocus(ego >= 0 ? -1 : hand, 1);
    else if (ego >= 0 && /^[0-9]$/.test(event.key)) eco.setFocus(ego, Number(event.key));
    else if (ego >= 0 && /^[+=-]$/.test(event.key)) eco.setFocus(ego, degrees + (event.key === "-" ? -1 : 1));
    else return;
    event.preventDefault();
  }

  // ---------------------------------------------------------------- listening

  function listen() {
    const map = eco.byId("map");
    map.addEventListener("keydown", mapKeys);
    map.addEventListener("pointermove", pointed);
    map.addEventListener("pointerleave", () => { lookAt(-1); showTip(-1); });
    // a swipe here scrolls nothing: the browser would take the tap that follows as the end of one
    map.addEventListener("touchmove", (event) => {
      if (event.cancelable && (event.touches.length > 1 || !eco.embedded || eco.justDropped())) event.preventDefault();
    }, { passive: false });
    document.addEventListener("keydown", pageKeys);
    eco.byId("nearer").addEventListener("click", () => zoom(1.3));
    eco.byId("farther").addEventListener("click", () => zoom(1 / 1.3));
    eco.byId("whole").addEventListener("click", seeAll);
    eco.byId("drawer").addEventListener("click", () => openDrawer(!eco.byId("side").classList.contains("open")));
    eco.byId("findings").addEventListener("click", () => (eco.state.findings && eco.state.actor < 0 ? eco.closeFindings() : eco.openFindings()));
    eco.byId("filtering").addEventListener("toggle", eco.showFilters);
    eco.byId("color").addEventListener("change", () => {
      eco.choose({ color: eco.byId("color").value });
      eco.regroup();
      tellCommunities();
      eco.changed();
      eco.settle();
    });
    eco.byId("size").addEventListener("change", () => {
      eco.choose({ size: eco.byId("size").value });
      eco.resize();
      eco.changed();
    });
    eco.byId("lang").addEventListener("click", () => {
      eco.choose({ lang: eco.state.lang === "fr" ? "en" : "fr" });
      say();
      eco.changed();
    });
    eco.byId("theme").addEventListener("click", () => {
      eco.choose({ theme: nextTheme() });
      setTheme();
      eco.writeAddress();
    });
    for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"]) {
      matchMedia(query).addEventListener("change", setTheme);
    }
    new ResizeObserver(resized).observe(map);
    addEventListener("popstate", returned);
  }

  // The address changed under us: Back, Forward, or somebody's typing.
  function returned() {
    eco.readAddress();
    eco.regroup();
    eco.readTheme();
    eco.resize();
    eco.filter();
    eco.showPanel();
    say();
    const { camera } = eco.state;
    resized();
    if (camera) {
      eco.choose({ camera });
      stand();
    }
    revealChosen();
  }
}
