"use strict";
// The views of one file: the map, and beside it what a drawing cannot say to everybody.

{
  const WIDE = ".wide, .years-bars";

  eco.showView = () => {
    const { tab } = eco.state;
    const focused = eco.heldKey();
    const view = eco.byId("view");
    // the last years first, where they do not all fit
    const scrolled = view.dataset.tab === tab ? [view.scrollTop, view.querySelector(WIDE)?.scrollLeft ?? 0] : [0, tab === "timeline" ? 1e5 : 0];
    view.dataset.tab = tab;
    view.hidden = tab === "map";
    eco.byId("map").inert = tab !== "map";
    eco.byId("tip").hidden = true;
    document.body.dataset.tab = tab;
    showTabs(tab);
    if (tab === "map") view.replaceChildren();
    else view.replaceChildren(eco[`${tab}View`]());
    view.setAttribute("aria-labelledby", `tab_${tab}`);
    view.scrollTop = scrolled[0];
    const wide = view.querySelector(WIDE);
    if (wide) wide.scrollLeft = scrolled[1];
    if (focused) view.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  };

  /** @param {string} tab */
  function showTabs(tab) {
    const focused = eco.byId("tabs").contains(document.activeElement);
    eco.byId("tabs").replaceChildren(...eco.tabKeys().map((key) => eco.element("button", {
      type: "button", role: "tab", id: `tab_${key}`, "data-tab": key, text: eco.say(`tab_${key}`), "aria-selected": String(key === tab),
      "aria-controls": key === "map" ? "map" : "view", tabindex: key === tab ? "0" : "-1",
      on: { click: () => eco.setTab(key), keydown: turn },
    })));
    if (focused) document.querySelector(`#tabs [data-tab="${tab}"]`).focus();
  }

  eco.setTab = (tab) => {
    eco.choose({ tab });
    eco.showView();
    eco.writeAddress({ step: true });
    eco.camera.redraw();
  };

  /** @param {KeyboardEvent} event */
  function turn(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const keys = eco.tabKeys();
    eco.setTab(keys[(keys.indexOf(eco.state.tab) + step + keys.length) % keys.length]);
  }
}
