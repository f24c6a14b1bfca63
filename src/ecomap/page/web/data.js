"use strict";
// What the page is about: the data block read, and what follows from it alone
// (links and alliances of each node, ranks, words in the language shown).

eco.load = async () => {
  const block = eco.byId("data");
  const text = block.textContent;
  eco.data = JSON.parse("packed" in block.dataset ? await eco.unpack(text) : text);
  // words come with their keys once, in both languages
  /** @type {any} */
  const { keys, fr, en } = eco.data.words;
  /** @param {string[]} words */
  const keyed = (words) => Object.fromEntries(words.map((word, k) => [keys[k], word]));
  eco.data.words = { fr: keyed(fr), en: keyed(en) };
  eco.count = eco.data.nodes.id.length;
  eco.data.findings.forEach(placed);
  eco.index = new Map(eco.data.nodes.id.map((id, i) => [id, i]));
  eco.columns = eco.data.nodes.columns.map(filled(eco.count));
  eco.lineColumns = eco.data.lines.columns.map(filled(eco.data.lines.from.length));
  eco.told = [...eco.data.findings, ...portraits()];
  eco.links = linksOfNodes();
  eco.alliances = alliances();
  eco.alliancesOf = byMember(eco.alliances);
  eco.measures = eco.data.measures.map((measure) => ({ ...measure, ...eco.ranked(measure.values) }));
  const models = eco.columns.find(({ key }) => key === "model")?.values;
  eco.modelOf = eco.data.nodes.place.map((is, i) => (is || !models?.[i] ? null : String(models[i])));

  // The nodes of a finding come as steps from each to the next.
  /** @param {Told} finding */
  function placed(finding) {
    let at = 0;
    finding.nodes = finding.nodes.map((step) => (at += step));
  }

  // Columns come shortened: places of the cells if few, numbers of values that repeat.
  /** @type {(length: number) => (column: Column) => Column} */
  function filled(length) {
    return (column) => {
      const values = new Array(length).fill(null);
      column.values.forEach((value, k) => {
        values[column.at ? column.at[k] : k] = column.of && value !== null ? column.of[Number(value)] : value;
      });
      return { ...column, values };
    };
  }

  // A community is told as a finding is, and speaks of its members.
  /** @returns {Told[]} */
  function portraits() {
    const own = eco.columns.find(({ key }) => key === "community")?.values;
    return Object.entries(eco.data.communities?.each ?? {}).map(([key, text]) => (
      { key, text, models: [], nodes: (own ?? []).flatMap((value, i) => (value === key ? [i] : [])) }));
  }

  function linksOfNodes() {
    const { from, to } = eco.data.lines;
    /** @type {number[][]} */
    const links = Array.from({ length: eco.count }, () => []);
    from.forEach((u, line) => { links[u].push(line); links[to[line]].push(line); });
    return links;
  }

  // An alliance is a line between two actors, or a meeting place of at least two.
  function alliances() {
    const { place } = eco.data.nodes;
    const { from, to } = eco.data.lines;
    /** @type {Alliance[]} */
    const found = [];
    from.forEach((u, line) => {
      if (!place[u] && !place[to[line]]) found.push({ place: -1, members: [u, to[line]], lines: [line] });
    });
    place.forEach((is, i) => {
      if (!is) return;
      const lines = eco.links[i].filter((line) => !place[eco.otherEnd(line, i)]);
      const members = [...new Set(lines.map((line) => eco.otherEnd(line, i)))];
      if (members.length > 1) found.push({ place: i, members, lines });
    });
    return found;
  }

  /** @param {Alliance[]} all */
  function byMember(all) {
    /** @type {Alliance[][]} */
    const lists = Array.from({ length: eco.count }, () => []);
    all.forEach((alliance) => {
      alliance.members.forEach((i) => lists[i].push(alliance));
      if (alliance.place >= 0) lists[alliance.place].push(alliance);
    });
    return lists;
  }
};

// Rank 1 is the highest; equal values share a rank; undefined values have none.
eco.ranked = (values) => {
  /** @param {number} i */
  const at = (i) => values[i] ?? 0;
  const order = [...values.keys()].filter((i) => values[i] !== null);
  order.sort((a, b) => at(b) - at(a));
  const ranks = new Array(values.length).fill(0);
  order.forEach((i, k) => {
    ranks[i] = k && values[i] === values[order[k - 1]] ? ranks[order[k - 1]] : k + 1;
  });
  const top = at(order[0]);
  const least = Math.min(0, at(order[order.length - 1]));
  return { values, ranks, ranked: order.length, top, least };
};

eco.otherEnd = (line, i) => {
  const { from, to } = eco.data.lines;
  return from[line] === i ? to[line] : from[line];
};

// The actors it shares an alliance with; a very large meeting says only who attended.
eco.partnersOf = (i) => {
  const partners = new Set();
  for (const { members } of eco.alliancesOf[i]) {
    if (members.length <= eco.data.meeting_max) members.forEach((j) => partners.add(j));
  }
  partners.delete(i);
  return [...partners];
};

eco.nameOf = (i) => {
  const { name, name_en: english } = eco.data.nodes;
  return (eco.state.lang === "en" && english && english[i]) || name[i];
};

// ---------------------------------------------------------------- words and numbers

eco.label = (words) => words[eco.state.lang] ?? words.fr;

// "{n:alliance|alliances}" is a word for one and another for several. In French whatever is
// under 2 is singular, in English 1 alone.
eco.say = (key, facts = {}) => {
  const { lang } = eco.state;
  const table = eco.data.words[lang];
  /** @param {string} name */
  const isOne = (name) => new Intl.PluralRules(lang).select(facts[name]) === "one";
  const single = table[`${key}.one`];
  const text = single && isOne("n") ? single : table[key];
  return text.replace(/\{(\w+)(?::(.*?)\|(.*?))?\}/g, (_, name, one, several) => {
    if (several) return isOne(name) ? one : several;
    return typeof facts[name] === "number" ? eco.number(facts[name]) : facts[name];
  });
};

eco.number = (value) => new Intl.NumberFormat(eco.state.lang, { maximumSignificantDigits: 15, maximumFractionDigits: 2 }).format(value);

// Measures are read side by side: three significant digits say enough.
eco.measured = (value) => new Intl.NumberFormat(eco.state.lang,
  Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }).format(value);

eco.ordinal = (n) => {
  if (eco.state.lang === "fr") return eco.number(n) + (n === 1 ? "ᵉʳ" : "ᵉ");
  /** @type {Partial<Record<Intl.LDMLPluralRule, string>>} */
  const suffix = { one: "st", two: "nd", few: "rd", other: "th" };
  return eco.number(n) + suffix[new Intl.PluralRules("en", { type: "ordinal" }).select(n)];
};

// ISO text of the precision known: a year, a month, or a day.
eco.date = (iso) => {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(iso);
  if (!parts || !parts[2]) return iso;
  const when = new Date(Date.UTC(+parts[1], +parts[2] - 1, +(parts[3] ?? 1)));
  /** @type {Intl.DateTimeFormatOptions} */
  const form = { timeZone: "UTC", year: "numeric", month: "long", ...(parts[3] && { day: "numeric" }) };
  return Number.isNaN(when.getTime()) ? iso : new Intl.DateTimeFormat(eco.state.lang, form).format(when);
};

eco.term = (vocabulary, key) => {
  const terms = eco.data.terms[vocabulary];
  return terms && Object.hasOwn(terms, key) ? eco.label(terms[key]) : key;
};

// The text of a cell, whatever its column holds.
eco.shown = ({ type, vocabulary }, value) => {
  const text = String(value);
  const several = () => text.split("|").map((part) => part.trim());
  if (typeof value === "boolean") return eco.say(value ? "yes" : "no");
  if (typeof value === "number") return type === "date" ? text : eco.number(value);
  if (type === "date") return eco.date(text);
  if (type === "membership") return several().map(share).join(" · ");
  if (vocabulary) return several().map((key) => eco.term(vocabulary, key)).join(", ");
  return type === "values" ? several().join(", ") : text;

  /** @param {string} part */
  function share(part) {
    const [key, amount] = part.split(":");
    const percent = new Intl.NumberFormat(eco.state.lang, { style: "percent" }).format(+amount);
    return `${eco.term(vocabulary ?? "", key)} ${percent}`;
  }
};

// Case, accents and typographic signs aside: two spellings of one name fold alike.
eco.fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
  .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/’/g, "'").replace(/[‐-—]/g, "-")
  .replace(/\s+/g, " ").trim();
