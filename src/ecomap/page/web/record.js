"use strict";
// The record of one node: what the sheet says of it, its alliances with their evidence,
// and where it stands among the others.

{
  const SAFE = /^(?:https?:\/\/|mailto:)\S+$/i;
  const APART = ["model", "family", "kind", "description"]; // shown above the facts, not among them
  const ORIGIN = ["evidence", "confidence", "reference", "model_basis", "model_evidence", "model_confidence"];

  eco.showRecord = (panel = eco.byId("record")) => {
    const i = eco.state.actor;
    const same = panel.dataset.id === eco.data.nodes.id[i];
    const { scrollTop } = panel;
    panel.dataset.id = eco.data.nodes.id[i];
    panel.replaceChildren(...[top(i), chips(i), actions(i), summary(i), description(i), facts(i), measures(i), ...ties(i), origin(i), others(i)].filter(Boolean));
    panel.scrollTop = same ? scrollTop : 0;
    return panel;
  };

  /** @param {number} i */
  const isPlace = (i) => eco.data.nodes.place[i] === 1;
  /** @param {string} key @param {number} i */
  const cell = (key, i) => eco.columns.find((column) => column.key === key)?.values[i] ?? null;

  /** @param {number} i */
  const top = (i) => eco.panelTop(eco.nameOf(i), eco.close);

  /** @param {number} i */
  function actions(i) {
    const near = eco.state.ego === i;
    return eco.element("div", { class: "actions" },
      eco.element("button", {
        type: "button", id: "ego", "aria-pressed": String(near), text: eco.say("focus"), title: eco.say("focus_hint"),
        on: { click: () => { eco.setFocus(near ? -1 : i, 1); eco.byId("ego")?.focus(); } },
      }),
      !isPlace(i) && eco.element("button", { type: "button", id: "path_from", text: eco.say("path_ask"), on: { click: () => eco.askPath(i) } }));
  }

  /** @param {number} i */
  function chips(i) {
    const group = eco.groupOf(i);
    const kind = cell("kind", i);
    const proposed = cell("model_evidence", i) === "proposal";
    return eco.element("ul", { class: "chips" },
      eco.element("li", {}, eco.glyph(group), eco.element("span", { text: eco.wordsOf(group) })),
      proposed && eco.element("li", { class: "doubt", text: eco.say("model_proposed") }),
      kind !== null && eco.element("li", { text: eco.term("kinds", String(kind)) }));
  }

  /** @param {number} i */
  function summary(i) {
    const alliances = eco.alliancesOf[i].length;
    if (isPlace(i)) {
      const met = new Set(eco.links[i].map((line) => eco.otherEnd(line, i)).filter((j) => !isPlace(j)));
      return eco.element("p", { text: eco.say("meets", { n: met.size }) });
    }
    const partners = eco.partnersOf(i);
    const others = partners.filter((j) => eco.modelOf[j] && eco.modelOf[j] !== eco.modelOf[i]).length;
    const facts = { alliances: eco.say("alliances", { n: alliances }), partners: eco.say("partners", { n: partners.length }) };
    const known = partners.length > 0 && eco.modelOf[i];
    return eco.element("p", { text: known ? eco.say("summary_models", { ...facts, n: others }) : eco.say("summary", facts) });
  }

  /** @param {number} i */
  function description(i) {
    const text = cell("description", i);
    return text && eco.element("p", { text: String(translated("description", i) ?? text) });
  }

  // A column "x_en" beside "x" is x in English.
  /** @param {string} key @param {number} i */
  function translated(key, i) {
    return eco.state.lang === "en" ? cell(`${key}_en`, i) : null;
  }

  // What ecomap knows by name first; headings of the user's own under theirs.
  /** @param {Column} column */
  const isOwn = ({ key, label }) => label.fr === key && label.en === key;
  /** @param {number} i */
  const facts = (i) => listOf(i, (column) => !APART.includes(column.key) && !ORIGIN.includes(column.key) && !isOwn(column));

  /** @param {number} i */
  function others(i) {
    const list = listOf(i, (column) => isOwn(column) && !ORIGIN.includes(column.key));
    return list && eco.element("section", { class: "own" }, eco.element("h3", { text: eco.say("other_columns") }), list);
  }

  /** @param {number} i */
  function origin(i) {
    const list = listOf(i, ({ key }) => ORIGIN.includes(key));
    return list && eco.element("section", {}, eco.element("h3", { text: eco.say("origin") }), list);
  }

  /** @param {number} i @param {(column: Column) => boolean} wanted */
  function listOf(i, wanted) {
    const keys = new Set(eco.columns.map(({ key }) => key));
    /** @param {string} key */
    const isTranslation = (key) => key.endsWith("_en") && keys.has(key.slice(0, -3));
    const list = eco.element("dl");
    for (const column of eco.columns) {
      const value = translated(column.key, i) ?? column.values[i];
      if (value === null || !wanted(column) || isTranslation(column.key)) continue;
      list.append(eco.element("dt", { text: eco.label(column.label) }), eco.element("dd", {}, shown(column, value)));
    }
    return list.childElementCount ? list : null;
  }

  // Only an address that a browser opens safely becomes a link.
  /** @param {Column} column @param {Cell} value */
  function shown(column, value) {
    const text = eco.shown(column, value);
    const k = column.key === "community" ? eco.told.findIndex(({ key }) => key === value) : -1;
    if (k >= 0) return eco.element("button", { type: "button", class: "plain", text, on: { click: () => eco.openFindings(k) } });
    if (!SAFE.test(text)) return document.createTextNode(text);
    return eco.element("a", { href: text, rel: "noopener noreferrer", target: "_blank", text });
  }

  // ---------------------------------------------------------------- measures

  /** @param {number} i */
  function measures(i) {
    const known = eco.measures.filter(({ values }) => values[i] !== null);
    if (isPlace(i) || !eco.measures.length) return null;
    const list = eco.element("ul", { class: "measures" }, ...known.map((measure) => line(measure, i)));
    const meanings = eco.element("details", {},
      eco.element("summary", { text: eco.say("meanings") }),
      eco.element("dl", {}, ...eco.measures.flatMap((measure) => [
        eco.element("dt", { text: eco.label(measure.label) }),
        eco.element("dd", { text: measure.values[i] === null ? eco.label(measure.undefined) : eco.label(measure.sentence) }),
      ])));
    return eco.element("section", { class: "standing" }, eco.element("h3", { text: eco.say("measures") }), list, meanings);
  }

  /** @param {Measure} measure @param {number} i */
  function line(measure, i) {
    const value = measure.values[i] ?? 0; // it has one
    const share = measure.top > measure.least ? (value - measure.least) / (measure.top - measure.least) : 0;
    const fill = eco.element("i");
    fill.style.width = `${(100 * share).toFixed(1)}%`;
    const bar = eco.element("div", { class: "bar" }, fill);
    bar.style.color = eco.colorOf(eco.groupOf(i));
    return eco.element("li", {},
      eco.element("span", { text: eco.label(measure.label) }),
      eco.element("b", { text: eco.measured(value) }),
      bar,
      eco.element("small", { text: told(measure, value, eco.say("rank", { rank: eco.ordinal(measure.ranks[i]), of: measure.ranked })) }),
      measure.sampled && eco.element("small", { class: "sampled", text: eco.label(measure.sampled) }));
  }

  // "4th of 93: sits on 31% of the shortest paths", where the measure has a sentence.
  /** @param {Measured} measure @param {number} value @param {string} rank */
  function told({ key }, value, rank) {
    const word = `tells_${key}`;
    if (!Object.hasOwn(eco.data.words[eco.state.lang], word)) return rank;
    /** @param {number} share */
    const percent = (share) => new Intl.NumberFormat(eco.state.lang, { style: "percent", maximumSignificantDigits: 2 }).format(share);
    const facts = { n: value, value: eco.measured(value), percent: percent(value), half: percent((1 + value) / 2) };
    return eco.say("pair", { label: rank, value: eco.say(word, facts) });
  }

  // ---------------------------------------------------------------- alliances

  /** @param {number} i */
  function ties(i) {
    if (isPlace(i)) {
      const met = eco.links[i].filter((line) => !isPlace(eco.otherEnd(line, i)));
      const rest = eco.links[i].filter((line) => isPlace(eco.otherEnd(line, i)));
      return [listed("members", byPartner(met, i), i), listed("other_ties", byPartner(rest, i), i)];
    }
    const own = eco.alliancesOf[i].map(({ place, lines }) => ({
      partner: place, lines: lines.filter((line) => eco.links[i].includes(line)),
    }));
    const alliances = own.map(({ partner, lines }) => ({
      partner: partner >= 0 ? partner : eco.otherEnd(lines[0], i), lines,
    }));
    const counted = new Set(alliances.flatMap(({ lines }) => lines));
    const rest = eco.links[i].filter((line) => !counted.has(line));
    return [listed("alliances_of", alliances, i), listed("other_ties", byPartner(rest, i), i)];
  }

  /** @param {number[]} lines @param {number} i */
  function byPartner(lines, i) {
    const partners = new Map();
    for (const line of lines) {
      const partner = eco.otherEnd(line, i);
      if (!partners.has(partner)) partners.set(partner, { partner, lines: [] });
      partners.get(partner).lines.push(line);
    }
    return [...partners.values()];
  }

  /** @param {string} title @param {Tie[]} items @param {number} i */
  function listed(title, items, i) {
    if (!items.length) return null;
    const order = new Map(eco.byWeight.map((node, k) => [node, k]));
    const sorted = [...items].sort((a, b) => (order.get(a.partner) ?? 0) - (order.get(b.partner) ?? 0));
    return eco.element("section", { class: "tied", "data-list": title },
      eco.element("h3", {},
        eco.element("span", { text: eco.say(title) }), eco.element("span", { text: eco.number(items.length) })),
      eco.element("ul", { class: "ties" }, ...sorted.map((item) => tie(item, i))));
  }

  /** @param {Tie} tie @param {number} i */
  function tie({ partner, lines }, i) {
    const when = lines.map(period).find((dates) => dates);
    const button = eco.element("button", {
      type: "button", text: eco.nameOf(partner), "data-id": eco.data.nodes.id[partner], on: { click: () => eco.open(partner, { step: true }) },
    });
    return eco.element("li", { class: eco.visible[partner] ? undefined : "off" },
      eco.glyph(eco.groupOf(partner)), button, eco.element("span", { class: "when", text: when }),
      ...lines.flatMap((line) => [saying(line, i), proof(line)]));
  }

  /** @param {string} key @param {number} line */
  const lineCell = (key, line) => eco.lineColumns.find((column) => column.key === key)?.values[line] ?? null;

  /** @param {number} line */
  function period(line) {
    const [start, end] = ["start", "end"].map((key) => lineCell(key, line)).map((date) => date && String(date).slice(0, 4));
    if (start && end && start !== end) return `${start} – ${end}`;
    return start || end || "";
  }

  // The alliance's own words: its relation and its name.
  /** @param {number} line @param {number} i */
  function saying(line, i) {
    const text = words(line, i);
    return text && eco.element("span", { class: "what", text });
  }

  /** @param {number} line @param {number} i */
  function words(line, i) {
    const parts = [];
    const relation = lineCell("relation", line);
    if (relation) parts.push(directed(line, i, lineShown("relation", line)));
    const name = eco.lineName(line);
    // a name that has quotation marks needs no others
    if (name) parts.push(/[«“"]/.test(name) ? name : eco.say("quoted", { name }));
    return parts.join(" · ");
  }

  eco.tieWords = (line) => words(line, eco.data.lines.from[line]);
  eco.lineName = (line) => {
    const name = translatedLine("name", line) ?? lineCell("name", line);
    return name === null ? null : String(name);
  };

  /** @param {string} key @param {number} line */
  function translatedLine(key, line) {
    return eco.state.lang === "en" ? lineCell(`${key}_en`, line) : null;
  }

  // A relation is written from its first partner: say so when this is the second.
  /** @param {number} line @param {number} i @param {string} relation */
  function directed(line, i, relation) {
    const { from, directed: arrows } = eco.data.lines;
    if (!arrows.includes(line)) return relation;
    return from[line] === i ? `${relation} →` : `← ${relation}`;
  }

  eco.lineFacts = (line) => {
    const told = eco.lineColumns.filter(({ key, values }) => values[line] !== null && !["name", "name_en"].includes(key));
    return told.length ? eco.element("dl", {}, ...told.flatMap((column) => [
      eco.element("dt", { text: eco.label(column.label) }), eco.element("dd", {}, shown(column, column.values[line])),
    ])) : null;
  };

  const SAID = ["relation", "name", "start", "end", "directed", "confidence", "evidence", "reference"];

  /** @param {number} line */
  function proof(line) {
    const confidence = lineShown("confidence", line);
    const parts = [
      lineShown("evidence", line),
      confidence && eco.say("confidence", { level: confidence.toLowerCase() }),
      lineCell("reference", line),
      ...eco.lineColumns.filter(({ key }) => !SAID.includes(key) && !key.endsWith("_en")).map((column) =>
        column.values[line] !== null && eco.say("pair", { label: eco.label(column.label), value: eco.shown(column, column.values[line]) })),
    ].filter(Boolean);
    return parts.length > 0 && eco.element("span", { class: "proof", text: parts.join(" · ") });
  }

  // What a cell says, or nothing.
  /** @param {string} key @param {number} line */
  function lineShown(key, line) {
    const column = eco.lineColumns.find((each) => each.key === key);
    const value = column?.values[line] ?? null;
    return column && value !== null ? eco.shown(column, value) : "";
  }
}
