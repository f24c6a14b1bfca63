"use strict";
// The timeline: how many alliances are under way each year, and each one from start to end.

{
  eco.timelineView = () => {
    const [first, last] = eco.years ?? [0, 0];
    const dated = eco.visibleAlliances().map((alliance) => ({ alliance, ...dates(alliance) }));
    const known = dated.filter(({ start, end }) => start !== null || end !== null)
      .sort((a, b) => (a.start ?? first) - (b.start ?? first) || (a.end ?? last) - (b.end ?? last));
    return eco.element("div", { class: "sheet" },
      eco.element("div", { class: "headline" },
        eco.element("h2", { text: eco.say("tab_timeline") }),
        eco.element("p", { text: eco.say("timeline_counts", { dated: known.length, n: dated.length - known.length }) })),
      eco.element("p", { class: "method", text: eco.say("timeline_method") }),
      columns(known, first, last),
      eco.element("ol", { class: "spans", id: "spans" }, ...known.map((each) => span(each, first, last))));
  };

  /** @param {Alliance} alliance */
  function dates({ lines }) {
    /** @param {(number | null)[]} years */
    const least = (years) => years.filter((year) => year !== null).reduce((a, b) => Math.min(a, b), Infinity);
    const start = least(lines.map((line) => eco.starts[line]));
    const ends = lines.map((line) => eco.ends[line]).filter((year) => year !== null);
    return { start: Number.isFinite(start) ? start : null, end: ends.length ? Math.max(...ends) : null };
  }

  // What the filter of this one year would leave: a place needs two of its lines.
  /** @param {Dated} dated @param {number} year */
  function underWay({ alliance: { place, lines } }, year) {
    const left = lines.filter((line) => eco.drawn[line] && (eco.starts[line] ?? eco.ends[line]) !== null
      && (eco.starts[line] ?? -Infinity) <= year && (eco.ends[line] ?? Infinity) >= year);
    return place < 0 ? left.length > 0 : new Set(left.map((line) => eco.otherEnd(line, place))).size > 1;
  }

  /** @param {Dated[]} known @param {number} first @param {number} last */
  function columns(known, first, last) {
    const years = Array.from({ length: last - first + 1 }, (_, k) => first + k);
    const counts = years.map((year) => known.filter((each) => underWay(each, year)).length);
    const most = Math.max(...counts, 1);
    return eco.element("ol", { class: "years-bars", id: "bars", "aria-label": eco.say("timeline_bars") }, ...years.map((year, k) => {
      const bar = eco.element("i", { "aria-hidden": "true" });
      bar.style.height = `${(100 * counts[k]) / most}%`;
      return eco.element("li", {}, eco.element("button", {
        type: "button", "data-year": year,
        on: { click: () => { eco.choose({ from: year, to: year, undated: false }); eco.changed({ step: true }); } },
      },
      eco.element("b", { "aria-hidden": "true", text: eco.number(counts[k]) }), bar, eco.element("small", { "aria-hidden": "true", text: String(year) }),
      eco.element("span", { class: "unseen", text: eco.say("pair", { label: String(year), value: eco.say("alliances", { n: counts[k] }) }) })));
    }));
  }

  /** @param {Dated} dated @param {number} first @param {number} last */
  function span({ alliance, start, end }, first, last) {
    /** @param {number} year */
    const at = (year) => (100 * (year - first)) / (last - first + 1);
    const bar = eco.element("i", { "aria-hidden": "true", class: end === null ? "open" : start === null ? "since" : undefined });
    bar.style.marginInlineStart = `${at(start ?? first)}%`;
    bar.style.width = `${at((end ?? last) + 1) - at(start ?? first)}%`;
    const when = start === end ? String(start) : eco.say("range", { low: String(start ?? "…"), high: String(end ?? "…") });
    const name = eco.allianceName(alliance);
    const opens = alliance.place >= 0 ? alliance.place : alliance.members[0];
    return eco.element("li", {},
      eco.element("button", { type: "button", class: "name", text: name, title: name, on: { click: ({ currentTarget }) => eco.open(opens, { from: currentTarget }) } }),
      eco.element("span", { class: "when", text: when }),
      eco.element("span", { class: "track" }, bar));
  }
}
