"use strict";
// Ways to sort the nodes into groups: the one drawn by Python (boxes, sectors, hulls), and
// any column, measure or number that the reader chooses to colour by or to filter on.

{
  // Columns that a reader filters on, in the order of the panel.
  const OF_ACTORS = ["model", "family", "kind", "size_class", "territory_level", "territory", "community", "tags", "sdg",
    "lever", "horizon", "societal_function", "situations"];
  const OF_ALLIANCES = ["partnership", "partnership_proposed", "relation", "phase", "step", "stage", "horizon",
    "lever", "innovation_strategy", "kilometre", "triple_innovation", "pillar", "valorisation", "impact", "sdg",
    "complementarity", "evidence", "confidence"];
  const COLOURS = ["model", "family", "community", "territory", "territory_level", "size_class", "kind"];
  const GREY = { light: "#6f6c66", dark: "#9aa3ad" };
  const OTHER = { light: "#45433f", dark: "#c5ccd3" };
  // One hue, from less to more; the first still has three times the contrast of the ground.
  /** @type {[string, string][]} */
  const RAMP = [["#8f86c9", "#5d69a8"], ["#7268b8", "#7f8cc9"], ["#574ba3", "#a3aee0"], ["#3d2f8a", "#c8d0f2"], ["#20125f", "#f0f3ff"]];
  const CLASSES = RAMP.length;
  const known = new Map();

  eco.UNKNOWN = "?";

  eco.startGroups = () => {
    const { place } = eco.data.nodes;
    /** @param {Column} column */
    const several = ({ values }) => new Set(values.filter((value) => value !== null)).size > 1;
    /** @type {(columns: Column[]) => (key: string) => Column | undefined} */
    const dimension = (columns) => (key) => columns.find((column) => column.key === key && several(column));
    eco.dimensions = {
      actors: OF_ACTORS.map(dimension(eco.columns)).filter(Boolean).map((column) => ({ ...column, values: column.values.map((value) => split(column, value)) })),
      alliances: OF_ALLIANCES.map(dimension(eco.lineColumns)).filter(Boolean).map((column) => ({ ...column, values: column.values.map((value) => split(column, value)) })),
    };
    const numbers = eco.columns.filter(({ type, values }) => type === "number" && values.some((value) => typeof value === "number"))
      .filter(({ key }) => !eco.measures.some((measure) => measure.key === key) && key !== "latitude" && key !== "longitude")
      .map(({ key, label, values }) => ({ key, label, ...eco.ranked(values.map((value, i) => (place[i] || typeof value !== "number" ? null : value))) }));
    eco.numbers = [...eco.measures, ...numbers];
    const columns = COLOURS.filter((key) => key !== eco.data.color && eco.dimensions.actors.some((column) => column.key === key));
    eco.colours = [eco.data.color, ...columns, ...eco.numbers.map(({ key }) => key).filter((key) => key !== eco.data.color)];
  };

  // A cell may hold several values; each counts.
  /** @param {Column} column @param {Cell} value */
  function split({ type, vocabulary }, value) {
    if (value === null) return [];
    return vocabulary || type === "values" ? String(value).split("|").map((part) => part.trim()) : [String(value)];
  }

  eco.colourLabel = (key) => {
    if (key === eco.data.color) {
      const column = eco.columns.find((each) => each.key === key) ?? eco.measures.find((each) => each.key === key);
      return column ? eco.label(column.label) : key;
    }
    const told = [...eco.numbers, ...eco.columns].find((each) => each.key === key);
    return told ? eco.label(told.label) : key;
  };

  // {groups, families, of}: of gives the place in groups of each node.
  eco.grouping = (key) => {
    if (!known.has(key)) known.set(key, made(key));
    return known.get(key);
  };

  /** @param {string} key */
  function made(key) {
    if (key === eco.data.color) return { groups: eco.data.groups, families: eco.data.families, of: eco.data.nodes.group };
    const number = eco.numbers.find((each) => each.key === key);
    return number ? byNumber(number) : byColumn(eco.dimensions.actors.filter((each) => each.key === key)[0]);
  }

  /** @param {Dimension} column */
  function byColumn(column) {
    const { place } = eco.data.nodes;
    const counts = new Map();
    column.values.forEach((values, i) => { if (!place[i] && values.length) counts.set(values[0], (counts.get(values[0]) ?? 0) + 1); });
    const common = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
    const most = eco.data.palette.length;
    const groups = common.slice(0, most).map((value, k) => ({
      key: value, words: () => eco.cellLabel(column, value), ...eco.data.palette[k],
    }));
    const order = new Map(common.map((value, k) => [value, k]));
    return finished(groups, (i) => (column.values[i].length ? Math.min(order.get(column.values[i][0]) ?? most, most) : -1), column.label);
  }

  // Classes of nearly equal numbers of values, with the real numbers of their bounds.
  /** @param {Measured} measure */
  function byNumber({ values, label }) {
    const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
    // many share the lowest value: they are one class, and the others are shared out by value
    const distinct = [...new Set(sorted)];
    const cuts = [...new Set(Array.from({ length: CLASSES }, (_, k) => distinct[Math.floor((k * distinct.length) / CLASSES)]))];
    /** @type {(low: number, k: number) => Group} */
    const classOf = (low, k) => {
      const high = sorted.filter((value) => k === cuts.length - 1 || value < cuts[k + 1]).at(-1) ?? low;
      const shade = RAMP[cuts.length === 1 ? CLASSES - 1 : Math.round((k * (CLASSES - 1)) / (cuts.length - 1))];
      return {
        key: String(k), color: shade, shape: "circle",
        words: () => (low === high ? eco.measured(low) : eco.say("range", { low: eco.measured(low), high: eco.measured(high) })),
      };
    };
    return finished(cuts.map(classOf), (i) => cuts.findLastIndex((low) => (values[i] ?? -Infinity) >= low), label);
  }

  // Adds the groups that are no value: the rare ones together, the unknown, the meeting places.
  /** @param {Group[]} groups @param {(i: number) => number} valueOf @param {Words} label */
  function finished(groups, valueOf, label) {
    const { place } = eco.data.nodes;
    const rare = groups.length;
    const ends = [
      { key: "other", words: () => eco.say("other"), color: [OTHER.light, OTHER.dark], shape: "square", unknown: true },
      { key: eco.UNKNOWN, words: () => eco.say("unknown"), color: [GREY.light, GREY.dark], shape: "circle", unknown: true },
      { key: "places", words: () => eco.say("places_group"), color: [GREY.light, GREY.dark], shape: "ring", unknown: true },
    ];
    const of = Array.from({ length: eco.count }, (_, i) => {
      if (place[i]) return rare + 2;
      const value = valueOf(i);
      return value < 0 ? rare + 1 : value;
    });
    const all = [...groups, ...ends];
    const families = [
      { key: "values", label, groups: [...groups.keys(), rare].filter((group) => of.includes(group)) },
      ...[rare + 1, rare + 2].filter((group) => of.includes(group)).map((group) => ({ key: all[group].key, words: all[group].words, groups: [group] })),
    ].filter((family) => family.groups.length);
    return { groups: all, families, of };
  }

  eco.wordsOf = ({ label, words }) => words?.() ?? (label ? eco.label(label) : "");

  // A value of a column in words; "?" is none.
  eco.cellLabel = (column, value) => (value === eco.UNKNOWN || !column ? eco.say("unknown") : eco.shown(column, value));

  eco.regroup = () => {
    Object.assign(eco, eco.grouping(eco.state.color));
    eco.byGroup = eco.data.groups.map((_, group) => placesOf(eco.data.nodes.group, group));
    eco.byColour = eco.groups.map((_, group) => placesOf(eco.of, group));
  };

  /** @param {number[]} of @param {number} group */
  const placesOf = (of, group) => of.flatMap((g, i) => (g === group ? [i] : []));
}

eco.groupOf = (i) => eco.groups[eco.of[i]];
