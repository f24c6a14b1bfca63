"use strict";
// What leaves the page: the link to this view, and the rows that are visible.

{
  eco.startShare = () => {
    eco.byId("link").addEventListener("click", copyLink);
    eco.byId("csv").addEventListener("click", () => {
      const alliances = eco.state.tab === "alliances" || eco.state.tab === "timeline";
      eco.download(`${alliances ? "alliances" : eco.state.lang === "fr" ? "acteurs" : "actors"}.csv`, eco.csv(alliances), "text/csv;charset=utf-8");
    });
  };

  async function copyLink() {
    eco.writeAddress();
    const address = location.href.split("#")[0] + eco.address();
    try {
      await navigator.clipboard.writeText(address);
      eco.announce(eco.say("link_copied"));
      flash(eco.byId("link"), eco.say("link_copied"));
    } catch {
      showAddress(address); // a frame, or a file in some browsers: one copies by hand
    }
  }

  /** @param {HTMLElement} button @param {string} text */
  function flash(button, text) {
    button.textContent = text;
    setTimeout(() => { button.textContent = eco.say("link"); }, 1600);
  }

  /** @param {string} address */
  function showAddress(address) {
    const field = eco.element("input", { id: "address", readonly: true, value: address, "aria-label": eco.say("link") });
    eco.byId("address")?.remove();
    eco.byId("share").append(field);
    field.focus();
    field.select();
    field.addEventListener("blur", () => field.remove());
    eco.announce(eco.say("link_by_hand"));
  }

  eco.download = (name, content, type) => {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const link = eco.element("a", { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };

  // As a French Excel opens it, or an English one: the separator, the decimal sign, the mark.
  eco.csv = (alliances) => {
    const french = eco.state.lang === "fr";
    const separator = french ? ";" : ",";
    /** @type {TableColumn<number>} */
    const id = { key: "id", label: "id", value: (i) => eco.data.nodes.id[i] };
    const rows = alliances ? written(eco.allianceColumns(), eco.visibleAlliances()) : written([id, ...eco.actorColumns()], eco.visibleActors());
    return `\uFEFF${rows.map((cells) => cells.map((cell) => quoted(cell, separator, french)).join(separator)).join("\r\n")}\r\n`;
  };

  // The actors and the lines that are visible, each under the keys of its columns.
  eco.json = () => {
    const { id, name, name_en: english } = eco.data.nodes;
    const { from, to } = eco.data.lines;
    /** @param {Column[]} columns @param {number} k */
    const cells = (columns, k) => Object.fromEntries(columns.filter(({ values }) => values[k] !== null).map(({ key, values }) => [key, values[k]]));
    /** @param {number} i */
    const measures = (i) => Object.fromEntries(eco.measures.filter(({ values }) => values[i] !== null).map(({ key, values }) => [key, values[i]]));
    const nodes = eco.visibleActors().map((i) => ({ id: id[i], name: name[i], ...(english?.[i] && { name_en: english[i] }), ...cells(eco.columns, i), measures: measures(i) }));
    const lines = [...from.keys()].filter((line) => eco.drawn[line])
      .map((line) => ({ source: id[from[line]], target: id[to[line]], ...cells(eco.lineColumns, line) }));
    return `${JSON.stringify({ title: eco.label(eco.data.title), nodes, lines }, null, 1)}\n`;
  };

  /** @template Row @param {TableColumn<Row>[]} columns @param {Row[]} rows */
  const written = (columns, rows) => [columns.map(({ label }) => label), ...rows.map((row) => columns.map(({ value }) => value(row)))];

  /** @param {string | number | null} cell @param {string} separator @param {boolean} french */
  function quoted(cell, separator, french) {
    if (cell === null) return "";
    if (typeof cell === "number") return french ? String(cell).replace(".", ",") : String(cell);
    // a spreadsheet would take these for formulas
    const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
    return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
  }
}
