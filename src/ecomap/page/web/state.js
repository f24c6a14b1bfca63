"use strict";
// What the reader has chosen: kept here, written in the address, read back from it.
// Nothing that an address says is believed before it is found in the data.

eco.state = {
  lang: "fr",
  theme: "auto", // until the reader chooses, the system's
  layout: "poster",
  color: "model",
  size: "uniform",
  tab: "map",
  off: new Map(), // by column: groups of the legend hidden, by key
  only: new Map(), // by column: values kept; any, if it has none
  from: null, // years
  to: null,
  undated: true,
  least: null, // weight
  sourced: false,
  lone: true, // whether actors left without an alliance stay
  ego: -1, // the actor that the map is reduced to the neighbourhood of
  degrees: 0,
  light: null, // {kind: "path", from, to}, {kind: "finding", k} or {kind: "cell", a, b}
  findings: false, // whether they are listed
  actor: -1, // whose record is open
  hover: -1,
  cursor: -1, // where the arrow keys are
};

{
  const LANGS = ["fr", "en"];
  const THEMES = ["auto", "light", "dark"];
  const LONGEST = 20000; // characters of an address that is read

  eco.initial = () => ({
    lang: eco.data.lang, theme: "auto", layout: eco.data.layout, color: eco.data.color, size: eco.data.size, tab: "map",
    off: new Map(), only: new Map(), from: null, to: null, undated: true, least: null, sourced: false, lone: true,
    ego: -1, degrees: 0, light: null, findings: false, actor: -1,
  });

  eco.layoutKeys = () => eco.data.layouts.filter((layout) => layout.label).map((layout) => layout.key);
  eco.sizeKeys = () => ["uniform", ...eco.numbers.map((number) => number.key)];
  eco.tabKeys = () => ["map", eco.data.matrix && "matrix", "actors", "alliances", eco.years && "timeline"].filter(Boolean);

  eco.readAddress = () => {
    const asked = new URLSearchParams(location.hash.length < LONGEST ? location.hash.slice(1) : "");
    const first = eco.initial();
    const among = (name, allowed) => (allowed.includes(asked.get(name)) ? asked.get(name) : first[name]);
    const node = (id) => eco.index.get(id) ?? -1;
    Object.assign(eco.state, first, {
      lang: among("lang", LANGS),
      theme: among("theme", THEMES),
      layout: among("layout", eco.layoutKeys()),
      color: among("color", eco.colours),
      size: among("size", eco.sizeKeys()),
      tab: among("tab", eco.tabKeys()),
      ...years(asked),
      undated: asked.get("undated") !== "0",
      sourced: asked.get("sourced") === "1",
      lone: asked.get("lone") !== "0",
      findings: asked.get("findings") === "1",
      actor: node(asked.get("a")),
    });
    const least = Number(asked.get("min"));
    if (least > 0 && eco.weights) eco.state.least = least;
    readSets(asked);
    const degrees = /^[0-9]$/.test(asked.get("f") ?? "") ? Number(asked.get("f")) : -1;
    const centre = node(asked.get("of") ?? asked.get("a"));
    if (degrees >= 0 && centre >= 0) Object.assign(eco.state, { ego: centre, degrees });
    eco.state.light = light(asked, node);
  };

  function years(asked) {
    const year = (name) => (eco.years && /^\d{4}$/.test(asked.get(name) ?? "") ? Number(asked.get(name)) : null);
    return { from: year("from"), to: year("to") };
  }

  function readSets(asked) {
    for (const key of eco.colours) {
      const groups = eco.grouping(key).groups.map((group) => group.key);
      keep(eco.state.off, key, list(asked.get(key === eco.data.color ? "off" : `off.${key}`)).filter((value) => groups.includes(value)));
    }
    for (const column of [...eco.dimensions.actors, ...eco.dimensions.alliances]) {
      const values = new Set([eco.UNKNOWN, ...column.values.flat()]);
      keep(eco.state.only, column.key, list(asked.get(`only.${column.key}`)).filter((value) => values.has(value)));
    }
  }

  const keep = (sets, key, values) => values.length && sets.set(key, new Set(values));
  const list = (text) => (text ?? "").split(",").map(decode).filter(Boolean);

  function light(asked, node) {
    const path = list(asked.get("path")).map(node);
    if (path.length === 2 && path.every((i) => i >= 0)) return { kind: "path", from: path[0], to: path[1] };
    const cell = /^([0-6])-([0-6])$/.exec(asked.get("cell") ?? "");
    if (cell && eco.data.matrix) return { kind: "cell", a: Number(cell[1]), b: Number(cell[2]) };
    const k = /^\d$/.test(asked.get("finding") ?? "") ? Number(asked.get("finding")) : -1;
    return k >= 0 && k < eco.data.findings.length ? { kind: "finding", k } : null;
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return ""; // "%" and the like: somebody's typing, no group's key
    }
  }

  // A step that Back undoes; the rest replaces.
  eco.writeAddress = ({ step = false } = {}) => {
    const hash = eco.address();
    if (hash === location.hash) return;
    const address = hash || location.pathname + location.search;
    try {
      history[step ? "pushState" : "replaceState"](null, "", address);
    } catch {
      // a notebook's frame has no address of its own: the view is then not kept
    }
  };

  eco.address = () => {
    const { state } = eco;
    const first = eco.initial();
    const said = new URLSearchParams();
    const id = (i) => eco.data.nodes.id[i];
    if (state.actor >= 0) said.set("a", id(state.actor));
    if (state.ego >= 0) {
      said.set("f", state.degrees);
      if (state.ego !== state.actor) said.set("of", id(state.ego));
    }
    for (const [key, set] of state.off) if (set.size) said.set(key === eco.data.color ? "off" : `off.${key}`, joined(set));
    for (const [key, set] of state.only) if (set.size) said.set(`only.${key}`, joined(set));
    for (const name of ["lang", "theme", "layout", "color", "size", "tab", "from", "to"]) {
      if (state[name] !== first[name]) said.set(name, state[name]);
    }
    if (state.least !== null) said.set("min", state.least);
    if (!state.undated) said.set("undated", "0");
    if (state.sourced) said.set("sourced", "1");
    if (!state.lone) said.set("lone", "0");
    if (state.findings) said.set("findings", "1");
    if (state.light?.kind === "path") said.set("path", joined([id(state.light.from), id(state.light.to)]));
    if (state.light?.kind === "cell") said.set("cell", `${state.light.a}-${state.light.b}`);
    if (state.light?.kind === "finding") said.set("finding", state.light.k);
    if (eco.embedded === "hash") said.set("embed", "1");
    return said.size ? `#${said}` : "";
  };

  const joined = (values) => [...values].map(encodeURIComponent).join(",");
}

eco.isDark = () => eco.state.theme === "dark"
  || (eco.state.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
