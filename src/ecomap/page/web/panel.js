"use strict";
// What stands beside the map when no record does: the findings, or the path between two actors.

{
  // The right panel: a path, else a record, else the findings; nothing at first.
  eco.showPanel = () => {
    const panel = eco.byId("record");
    const { light, actor, findings } = eco.state;
    const on = light?.kind === "path" || light?.kind === "tie" || actor >= 0 || findings;
    panel.hidden = !on;
    eco.byId("findings").setAttribute("aria-pressed", String(findings));
    eco.byId("findings").hidden = !eco.data.findings.length;
    if (light?.kind === "path") return showPath(panel, light);
    if (light?.kind === "tie") return showTie(panel, light);
    if (actor >= 0) return eco.showRecord(panel);
    if (findings) return showFindings(panel);
    panel.replaceChildren();
    return panel;
  };

  // A panel that opens is read from its heading.
  function shown() {
    eco.changed({ step: true });
    eco.settle();
    eco.byId("record").querySelector("h2").focus({ preventScroll: true });
  }

  eco.panelTop = (title, close) => eco.element("div", { class: "top" },
    eco.element("h2", { tabindex: "-1", text: title }),
    eco.element("button", { type: "button", class: "close", "aria-label": eco.say("close"), text: "×", on: { click: close } }));

  // ---------------------------------------------------------------- findings

  // Those that the colours show come first.
  /** @param {HTMLElement} panel */
  function showFindings(panel) {
    const { findings, communities } = eco.data;
    const coloured = eco.state.color === "community";
    const lit = eco.state.light?.kind === "finding" ? eco.state.light.k : -1;
    const told = eco.told.map(({ key, text, nodes }, k) => eco.element("li", {}, eco.element("button", {
      type: "button", "data-finding": k, "aria-pressed": String(k === lit),
      on: { click: () => light(k === lit ? null : k) },
    }, key && eco.element("b", {}, coloured && eco.glyph(eco.groupOf(nodes[0])), eco.term("communities", key)), eco.label(text))));
    /** @param {number} [from] @param {number} [to] */
    const list = (from, to) => eco.element("ol", { class: "found" }, ...told.slice(from, to));
    const groups = communities ? [
      eco.element("h3", { text: eco.say("communities") }),
      eco.element("p", { text: eco.label(communities.whole) }),
      list(findings.length),
      eco.element("p", { class: "hint", text: eco.label(communities.method) }),
    ] : [];
    panel.replaceChildren(
      eco.panelTop(eco.say("findings"), eco.closeFindings),
      eco.element("p", { class: "hint", text: eco.say("findings_hint") }),
      ...(coloured ? [...groups, list(0, findings.length)] : [list(0, findings.length), ...groups]));
    return panel;
  }

  /** @param {number | null} k */
  function light(k) {
    eco.move("light", { light: k === null ? null : { kind: "finding", k } });
    eco.choose({ tab: "map" });
    eco.changed({ step: true });
    eco.settle();
    eco.byId("record").querySelector(`[data-finding="${k ?? 0}"]`)?.focus();
    if (k !== null) eco.announce(eco.say("lit", { n: eco.focus()?.filter(Boolean).length ?? 0 }));
  }

  eco.openFindings = (k = -1) => {
    eco.move("openFindings");
    if (k >= 0) return light(k);
    shown();
  };

  eco.closeFindings = () => {
    eco.move("closeFindings");
    eco.changed({ step: true });
    eco.settle();
    eco.byId("findings").focus();
  };

  // ---------------------------------------------------------------- one alliance

  // What the sheet says of one line, and its two ends.
  /** @param {HTMLElement} panel @param {TieLight} light */
  function showTie(panel, { line }) {
    const ends = [eco.data.lines.from[line], eco.data.lines.to[line]];
    panel.replaceChildren(...[
      eco.panelTop(eco.lineName(line) || eco.tieWords(line) || eco.say("alliance"), eco.closePath),
      eco.element("ul", { class: "ties" }, ...ends.map((i) => eco.element("li", {}, eco.glyph(eco.groupOf(i)),
        eco.element("button", { type: "button", text: eco.nameOf(i), "data-id": eco.data.nodes.id[i], on: { click: () => eco.open(i) } })))),
      eco.lineFacts(line),
    ].filter(Boolean));
    return panel;
  }

  eco.openTie = (line) => {
    eco.move("light", { light: { kind: "tie", line } });
    shown();
  };

  // ---------------------------------------------------------------- path

  /** @param {HTMLElement} panel @param {PathLight} light */
  function showPath(panel, { from, to }) {
    const path = eco.pathBetween(from, to);
    const ends = { from: eco.nameOf(from), to: eco.nameOf(to) };
    panel.replaceChildren(...[
      eco.panelTop(eco.say("path_of", ends), eco.closePath),
      eco.element("p", { class: "answer", text: path ? eco.say("path_steps", { n: path.steps.length }) : eco.say("path_none") }),
      path && eco.element("ol", { class: "path" }, stop(from), ...path.steps.map(({ to: next, place, lines }) => stop(next, place, lines))),
    ].filter(Boolean));
    return panel;
  }

  /** @param {number} i @param {number} [place] @param {number[]} [lines] */
  function stop(i, place = -1, lines) {
    const how = lines && (place >= 0 ? eco.say("path_place", { place: eco.nameOf(place) }) : eco.tieWords(lines[0]) || eco.say("path_tie"));
    return eco.element("li", {},
      how && eco.element("span", { class: "how", text: how }),
      eco.glyph(eco.groupOf(i)),
      eco.element("button", { type: "button", text: eco.nameOf(i), on: { click: () => eco.open(i) } }));
  }

  // The same in one breath, for who listens.
  /** @param {Path | null} path */
  const pathSaid = (path) => (path ? `${eco.say("path_steps", { n: path.steps.length })} ${path.nodes.map(eco.nameOf).join(", ")}` : eco.say("path_none"));

  eco.openPath = (from, to) => {
    eco.move("light", { light: { kind: "path", from, to } });
    eco.choose({ tab: "map" });
    shown();
    eco.announce(pathSaid(eco.pathBetween(from, to)));
  };

  eco.closePath = () => {
    eco.move("light", { light: null });
    eco.changed({ step: true });
    eco.settle();
    eco.byId("map").focus();
  };
}
