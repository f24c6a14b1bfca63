"use strict";
// The tables: the same as the map, to read, to sort and to reach by keys alone.

{
  const PAGE = 500; // rows written at once: a browser lays out thousands slowly
  const from = { actors: 0, alliances: 0 };

  /** @type {Record<string, Sort>} */
  const FIRST = { actors: ["size", -1], alliances: ["name", 1] };

  /** @param {string} table @param {string} key @param {number} way */
  function sort(table, key, way) {
    eco.choose({ sort: { ...eco.state.sort, [table]: [key, way] } });
    eco.showView();
    eco.writeAddress();
  }

  // Columns of the table of actors, as {key, label, value, shown}.
  eco.actorColumns = () => {
    /** @param {string} key */
    const column = (key) => eco.columns.find((each) => each.key === key);
    const told = ["territory", "territory_level", "size_class"].map(column).filter(Boolean).filter(({ values }) => values.some((value) => value !== null));
    const kind = column("kind");
    return [
      { key: "name", label: eco.say("actor"), value: eco.nameOf },
      { key: "group", label: eco.colourLabel(eco.state.color), value: (i) => eco.wordsOf(eco.groupOf(i)) },
      ...(kind ? [textColumn(kind)] : []),
      ...told.slice(0, 1).map(textColumn),
      { key: "alliances", label: eco.say("alliances_of"), number: true, value: (i) => eco.alliancesOf[i].length },
      ...eco.numbers.map(numberColumn),
    ];
  };

  /** @type {(measure: Measured) => TableColumn<number>} */
  const numberColumn = ({ key, label, values }) => ({ key, label: eco.label(label), number: true, value: (i) => values[i] });

  /** @type {(column: Column) => TableColumn<number>} */
  const textColumn = (column) => ({
    key: column.key, label: eco.label(column.label), value: (i) => (column.values[i] === null ? null : eco.shown(column, column.values[i])),
  });

  eco.allianceColumns = () => {
    const told = ["relation", "partnership", "partnership_proposed", "phase", "start", "end", "weight", "amount_eur", "evidence", "confidence", "reference"];
    const columns = told.map((key) => eco.lineColumns.find((column) => column.key === key)).filter(Boolean);
    return [
      { key: "name", label: eco.say("alliance"), value: eco.allianceName },
      { key: "partners", label: eco.say("partners_list"), value: ({ members }) => members.map(eco.nameOf).join(", "), members: true },
      ...columns.map(lineColumn),
    ];
  };

  // What its lines say; of several numbers, their mean.
  /** @type {(column: Column) => TableColumn<Alliance>} */
  const lineColumn = (column) => ({
    key: column.key, label: eco.label(column.label), number: column.type === "number",
    value: ({ lines }) => {
      const cells = [...new Set(lines.map((line) => column.values[line]).filter((cell) => cell !== null))];
      if (!cells.length) return null;
      if (column.type === "number") return cells.map(Number).reduce((a, b) => a + b) / cells.length;
      return cells.map((cell) => eco.shown(column, cell)).join(", ");
    },
    order: ["start", "end"].includes(column.key) ? ({ lines }) => lines.map((line) => column.values[line]).find((cell) => cell !== null) ?? null : undefined,
  });

  // Its own name, its place's, else its partners.
  eco.allianceName = ({ place, members, lines }) => (place >= 0 ? eco.nameOf(place) : eco.lineName(lines[0]) ?? members.map(eco.nameOf).join(" – "));

  eco.allianceParts = ({ place, members, lines }) => [
    eco.element("span", { class: "title", text: place >= 0 ? eco.nameOf(place) : eco.tieWords(lines[0]) || eco.say("path_tie") }),
    eco.element("span", { class: "who" }, ...members.map(nameButton)),
  ];

  /** @param {number} i */
  function nameButton(i) {
    return eco.element("button", { type: "button", class: "name", on: { click: ({ currentTarget }) => eco.open(i, { from: currentTarget }) } },
      eco.glyph(eco.groupOf(i)), eco.element("span", { text: eco.nameOf(i) }));
  }

  eco.visibleActors = () => [...eco.visible.keys()].filter((i) => eco.visible[i]);
  eco.visibleAlliances = () => eco.alliances.filter(eco.isShown);

  eco.actorsView = () => table("actors", eco.actorColumns(), eco.visibleActors());
  eco.alliancesView = () => table("alliances", eco.allianceColumns(), eco.visibleAlliances());

  /**
   * @template {number | Alliance} Row
   * @param {"actors" | "alliances"} name @param {TableColumn<Row>[]} columns @param {Row[]} all
   */
  function table(name, columns, all) {
    const [key, way] = eco.state.sort[name] ?? FIRST[name];
    const by = columns.find((column) => column.key === (key === "size" ? eco.state.size : key)) ?? columns[0];
    const rows = ordered(all, by, way);
    from[name] = Math.max(0, Math.min(from[name], Math.floor((rows.length - 1) / PAGE) * PAGE));
    const shown = rows.slice(from[name], from[name] + PAGE);
    return eco.element("div", { class: "sheet" },
      eco.element("div", { class: "headline" },
        eco.element("h2", { text: eco.say(`tab_${name}`) }),
        eco.element("p", { text: name === "actors" ? eco.countsSaid({ ...eco.shownCounts, alliances: null }) : eco.say("rows", { n: rows.length }) })),
      rows.length > PAGE && pages(name, rows.length),
      eco.element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": eco.say(`tab_${name}`) },
        eco.element("table", { class: "list", id: `${name}_table`, "aria-rowcount": rows.length + 1 },
          eco.element("thead", {}, eco.element("tr", {}, ...columns.map((column) => heading(name, column, by, way)))),
          eco.element("tbody", {}, ...shown.map((row, k) => eco.element("tr", { "aria-rowindex": from[name] + k + 2 }, ...columns.map((column) => cell(column, row))))))));
  }

  // From one page of rows to the next, and where one is.
  /** @param {"actors" | "alliances"} name @param {number} many */
  function pages(name, many) {
    /** @param {number} by */
    const turn = (by) => {
      from[name] += by * PAGE;
      eco.showView();
      eco.byId("view").scrollTop = 0;
      eco.announce(where());
    };
    const where = () => eco.say("rows_of", { from: from[name] + 1, to: Math.min(many, from[name] + PAGE), of: many });
    /** @param {string} key @param {number} by @param {boolean} is */
    const button = (key, by, is) => eco.element("button", { type: "button", class: "plain", "data-key": key, text: eco.say(key), disabled: !is, on: { click: () => turn(by) } });
    return eco.element("p", { class: "pages" },
      button("rows_before", -1, from[name] > 0), eco.element("span", { text: where() }), button("rows_after", 1, from[name] + PAGE < many));
  }

  // Missing values come last either way.
  /** @template Row @param {Row[]} all @param {TableColumn<Row>} by @param {number} way */
  function ordered(all, by, way) {
    const words = new Intl.Collator(eco.state.lang, { numeric: true });
    /** @type {Map<Row, Cell>} */
    const values = new Map(all.map((row) => [row, (by.order ?? by.value)(row)]));
    /** @param {Cell} a @param {Cell} b */
    const compared = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b)));
    return [...all].sort((x, y) => {
      const [a = null, b = null] = [values.get(x), values.get(y)];
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return way * compared(a, b);
    });
  }

  /** @template Row @param {string} name @param {TableColumn<Row>} column @param {TableColumn<Row>} by @param {number} way */
  function heading(name, column, by, way) {
    const is = column === by;
    return eco.element("th", { scope: "col", class: column.number ? "number" : undefined, "aria-sort": is ? (way > 0 ? "ascending" : "descending") : "none" },
      eco.element("button", {
        type: "button", "data-sort": column.key, "data-key": `sort ${column.key}`,
        on: { click: () => sort(name, column.key, is ? -way : column.number ? -1 : 1) },
      }, eco.element("span", { text: column.label }), eco.element("b", { "aria-hidden": "true", text: is ? (way > 0 ? "▲" : "▼") : "" })));
  }

  /** @template {number | Alliance} Row @param {TableColumn<Row>} column @param {Row} row */
  function cell(column, row) {
    const value = column.value(row);
    if (column.key === "name" && typeof row === "number") return eco.element("th", { scope: "row" }, nameButton(row));
    if (column.members && typeof row !== "number") return eco.element("td", { class: "who" }, ...row.members.map(nameButton));
    if (column.key === "name" && typeof row !== "number") {
      const opens = row.place >= 0 && nameButton(row.place);
      return eco.element("th", { scope: "row", text: opens ? undefined : String(value) }, opens);
    }
    return eco.element("td", { class: column.number ? "number" : undefined, text: typeof value === "number" ? eco.measured(value) : value ?? "" });
  }
}
