"use strict";
// What the reader has chosen: kept here, written in the address, read back from it.
// Nothing that an address says is believed before it is found in the data.

eco.state = {
  lang: "fr",
  theme: "auto", // until the reader chooses, the system's
  layout: "poster",
  size: "uniform",
  off: new Set(), // groups hidden, by place in data.groups
  actor: -1, // whose record is open
  hover: -1,
  cursor: -1, // where the arrow keys are
};

{
  const LANGS = ["fr", "en"];
  const THEMES = ["auto", "light", "dark"];

  const initial = () => ({
    lang: eco.data.lang, theme: "auto", layout: eco.data.layout, size: eco.data.size,
    off: new Set(), actor: -1,
  });

  eco.layoutKeys = () => eco.data.layouts.filter((layout) => layout.label).map((layout) => layout.key);
  eco.sizeKeys = () => ["uniform", ...eco.data.measures.map((measure) => measure.key)];

  eco.readAddress = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    const first = initial();
    const among = (name, allowed) => (allowed.includes(asked.get(name)) ? asked.get(name) : first[name]);
    const groups = eco.data.groups.map((group) => group.key);
    const off = (asked.get("off") ?? "").split(",").map((key) => groups.indexOf(decode(key)));
    Object.assign(eco.state, {
      lang: among("lang", LANGS),
      theme: among("theme", THEMES),
      layout: among("layout", eco.layoutKeys()),
      size: among("size", eco.sizeKeys()),
      off: new Set(off.filter((group) => group >= 0)),
      actor: eco.index.get(asked.get("a")) ?? -1,
    });
  };

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return ""; // "%" and the like: somebody's typing, no group's key
    }
  }

  // Opening a record is a step that Back undoes; the rest replaces.
  eco.writeAddress = ({ step = false } = {}) => {
    const first = initial();
    const said = new URLSearchParams();
    if (eco.state.actor >= 0) said.set("a", eco.data.nodes.id[eco.state.actor]);
    const off = [...eco.state.off].sort((a, b) => a - b);
    if (off.length) said.set("off", off.map((group) => encodeURIComponent(eco.data.groups[group].key)).join(","));
    for (const name of ["lang", "theme", "layout", "size"]) {
      if (eco.state[name] !== first[name]) said.set(name, eco.state[name]);
    }
    const hash = said.size ? `#${said}` : "";
    if (hash === location.hash) return;
    const address = hash || location.pathname + location.search;
    try {
      history[step ? "pushState" : "replaceState"](null, "", address);
    } catch {
      // a notebook's frame has no address of its own: the view is then not kept
    }
  };
}

eco.isDark = () => eco.state.theme === "dark"
  || (eco.state.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);

// ---------------------------------------------------------------- what is shown

// Recomputes eco.visible (nodes), eco.drawn (lines) and the counts said on the page.
eco.filter = () => {
  const { nodes, lines } = eco.data;
  eco.visible = Uint8Array.from(nodes.group, (group) => (eco.state.off.has(group) ? 0 : 1));
  eco.drawn = Uint8Array.from(lines.from, (u, line) => eco.visible[u] & eco.visible[lines.to[line]]);
  const places = nodes.place.reduce((n, is, i) => n + (is & eco.visible[i]), 0);
  eco.shownCounts = {
    actors: eco.visible.reduce((a, b) => a + b, 0) - places,
    places,
    alliances: eco.alliances.filter(eco.isShown).length,
  };
};

// An alliance is shown when two of its actors are, and the place where they meet.
eco.isShown = ({ place, members }) => (place < 0 || eco.visible[place] === 1)
  && members.filter((i) => eco.visible[i]).length > 1;

// The node in focus and its neighbours: 2, 1, and 0 for the rest; null without focus.
eco.focus = () => {
  const { hover, cursor, actor } = eco.state;
  const centre = [hover, cursor, actor].find((i) => i >= 0 && eco.visible[i]) ?? -1;
  if (centre === eco.focused?.centre && eco.drawn === eco.focused.drawn) return eco.focused.near;
  const near = centre < 0 ? null : new Uint8Array(eco.count);
  if (near) {
    for (const line of eco.links[centre]) if (eco.drawn[line]) near[eco.otherEnd(line, centre)] = 1;
    near[centre] = 2;
  }
  eco.focused = { centre, near, drawn: eco.drawn };
  return near;
};
