"use strict";
// What is lit: the neighbours of the node in hand, else a path, a finding or a cell of the
// matrix, else the neighbours of the actor whose record is open. The rest fades.

{
  // Gives near: 2 for the centre, 1 for what is lit, 0 for the rest; null if nothing is.
  eco.focus = () => {
    const { hover, cursor, actor, light } = eco.state;
    /** @param {number} i */
    const seen = (i) => i >= 0 && eco.visible[i] === 1;
    const hand = [hover, cursor].find(seen) ?? -1;
    // a map reduced to a neighbourhood has nothing to fade for it
    const open = eco.state.ego >= 0 ? -1 : actor;
    const centre = hand >= 0 || light ? hand : [open].find(seen) ?? -1;
    const source = hand < 0 ? light : null;
    const last = eco.focused;
    if (last && last.centre === centre && last.source === source && last.drawn === eco.drawn) return last.near;
    const { near, lines } = source ? lit(source) : neighbours(centre);
    eco.focused = { centre, source, near, lines, drawn: eco.drawn };
    return near;
  };

  /** @param {number} centre */
  function neighbours(centre) {
    if (centre < 0) return { near: null, lines: [] };
    const near = new Uint8Array(eco.count);
    const lines = eco.links[centre].filter((line) => eco.drawn[line]);
    for (const line of lines) near[eco.otherEnd(line, centre)] = 1;
    near[centre] = 2;
    return { near, lines };
  }

  /** @param {Light} light */
  function lit(light) {
    const near = new Uint8Array(eco.count);
    /** @type {number[]} */
    const lines = [];
    /** @param {Alliance} alliance */
    const add = (alliance) => {
      const shown = alliance.lines.filter((line) => eco.drawn[line]);
      lines.push(...shown);
      shown.forEach((line) => [eco.data.lines.from[line], eco.data.lines.to[line]].forEach((i) => { near[i] ||= 1; }));
    };
    if (light.kind === "path") {
      const path = eco.pathBetween(light.from, light.to);
      path?.steps.forEach((step) => lines.push(...step.lines));
      path?.nodes.forEach((i) => { near[i] = 1; });
      [light.from, light.to].forEach((i) => { near[i] = 2; });
    } else if (light.kind === "tie") {
      if (eco.drawn[light.line]) {
        lines.push(light.line);
        for (const i of [eco.data.lines.from[light.line], eco.data.lines.to[light.line]]) near[i] = 2;
      }
    } else if (light.kind === "cell") {
      eco.alliancesOfCell(light.a, light.b).filter(eco.isShown).forEach(add);
    } else {
      const { key, nodes, models } = eco.told[light.k];
      if (models.length) {
        /** @param {string} model */
        const place = (model) => eco.data.matrix.models.findIndex(({ key }) => key === model);
        eco.alliancesOfCell(place(models[0]), place(models[1])).filter(eco.isShown).forEach(add);
        eco.modelOf.forEach((model, i) => { if (model && models.includes(model)) near[i] ||= 1; });
      }
      nodes.forEach((i) => { near[i] = 2; });
      // what members of a community meet at is what makes it one
      if (key) eco.alliances.filter(({ members }) => members.filter((i) => near[i] === 2).length > 1).forEach(({ place }) => { near[place] = 1; });
      eco.data.lines.from.forEach((u, line) => { if (eco.drawn[line] && near[u] && near[eco.data.lines.to[line]]) lines.push(line); });
    }
    return { near: near.some(Boolean) ? near : null, lines: [...new Set(lines)] };
  }

  // The alliances in which two models meet; a model meets itself where it has two actors.
  eco.alliancesOfCell = (a, b) => {
    const { models } = eco.data.matrix;
    /** @param {number[]} members @param {number} model */
    const many = (members, model) => members.filter((i) => eco.modelOf[i] === models[model].key).length;
    return eco.alliances.filter(({ members }) => (a === b ? many(members, a) > 1 : many(members, a) > 0 && many(members, b) > 0));
  };

  // The shortest chain of alliances between two actors, among those shown: {nodes, steps}.
  eco.pathBetween = (from, to) => {
    /** @type {Map<number, { i: number, alliance: Alliance } | null>} */
    const before = new Map([[from, null]]);
    let edge = eco.visible[from] && eco.visible[to] ? [from] : [];
    while (edge.length && !before.has(to)) {
      const next = [];
      for (const i of edge) {
        for (const alliance of eco.shownOf(i)) {
          for (const j of alliance.members) {
            if (!before.has(j)) {
              before.set(j, { i, alliance });
              next.push(j);
            }
          }
        }
      }
      edge = next;
    }
    if (!before.has(to) || !eco.visible[from]) return null;
    /** @type {Path["steps"]} */
    const steps = [];
    for (let j = to, step = before.get(j); step; j = step.i, step = before.get(j)) {
      const { i, alliance } = step;
      const { place } = alliance;
      const lines = place < 0 ? alliance.lines : [i, j].flatMap((end) => alliance.lines.find((line) => eco.drawn[line] && eco.otherEnd(line, place) === end) ?? []);
      steps.unshift({ from: i, to: j, place, lines });
    }
    return { steps, nodes: [from, ...steps.flatMap((step) => (step.place < 0 ? [step.to] : [step.place, step.to]))] };
  };
}
