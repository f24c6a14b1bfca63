"use strict";
// The matrix of models: how many alliances each two share, against what chance would give.
// It is of the whole map, whatever is filtered; a cell lights its alliances.

{
  eco.matrixView = () => {
    const { matrix } = eco.data;
    const cells = new Map();
    matrix.a.forEach((a, k) => { cells.set(`${a} ${matrix.b[k]}`, k); cells.set(`${matrix.b[k]} ${a}`, k); });
    const head = eco.element("tr", {}, eco.element("td"),
      ...matrix.models.map((model) => eco.element("th", { scope: "col" }, eco.glyph(model), eco.element("span", { text: eco.label(model.label) }))));
    const rows = matrix.models.map((model, a) => eco.element("tr", {},
      eco.element("th", { scope: "row" }, eco.glyph(model), eco.element("span", { text: eco.label(model.label) })),
      ...matrix.models.map((_, b) => eco.element("td", {}, cell(a, b, cells.get(`${a} ${b}`))))));
    return eco.element("div", { class: "sheet" },
      eco.element("div", { class: "headline" }, eco.element("h2", { text: eco.say("matrix_title") }), choice()),
      eco.element("p", { class: "method", text: method() }),
      eco.element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": eco.say("matrix_title") },
        eco.element("table", { class: "matrix", id: "matrix" }, eco.element("thead", {}, head), eco.element("tbody", {}, ...rows))),
      chosen());
  };

  // An expected number is a mean: one decimal says enough.
  /** @param {number} value */
  const few = (value) => eco.number(Math.round(value * 10) / 10);

  function choice() {
    /** @param {boolean} is @param {string} word */
    const button = (is, word) => eco.element("button", {
      type: "button", "data-key": word, "data-compared": String(is), "aria-pressed": String(eco.state.compared === is), text: eco.say(word),
      on: { click: () => { eco.choose({ compared: is }); eco.showView(); eco.writeAddress(); } },
    });
    return eco.element("div", { class: "choice", role: "group", "aria-label": eco.say("matrix_shown") }, button(false, "matrix_counts"), button(true, "matrix_ratio"));
  }

  function method() {
    const { draws, left_out: left } = eco.data.matrix;
    return [eco.say("matrix_method", { n: draws }), left > 0 && eco.say("matrix_left", { n: left })].filter(Boolean).join(" ");
  }

  /** @param {number} a @param {number} b @param {number} k */
  function cell(a, b, k) {
    const { matrix } = eco.data;
    const [observed, expected, ratio, q] = [matrix.observed[k], matrix.expected[k], matrix.ratio[k], matrix.q[k]];
    const { light, compared } = eco.state;
    const lit = light?.kind === "cell" && ((light.a === a && light.b === b) || (light.a === b && light.b === a));
    const names = { a: eco.label(matrix.models[a].label), b: eco.label(matrix.models[b].label) };
    const words = eco.say("cell", { ...names, n: observed, expected: few(expected), ratio: ratio === null ? "–" : eco.measured(ratio) });
    const clear = q !== null && q < 0.05;
    const button = eco.element("button", {
      type: "button", "data-cell": `${a}-${b}`, "data-key": `cell ${a}-${b}`, "aria-pressed": String(lit),
      title: words, class: clear ? "clearly" : undefined,
      on: { click: () => choose(lit ? null : { kind: "cell", a, b }) },
    }, eco.element("b", { "aria-hidden": "true", text: compared ? (ratio === null ? "–" : eco.measured(ratio)) : eco.number(observed) }),
    eco.element("small", { "aria-hidden": "true", text: eco.say("cell_expected", { expected: few(expected) }) }),
    eco.element("span", { class: "unseen", text: clear ? `${words} ${eco.say("cell_clear")}` : words }));
    shade(button, observed, ratio);
    return button;
  }

  // Counts are one hue; ratios two, from less than chance to more.
  /** @param {HTMLElement} button @param {number} observed @param {number | null} ratio */
  function shade(button, observed, ratio) {
    const { compared } = eco.state;
    const most = Math.max(...eco.data.matrix.observed, 1);
    const far = ratio === null ? 0 : Math.max(-1, Math.min(1, Math.log2(Math.max(ratio, 0.125)) / 2));
    button.style.setProperty("--share", compared ? `${Math.round(Math.abs(far) * 45)}%` : `${Math.round(Math.sqrt(observed / most) * 40)}%`);
    button.dataset.side = compared && far < 0 ? "less" : "more";
  }

  /** @param {CellLight | null} light */
  function choose(light) {
    eco.move("light", { light });
    eco.changed({ step: true });
    if (light) eco.announce(eco.say("lit_alliances", { n: eco.alliancesOfCell(light.a, light.b).length }));
  }

  // What the cell holds, to read at once, and the way to see it on the map.
  function chosen() {
    const { light } = eco.state;
    if (light?.kind !== "cell") return eco.element("p", { class: "hint", text: eco.say("matrix_hint") });
    const found = eco.alliancesOfCell(light.a, light.b);
    const names = { a: eco.label(eco.data.matrix.models[light.a].label), b: eco.label(eco.data.matrix.models[light.b].label) };
    return eco.element("section", { id: "cell" },
      eco.element("h3", { text: eco.say("cell_title", { ...names, n: found.length }) }),
      eco.element("button", { type: "button", class: "plain", id: "see", text: eco.say("see_on_map"), on: { click: () => eco.setTab("map") } }),
      eco.element("ul", { class: "meetings" }, ...found.map((alliance) => eco.element("li", {}, ...eco.allianceParts(alliance)))));
  }
}
