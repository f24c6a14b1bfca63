"use strict";
// What the reader has chosen: kept here, written in the address, read back from it.
// Nothing that an address says is believed before it is found in the data.

{
  const LANGS = ["fr", "en"];
  const THEMES = ["auto", "light", "dark", "contrast"];
  const TABLES = ["actors", "alliances"];
  /** @type {(keyof State)[]} */
  const AS_IT_IS = ["lang", "theme", "layout", "color", "size", "tab", "from", "to"];
  const LONGEST = 20000; // characters of an address that is read

  /** @returns {State} */
  eco.initial = () => ({
    lang: eco.data.lang,
    theme: "auto", // until the reader chooses, the system's
    layout: eco.data.layout,
    color: eco.data.color,
    size: eco.data.size,
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
    light: null, // a path, a tie, a finding, or a cell of the matrix
    findings: false, // whether they are listed
    compared: false, // whether the matrix shows ratios
    sort: {}, // by table: a column, and up or down
    camera: null, // where one stands, if not where the whole is seen
    actor: -1, // whose record is open
    hover: -1,
    cursor: -1, // where the arrow keys are
  });

  eco.layoutKeys = () => eco.data.layouts.filter((layout) => layout.label).map((layout) => layout.key);
  eco.sizeKeys = () => ["uniform", ...eco.numbers.map((number) => number.key)];
  eco.tabKeys = () => ["map", eco.data.matrix && "matrix", "actors", "alliances", eco.years && "timeline", eco.data.frame.length && "frame"].filter((key) => typeof key === "string");

  // The state that an address tells; whatever it says that is not so is as if it were not said.
  eco.stateOf = (hash) => {
    const asked = new URLSearchParams(hash.length < LONGEST ? hash.slice(1) : "");
    const first = eco.initial();
    /** @type {(name: keyof State, allowed: (string | null)[]) => any} */
    const among = (name, allowed) => (allowed.includes(asked.get(name)) ? asked.get(name) : first[name]);
    /** @param {string | null} id */
    const node = (id) => eco.index.get(id ?? "") ?? -1;
    const least = Number(asked.get("min"));
    const centre = node(asked.get("of") ?? asked.get("a"));
    const degrees = /^[0-9]$/.test(asked.get("f") ?? "") && centre >= 0 ? Number(asked.get("f")) : -1;
    return {
      ...first,
      lang: among("lang", LANGS),
      theme: among("theme", THEMES),
      layout: among("layout", eco.layoutKeys()),
      color: among("color", eco.colours),
      size: among("size", eco.sizeKeys()),
      tab: among("tab", eco.tabKeys()),
      ...setsOf(asked),
      ...years(asked),
      undated: asked.get("undated") !== "0",
      least: least > 0 && eco.weights ? least : null,
      sourced: asked.get("sourced") === "1",
      lone: asked.get("lone") !== "0",
      findings: asked.get("findings") === "1",
      compared: asked.get("shown") === "ratio",
      sort: sorts(asked),
      camera: camera(asked),
      actor: node(asked.get("a")),
      ...(degrees >= 0 && { ego: centre, degrees }),
      light: light(asked, node),
    };
  };

  eco.readAddress = () => { eco.state = eco.stateOf(location.hash); };

  /** @param {URLSearchParams} asked */
  function years(asked) {
    /** @param {string} name */
    const year = (name) => (eco.years && /^\d{4}$/.test(asked.get(name) ?? "") ? Number(asked.get(name)) : null);
    return { from: year("from"), to: year("to") };
  }

  /** @param {URLSearchParams} asked */
  function setsOf(asked) {
    const off = new Map();
    const only = new Map();
    for (const key of eco.colours) {
      const groups = eco.grouping(key).groups.map((group) => group.key);
      keep(off, key, list(asked.get(key === eco.data.color ? "off" : `off.${key}`)).filter((value) => groups.includes(value)));
    }
    for (const column of [...eco.dimensions.actors, ...eco.dimensions.alliances]) {
      const values = new Set([eco.UNKNOWN, ...column.values.flat()]);
      keep(only, column.key, list(asked.get(`only.${column.key}`)).filter((value) => values.has(value)));
    }
    return { off, only };
  }

  /** @param {Sets} sets @param {string} key @param {string[]} values */
  const keep = (sets, key, values) => values.length && sets.set(key, new Set(values));
  /** @param {string | null} text */
  const list = (text) => (text ?? "").split(",").map(decode).filter(Boolean);

  // "-degree": that column, from the highest down.
  /** @param {URLSearchParams} asked @returns {Record<string, Sort>} */
  function sorts(asked) {
    return Object.fromEntries(TABLES.flatMap((table) => {
      const [, down, key] = /^(-?)(\w+)$/.exec(asked.get(`sort.${table}`) ?? "") ?? [];
      return key ? [[table, [key, down ? -1 : 1]]] : [];
    }));
  }

  /** @param {URLSearchParams} asked */
  function camera(asked) {
    const [x, y, scale, more] = (asked.get("cam") ?? "").split(",").map((part) => (/^-?\d{1,7}(?:\.\d{1,4})?$/.test(part) ? Number(part) : NaN));
    return [x, y, scale].every(Number.isFinite) && scale > 0 && more === undefined ? { x, y, scale } : null;
  }

  /** @param {URLSearchParams} asked @param {(id: string | null) => number} node @returns {Light | null} */
  function light(asked, node) {
    const path = list(asked.get("path")).map(node);
    if (path.length === 2 && path.every((i) => i >= 0)) return { kind: "path", from: path[0], to: path[1] };
    const tie = /^\d{1,6}$/.test(asked.get("tie") ?? "") ? Number(asked.get("tie")) : -1;
    if (tie >= 0 && tie < eco.data.lines.from.length) return { kind: "tie", line: tie };
    const cell = /^([0-6])-([0-6])$/.exec(asked.get("cell") ?? "");
    if (cell && eco.data.matrix) return { kind: "cell", a: Number(cell[1]), b: Number(cell[2]) };
    const k = /^\d\d?$/.test(asked.get("finding") ?? "") ? Number(asked.get("finding")) : -1;
    return k >= 0 && k < eco.told.length ? { kind: "finding", k } : null;
  }

  /** @param {string} text */
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

  // The address of a state: what is as at first is not said.
  eco.address = (state = eco.state) => {
    const first = eco.initial();
    /** @param {number} i */
    const id = (i) => eco.data.nodes.id[i];
    const said = new URLSearchParams();
    /** @param {string} name @param {unknown} value @param {boolean} [is] */
    const say = (name, value, is = true) => is && said.set(name, String(value));
    say("a", id(state.actor), state.actor >= 0);
    say("f", state.degrees, state.ego >= 0);
    say("of", id(state.ego), state.ego >= 0 && state.ego !== state.actor);
    for (const [key, set] of state.off) say(key === eco.data.color ? "off" : `off.${key}`, joined(set), set.size > 0);
    for (const [key, set] of state.only) say(`only.${key}`, joined(set), set.size > 0);
    for (const name of AS_IT_IS) say(name, state[name], state[name] !== first[name]);
    say("min", state.least, state.least !== null);
    say("undated", 0, !state.undated);
    say("sourced", 1, state.sourced);
    say("lone", 0, !state.lone);
    say("findings", 1, state.findings);
    say("shown", "ratio", state.compared);
    for (const [table, [key, way]] of Object.entries(state.sort)) say(`sort.${table}`, way < 0 ? `-${key}` : key);
    const { light } = state;
    if (light?.kind === "path") say("path", joined([id(light.from), id(light.to)]));
    if (light?.kind === "tie") say("tie", light.line);
    if (light?.kind === "cell") say("cell", `${light.a}-${light.b}`);
    if (light?.kind === "finding") say("finding", light.k);
    if (state.camera) say("cam", [state.camera.x, state.camera.y, state.camera.scale].map((value, k) => Number(value.toFixed(k < 2 ? 1 : 4))).join(","));
    say("embed", 1, eco.embedded === "hash");
    return said.size ? `#${said}` : "";
  };

  /** @param {Iterable<string>} values */
  const joined = (values) => [...values].map(encodeURIComponent).join(",");
}

// A palette that the system forces is darker or lighter as the system says.
eco.isForced = () => matchMedia("(forced-colors: active)").matches;
eco.isDark = () => (["light", "dark"].includes(eco.state.theme) && !eco.isForced()
  ? eco.state.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
eco.isContrasted = () => eco.state.theme === "contrast" || eco.isForced() || matchMedia("(prefers-contrast: more)").matches;
