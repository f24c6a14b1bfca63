"use strict";
// What is shown: filters combine by AND between columns, by OR within one. Nothing here
// touches a measure or a rank: those are of the whole map.

{
  const PROVED = ["stated", "public_source"];
  const { max, min } = Math;

  // The years between which alliances are dated, and the weights, if they differ.
  eco.startFilters = () => {
    /** @param {string} key */
    const cells = (key) => eco.lineColumns.find((column) => column.key === key)?.values;
    // a line told by several rows has several dates: it lasts from the first to the last
    /** @param {Cell} value */
    const years = (value) => String(value ?? "").split("|").filter((part) => /^\d{4}/.test(part)).map((part) => Number(part.slice(0, 4)));
    /** @param {Cell[]} values @param {(...years: number[]) => number} which */
    const ends = (values, which) => values.map((value) => (years(value).length ? which(...years(value)) : null));
    const none = new Array(eco.data.lines.from.length).fill(null);
    eco.starts = ends(cells("start") ?? none, min);
    eco.ends = ends(cells("end") ?? none, max);
    const dated = [...eco.starts, ...eco.ends].filter((value) => value !== null);
    /** @type {Point} */
    const span = [dated.reduce((a, b) => min(a, b), Infinity), dated.reduce((a, b) => max(a, b), -Infinity)];
    eco.years = span[1] > span[0] ? span : null;
    const weights = (cells("weight") ?? []).filter((value) => typeof value === "number").map(Number);
    const heaviest = weights.reduce((a, b) => max(a, b), 0);
    eco.weights = heaviest > weights.reduce((a, b) => min(a, b), Infinity) || (heaviest !== 1 && weights.length) ? heaviest : null;
    eco.weightOf = (line) => Number(cells("weight")?.[line] ?? 1);
    const evidence = cells("evidence");
    eco.proved = evidence ? Uint8Array.from(evidence, (value) => (value && String(value).split("|").every((part) => PROVED.includes(part)) ? 1 : 0)) : null;
  };

  /** @param {Dimension} column @param {number} i */
  const passes = ({ key, values }, i) => {
    const wanted = eco.state.only.get(key);
    if (!wanted?.size) return true;
    return values[i].length ? values[i].some((value) => wanted.has(value)) : wanted.has(eco.UNKNOWN);
  };

  // An alliance under way in a year from `from` to `to`; one without an end is taken to last.
  /** @param {number} line */
  function inYears(line) {
    const { from, to, undated } = eco.state;
    if (from === null && to === null && undated) return true;
    const [start, end] = [eco.starts[line], eco.ends[line]];
    if (start === null && end === null) return undated;
    return (start ?? -Infinity) <= (to ?? Infinity) && (end ?? Infinity) >= (from ?? -Infinity);
  }

  const ofActors = () => eco.dimensions.actors.filter(({ key }) => eco.state.only.get(key)?.size);
  const ofAlliances = () => eco.dimensions.alliances.filter(({ key }) => eco.state.only.get(key)?.size);

  // Recomputes eco.visible (nodes), eco.drawn (lines) and the counts said on the page.
  eco.filter = () => {
    const { lines } = eco.data;
    const columns = ofAlliances();
    const { least, sourced } = eco.state;
    eco.visible = visibleNodes();
    eco.drawn = Uint8Array.from(lines.from, (u, line) => {
      if (!(eco.visible[u] & eco.visible[lines.to[line]])) return 0;
      if (least !== null && eco.weightOf(line) < least) return 0;
      if (sourced && eco.proved && !eco.proved[line]) return 0;
      return inYears(line) && columns.every((column) => passes(column, line)) ? 1 : 0;
    });
    if (eco.state.ego >= 0) narrow();
    if (!eco.state.lone) hideLone();
    count();
  };

  function visibleNodes() {
    const { place } = eco.data.nodes;
    const hidden = [...eco.state.off].filter(([, keys]) => keys.size).map(([key, keys]) => ({ ...eco.grouping(key), keys }));
    const columns = ofActors();
    const own = columns.filter(({ key }) => key === "kind"); // the one that places have too
    const visible = Uint8Array.from({ length: eco.count }, (_, i) => {
      if (hidden.some(({ groups, of, keys }) => keys.has(groups[of[i]].key))) return 0;
      return (place[i] ? own : columns).every((column) => passes(column, i)) ? 1 : 0;
    });
    // places follow the actors that are looked for
    if (columns.length > own.length) {
      place.forEach((is, i) => {
        if (is && !eco.links[i].some((line) => visible[eco.otherEnd(line, i)] && !place[eco.otherEnd(line, i)])) visible[i] = 0;
      });
    }
    return visible;
  }

  // Keeps the neighbourhood of one actor: a degree is an alliance shared.
  function narrow() {
    const inside = eco.ball(eco.state.ego, eco.state.degrees);
    eco.visible = eco.visible.map((is, i) => is & inside[i]);
    dropLines();
  }

  function dropLines() {
    const { from, to } = eco.data.lines;
    eco.drawn = eco.drawn.map((is, line) => is & eco.visible[from[line]] & eco.visible[to[line]]);
  }

  eco.ball = (centre, degrees) => {
    const { place } = eco.data.nodes;
    const inside = new Uint8Array(eco.count);
    inside[centre] = eco.visible[centre];
    let edge = inside[centre] ? [centre] : [];
    for (let step = 0; step < degrees && edge.length; step += 1) {
      const next = new Set();
      for (const i of edge) for (const { members } of eco.shownOf(i)) members.forEach((j) => { if (!inside[j]) next.add(j); });
      next.forEach((j) => { inside[j] = 1; });
      edge = [...next];
    }
    // the places where two of them meet
    place.forEach((is, i) => {
      if (is && eco.visible[i]) inside[i] ||= eco.metAt(i).filter((j) => inside[j]).length > 1 && degrees > 0 ? 1 : 0;
    });
    return inside;
  };

  // The actors that a place brings together on what is drawn.
  eco.metAt = (place) => [...new Set(eco.links[place].filter((line) => eco.drawn[line]).map((line) => eco.otherEnd(line, place))
    .filter((i) => !eco.data.nodes.place[i]))];

  // The alliances of a node that are drawn, with the members that are; the largest meetings join nobody.
  eco.shownOf = (i) => eco.alliancesOf[i].flatMap((alliance) => {
    if (!eco.isShown(alliance)) return [];
    const members = alliance.place < 0 ? alliance.members : eco.metAt(alliance.place);
    return members.length <= eco.data.meeting_max && members.includes(i) || i === alliance.place ? [{ ...alliance, members }] : [];
  });

  function hideLone() {
    const linked = new Uint8Array(eco.count);
    eco.alliances.filter(eco.isShown).forEach(({ place, members }) => {
      (place < 0 ? members : [place, ...eco.metAt(place)]).forEach((i) => { linked[i] = 1; });
    });
    eco.visible = eco.visible.map((is, i) => is & linked[i]);
    dropLines();
  }

  function count() {
    const { place } = eco.data.nodes;
    const shown = eco.visible.reduce((a, b) => a + b, 0);
    const places = place.reduce((n, is, i) => n + (is & eco.visible[i]), 0);
    eco.shownCounts = { actors: shown - places, places, alliances: eco.alliances.filter(eco.isShown).length };
  }

  // An alliance is shown when its line is, or when lines still bring two actors to its place.
  eco.isShown = ({ place, lines }) => (place < 0 ? eco.drawn[lines[0]] === 1
    : eco.visible[place] === 1 && new Set(lines.filter((line) => eco.drawn[line]).map((line) => eco.otherEnd(line, place))).size > 1);

  // ---------------------------------------------------------------- what is active, and the way back

  // Each filter as {words, clear}: the chips.
  eco.activeFilters = () => {
    const { state } = eco;
    const found = [];
    for (const [key, keys] of state.off) {
      const { groups } = eco.grouping(key);
      for (const group of groups.filter((each) => keys.has(each.key))) {
        found.push({ id: `off.${key}.${group.key}`, words: eco.say("chip_without", { label: eco.wordsOf(group) }), clear: () => eco.move("toggle", { column: key, key: group.key }) });
      }
    }
    for (const column of [...eco.dimensions.actors, ...eco.dimensions.alliances]) {
      const keys = state.only.get(column.key);
      if (!keys?.size) continue;
      const value = [...keys].map((key) => eco.cellLabel(column, key)).join(eco.say("or"));
      found.push({ id: `only.${column.key}`, words: eco.say("pair", { label: eco.label(column.label), value }), clear: () => eco.move("free", { column: column.key }) });
    }
    if (state.from !== null || state.to !== null) {
      const words = eco.say("chip_years", { from: String(state.from ?? eco.years?.[0]), to: String(state.to ?? eco.years?.[1]) });
      found.push({ id: "years", words, clear: () => eco.choose({ from: null, to: null }) });
    }
    if (!state.undated) found.push({ id: "undated", words: eco.say("chip_dated"), clear: () => eco.choose({ undated: true }) });
    if (state.least !== null) found.push({ id: "least", words: eco.say("chip_weight", { least: state.least }), clear: () => eco.choose({ least: null }) });
    if (state.sourced) found.push({ id: "sourced", words: eco.say("sourced"), clear: () => eco.choose({ sourced: false }) });
    if (!state.lone) found.push({ id: "lone", words: eco.say("lone"), clear: () => eco.choose({ lone: true }) });
    if (state.ego >= 0) {
      found.push({ id: "ego", words: eco.say("chip_focus", { name: eco.nameOf(state.ego), n: state.degrees }), clear: () => eco.move("focus", { actor: -1 }) });
    }
    return found;
  };
}
