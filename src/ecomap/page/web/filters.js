"use strict";
// The panel of filters, and the chips that say which are active.

{
  const DELAY = 900; // milliseconds that a year lasts
  const open = new Set(); // columns whose values are listed
  let playing = 0;

  eco.showFilters = () => {
    if (eco.byId("filtering").open) showChoices();
    showChips();
    showNothing();
  };

  function showChoices() {
    const focused = eco.heldKey();
    const box = eco.byId("filters");
    box.replaceChildren(
      eco.element("p", { class: "rule", text: eco.say("filter_rule") }),
      ...part("of_actors", eco.dimensions.actors),
      ...part("of_alliances", eco.dimensions.alliances),
      ...[years(), weight(), eco.proved && tick("sourced", eco.state.sourced), tick("lone", !eco.state.lone)].filter(Boolean),
    );
    if (focused) box.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  /** @param {string} title @param {Dimension[]} columns */
  function part(title, columns) {
    return columns.length ? [eco.element("h3", { text: eco.say(title) }), ...columns.map(choices)] : [];
  }

  /** @param {Dimension} column */
  function choices(column) {
    const counts = new Map();
    column.values.forEach((values, i) => {
      if (!relevant(column, i)) return;
      (values.length ? values : [eco.UNKNOWN]).forEach((value) => counts.set(value, (counts.get(value) ?? 0) + 1));
    });
    const keys = [...counts.keys()].sort((a, b) => Number(a === eco.UNKNOWN) - Number(b === eco.UNKNOWN) || counts.get(b) - counts.get(a));
    const kept = eco.state.only.get(column.key);
    const title = eco.label(column.label);
    return eco.element("details", {
      "data-filter": column.key, open: open.has(column.key),
      on: { toggle: ({ target }) => fold(column.key, target.open) },
    },
    eco.element("summary", { "data-key": `open ${column.key}` }, eco.element("span", { text: title }), kept && eco.element("b", { text: eco.number(kept.size) })),
    open.has(column.key) && eco.element("ul", { role: "group", "aria-label": title }, ...keys.map((key) => choice(column, key, counts.get(key)))));
  }

  // What is folded is not written: an ecosystem may have hundreds of territories.
  /** @param {string} key @param {boolean} isOpen */
  function fold(key, isOpen) {
    if (open.has(key) === isOpen) return;
    open[isOpen ? "add" : "delete"](key);
    showChoices();
  }

  // A column of actors counts actors; one that meeting places have too counts them with it.
  /** @param {Dimension} column @param {number} i */
  const relevant = ({ key }, i) => !eco.dimensions.actors.some((column) => column.key === key) || key === "kind" || !eco.data.nodes.place[i];

  /** @param {Dimension} column @param {string} key @param {number} count */
  function choice(column, key, count) {
    const box = eco.element("input", {
      type: "checkbox", value: key, checked: eco.state.only.get(column.key)?.has(key), "data-key": `${column.key} ${key}`,
      on: { change: ({ target }) => keep(column.key, key, target.checked) },
    });
    return eco.element("li", {}, eco.element("label", {}, box, eco.element("span", { text: eco.cellLabel(column, key) }), eco.element("i", { text: eco.number(count) })));
  }

  /** @param {string} column @param {string} key @param {boolean} is */
  function keep(column, key, is) {
    eco.move("keep", { column, key, is });
    eco.changed({ step: true });
  }

  /** @param {"sourced" | "lone"} name @param {boolean} checked */
  function tick(name, checked) {
    const box = eco.element("input", {
      type: "checkbox", checked, "data-key": name, id: `tick_${name}`,
      on: { change: ({ target }) => { eco.choose({ [name]: name === "lone" ? !target.checked : target.checked }); eco.changed({ step: true }); } },
    });
    return eco.element("label", { class: "tick" }, box, eco.element("span", { text: eco.say(name) }));
  }

  function weight() {
    if (!eco.weights) return null;
    const field = eco.element("input", {
      type: "number", min: 0, step: "any", value: eco.state.least ?? "", "data-key": "least", id: "least",
      on: { change: ({ target }) => { eco.choose({ least: Number(target.value) > 0 ? Number(target.value) : null }); eco.changed({ step: true }); } },
    });
    return eco.element("label", { class: "tick" }, eco.element("span", { text: eco.say("least") }), field);
  }

  // ---------------------------------------------------------------- years

  function years() {
    if (!eco.years) return null;
    const [first, last] = eco.years;
    const { from, to, undated } = eco.state;
    /** @param {"from" | "to"} name @param {number} value */
    const slider = (name, value) => eco.element("input", {
      type: "range", min: first, max: last, value, id: name, "data-key": name, "aria-label": eco.say(name), "aria-valuetext": String(value),
      on: { input: ({ target }) => { stop(); setYear(name, Number(target.value)); } },
    });
    const box = eco.element("input", {
      type: "checkbox", checked: undated, "data-key": "undated", id: "undated",
      on: { change: ({ target }) => { eco.choose({ undated: target.checked }); eco.changed({ step: true }); } },
    });
    return eco.element("fieldset", { class: "years" },
      eco.element("legend", { text: eco.say("years") }),
      eco.element("button", { type: "button", id: "play", "data-key": "play", "aria-label": eco.say(playing ? "pause" : "play"), text: playing ? "❚❚" : "▶", on: { click: play } }),
      eco.element("output", { text: eco.say("range", { low: String(from ?? first), high: String(to ?? last) }) }),
      slider("from", from ?? first), slider("to", to ?? last),
      eco.element("label", { class: "tick" }, box, eco.element("span", { text: eco.say("undated", { n: undatedLines() }) })));
  }

  const undatedLines = () => eco.starts.filter((start, line) => start === null && eco.ends[line] === null).length;

  /** @param {"from" | "to"} end @param {number} year */
  function setYear(end, year) {
    eco.move("year", { end, year, span: eco.years });
    eco.changed();
  }

  // From the first year on, a year at a time; the start of the range stays.
  function play() {
    if (playing) {
      stop();
      eco.showFilters();
      return;
    }
    const [first, last] = eco.years ?? [0, 0];
    const start = eco.state.from ?? first;
    const end = eco.state.to ?? last;
    let year = end >= last ? start : end;
    playing = setInterval(() => {
      year += 1;
      if (year >= last) stop();
      setYear("to", year);
      eco.announce(eco.say("pair", { label: String(year), value: eco.countsSaid(eco.shownCounts) }));
    }, DELAY);
    setYear("to", year);
  }

  function stop() {
    clearInterval(playing);
    playing = 0;
  }

  // ---------------------------------------------------------------- chips

  function showChips() {
    const box = eco.byId("chips");
    const active = eco.activeFilters();
    box.hidden = !active.length;
    const chips = active.map(({ id, words, clear }) => eco.element("button", {
      type: "button", class: "chip", "data-chip": id, "aria-label": eco.say("chip_remove", { label: words }),
      on: { click: () => { clear(); eco.changed({ step: true }); (box.querySelector("button") ?? eco.byId("map")).focus(); } },
    }, eco.element("span", { text: words }), eco.element("b", { "aria-hidden": "true", text: "×" })));
    const all = eco.element("button", { type: "button", class: "clear", id: "clear", text: eco.say("clear"), on: { click: eco.clearAll } });
    box.replaceChildren(...chips, all);
  }

  eco.clearAll = () => {
    eco.move("clear");
    eco.changed({ step: true });
    eco.byId("map").focus();
  };

  // Said on the map itself, with the way back, when filters leave nothing.
  function showNothing() {
    const { actors, places, alliances } = eco.shownCounts;
    const filtered = eco.activeFilters().length > 0;
    const empty = filtered && actors + places === 0;
    const bare = filtered && !empty && alliances === 0 && eco.alliances.length > 0;
    eco.byId("none").hidden = !(empty || bare);
    eco.byId("none").classList.toggle("bare", bare);
    if (!empty && !bare) return;
    const words = eco.say(empty ? "nothing_left" : "no_alliance_left");
    eco.byId("none").replaceChildren(
      eco.element("p", { text: words }),
      eco.element("button", { type: "button", text: eco.say("clear"), on: { click: eco.clearAll } }));
    eco.announce(words);
  }
}
