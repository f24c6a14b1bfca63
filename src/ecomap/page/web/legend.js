"use strict";
// The legend: families and their groups as switches, what is shown as a sentence, the scales
// of size and stroke with real numbers, and at the foot what the picture leaves out.

// An element with its attributes, its text and its listeners; text is never markup.
eco.element = (tag, given = {}, ...children) => {
  const { text, on = {}, ...attributes } = given;
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  if (text !== undefined) made.textContent = text;
  for (const [name, listener] of Object.entries(on)) made.addEventListener(name, listener);
  made.append(...children.filter(Boolean));
  return made;
};

eco.drawing = (width, height, tag, attributes) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("aria-hidden", "true");
  const shape = svg.appendChild(document.createElementNS(space, tag));
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  return svg;
};

eco.glyph = ({ shape, color }) => {
  const fill = eco.colorOf({ color });
  if (shape === "square") return eco.drawing(16, 16, "rect", { x: 2.5, y: 2.5, width: 11, height: 11, fill });
  if (shape === "diamond") return eco.drawing(16, 16, "path", { d: "M8 1l7 7-7 7-7-7z", fill });
  if (shape === "ring") return eco.drawing(16, 16, "circle", { cx: 8, cy: 8, r: 5.2, fill: "none", stroke: fill, "stroke-width": 2.4 });
  return eco.drawing(16, 16, "circle", { cx: 8, cy: 8, r: 6.2, fill });
};

eco.showLegend = () => {
  const focused = eco.heldKey();
  eco.byId("legend").replaceChildren(...eco.families.map(block));
  if (focused) document.querySelector(`#legend [data-key="${CSS.escape(focused)}"]`)?.focus();
  eco.showCounts();
  showScale();
  showStrokes();

  /** @param {Family} family */
  function block(family) {
    const title = eco.wordsOf(family);
    // one group of the same name needs no heading
    const same = family.groups.length === 1 && eco.wordsOf(eco.groups[family.groups[0]]) === title;
    const heading = !same && eco.element("h2", { text: title });
    const { key, groups } = family;
    const rows = groups.flatMap((group) => [row(group), groups.length > 1 && only(`row ${eco.groups[group].key}`, [group], eco.wordsOf(eco.groups[group]))]);
    const parts = same ? [...rows, only(key, groups, title)] : [heading, only(key, groups, title), ...rows];
    return eco.element("div", { class: "family", role: "group", "aria-label": title, "data-family": key }, ...parts);
  }

  // A family alone, or one group; and all again.
  /** @param {string} key @param {number[]} groups @param {string} title */
  function only(key, groups, title) {
    const others = inUse().filter((group) => !groups.includes(group)).map((group) => eco.groups[group].key);
    if (!others.length) return null;
    const off = hidden();
    const alone = off.size === others.length && others.every((other) => off.has(other));
    const word = eco.say(alone ? "all" : "only");
    return eco.element("button", {
      type: "button", class: alone ? "only alone" : "only", text: word, "data-key": `only ${key}`, "data-only": key,
      "aria-label": eco.say("pair", { label: title, value: word }),
      on: { click: () => { eco.move("hide", { column: eco.state.color, keys: alone ? [] : others }); eco.changed({ step: true }); } },
    });
  }

  /** @param {number} group */
  function row(group) {
    const { key } = eco.groups[group];
    const off = hidden().has(key);
    const nodes = eco.byColour[group];
    return eco.element("button", {
      type: "button", class: "row", "data-key": `row ${key}`, "data-group": key,
      "aria-pressed": String(!off),
      on: { click: () => toggle(group) },
    },
    eco.glyph(eco.groups[group]),
    eco.element("b", { text: eco.wordsOf(eco.groups[group]) }),
    eco.element("i", { text: eco.number(off ? nodes.length : nodes.filter((i) => eco.visible[i]).length) }));
  }

  // The groups of the colours shown that are hidden, by key.
  function hidden() {
    return eco.state.off.get(eco.state.color) ?? new Set();
  }

  function inUse() {
    return eco.families.flatMap(({ groups }) => groups);
  }

  /** @param {number} group */
  function toggle(group) {
    const { key } = eco.groups[group];
    eco.move("toggle", { column: eco.state.color, key });
    eco.changed({ step: true });
  }
};

eco.countsSaid = ({ actors, places, alliances }) => [
  eco.say("actors", { n: actors }), places > 0 && eco.say("places", { n: places }), alliances !== null && eco.say("alliances", { n: alliances }),
].filter(Boolean).join(", ");

eco.showCounts = () => {
  eco.byId("sum").textContent = eco.countsSaid(eco.shownCounts);
};

// Three marks of the size they have in the data's own range.
function showScale() {
  const measure = eco.numbers.find(({ key }) => key === eco.state.size);
  const box = eco.byId("scale");
  box.hidden = !measure || measure.top === measure.least;
  if (!measure || box.hidden) return;
  const values = [measure.least, (measure.least + measure.top) / 2, measure.top];
  box.replaceChildren(
    eco.element("h2", { text: eco.say("size_of", { measure: eco.label(measure.label) }) }),
    eco.element("ol", {}, ...values.map((value) => {
      const r = eco.radiusFor(measure, value);
      const svg = eco.drawing(2 * r, 2 * r, "circle", { cx: r, cy: r, r, fill: eco.theme.muted });
      svg.setAttribute("width", String(2 * r));
      svg.setAttribute("height", String(2 * r));
      return eco.element("li", {}, svg, eco.element("span", { text: eco.measured(value) }));
    })),
  );
}

function showStrokes() {
  const box = eco.byId("strokes");
  const dashed = eco.data.lines.dashed.length > 0;
  box.hidden = !dashed;
  if (!dashed) return;
  /** @param {string} dash */
  const stroke = (dash) => eco.drawing(26, 8, "path", { d: "M1 4h24", stroke: eco.theme.ink, "stroke-width": 1.6, "stroke-dasharray": dash });
  box.replaceChildren(
    eco.element("h2", { text: eco.say("strokes") }),
    eco.element("p", {}, stroke("none"), eco.element("span", { text: eco.say("stroke_plain") })),
    eco.element("p", {}, stroke("4 3.5"), eco.element("span", { text: eco.say("stroke_dashed") })),
  );
}

// What the reader must know of the picture: how it is measured, what it leaves out.
eco.showFoot = () => {
  const left = eco.leftOut();
  eco.byId("gist").textContent = [eco.say("about"), ...left].join(" · ");
  const origin = [...eco.origin(), eco.say("made_with")].join(" · ");
  eco.byId("notes").replaceChildren(...[...eco.notes(), ...left, origin, eco.say("keys")].map((text) => eco.element("p", { text })));
};

eco.notes = () => eco.data.foot.notes.map(({ key, ...facts }) => eco.say(key, facts));

eco.leftOut = () => {
  const { persons, columns } = eco.data.foot.withheld;
  return [
    persons > 0 && eco.say("persons_withheld", { n: persons }),
    columns.length > 0 && eco.say("columns_withheld", { n: columns.length, names: columns.join(", ") }),
  ].filter(Boolean);
};

eco.origin = () => {
  const { source, date, licence } = eco.data;
  return [source && eco.say("source", { names: source }), date && eco.say("date", { date }), licence && eco.say("licence", { licence })].filter(Boolean);
};
