"use strict";
// Too many actors to draw each: a row for each group, a bubble for each of its largest
// territories or communities. A click opens one as the map of its actors.

{
  const COLUMNS = ["territory", "community", "territory_level", "kind"];
  const PER_ROW = 12;
  const MOST_TIES = 80; // the strongest ones; the caption says so
  const RADIUS = { least: 7, most: 46 };
  const TITLE = 260; // room of the titles of rows, in units
  let at = -1; // where the arrow keys are

  eco.startBubbles = () => {
    const layout = eco.data.layouts.find(({ key }) => key === "bubbles");
    if (!layout) return;
    const column = COLUMNS.map((key) => eco.dimensions.actors.find((each) => each.key === key)).find(Boolean);
    const bubbles = placed(counted(column));
    const of = new Map(bubbles.flatMap((bubble) => bubble.nodes.map((i) => [i, bubble])));
    layout.xy = Array.from({ length: 2 * eco.count }, (_, k) => of.get(k >> 1)?.[k % 2 ? "y" : "x"] ?? 0);
    layout.bounds = [-10, -30, TITLE + PER_ROW * 118, Math.max(...bubbles.map(({ y, r }) => y + r)) + 90];
    Object.assign(layout, { bubbles, column, ...tied(of) });
  };

  // The nodes of each group by their value, the rare values together.
  /** @param {Dimension|undefined} [column] */
  function counted(column) {
    /** @param {number} i */
    const value = (i) => column?.values[i][0] ?? eco.UNKNOWN;
    return eco.data.groups.map((_, group) => {
      const nodes = grouped(membersOf(group), value);
      const largest = [...nodes].sort((a, b) => b[1].length - a[1].length);
      const kept = largest.length > PER_ROW ? largest.slice(0, PER_ROW - 1) : largest;
      const rest = largest.slice(kept.length).flatMap(([, rare]) => rare);
      return [...kept.map(([key, own]) => ({ group, key, nodes: own })), ...(rest.length ? [{ group, key: null, nodes: rest }] : [])];
    });
  }

  /** @param {number} group */
  const membersOf = (group) => eco.data.nodes.group.flatMap((own, i) => (own === group ? [i] : []));

  /** @param {number[]} nodes @param {(i: number) => string} value */
  function grouped(nodes, value) {
    const found = new Map();
    for (const i of nodes) {
      if (!found.has(value(i))) found.set(value(i), []);
      found.get(value(i)).push(i);
    }
    return found;
  }

  // Rows from top to bottom; the area of a bubble grows with its nodes.
  /** @param {Pick<Bubble, "group" | "key" | "nodes">[][]} rows */
  function placed(rows) {
    const most = Math.max(...rows.flat().map(({ nodes }) => nodes.length));
    /** @param {number} n */
    const radius = (n) => Math.sqrt(RADIUS.least ** 2 + (RADIUS.most ** 2 - RADIUS.least ** 2) * (n / most));
    let y = 0;
    return rows.filter((row) => row.length).flatMap((row) => {
      const tall = radius(row[0].nodes.length);
      y += tall + 12;
      const line = row.map((bubble, k) => ({ ...bubble, x: TITLE + 50 + k * 118, y, r: radius(bubble.nodes.length), first: k === 0 }));
      y += tall + 42;
      return line;
    });
  }

  /** @param {Map<number, Bubble>} of */
  function tied(of) {
    const { from, to } = eco.data.lines;
    const met = new Map();
    const all = [...new Set(of.values())];
    /** @type {Map<Bubble | undefined, number>} */
    const number = new Map(all.map((bubble, k) => [bubble, k]));
    from.forEach((u, line) => {
      const [a, b] = [u, to[line]].map((i) => number.get(of.get(i)) ?? 0).sort((p, q) => p - q);
      if (a !== b) met.set(a * all.length + b, (met.get(a * all.length + b) ?? 0) + 1);
    });
    const strongest = [...met].sort((p, q) => q[1] - p[1]).slice(0, MOST_TIES);
    return { ties: strongest.map(([key, n]) => ({ a: all[Math.floor(key / all.length)], b: all[key % all.length], n })), met: met.size };
  }

  // ---------------------------------------------------------------- painted

  eco.paintBubbles = (c) => {
    const { bubbles = [], ties, met } = eco.layout;
    eco.nameBoxes = [];
    const most = ties[0]?.n ?? 1;
    Object.assign(c, { strokeStyle: eco.theme.ink, globalAlpha: eco.theme.plain ? 0.4 : 0.16, lineCap: "round" });
    for (const { a, b, n } of ties) {
      c.lineWidth = 0.6 + 7 * (n / most);
      c.beginPath();
      c.moveTo(a.x, a.y);
      c.quadraticCurveTo((a.x + b.x) / 2 + (a.y - b.y) * 0.12, (a.y + b.y) / 2 + (b.x - a.x) * 0.12, b.x, b.y);
      c.stroke();
    }
    c.globalAlpha = 1;
    bubbles.forEach((bubble, k) => paintBubble(c, bubble, k === at));
    const [, , right, bottom] = eco.layout.bounds;
    const told = eco.say("bubbles_told", { n: eco.count, bubbles: bubbles.length, ties: ties.length, of: met });
    write(c, eco.shorten(sized(c, 15, 450), told, right), 0, bottom - 16, "left", eco.theme.muted);
  };

  /** @param {Context} c @param {Bubble} bubble @param {boolean} isAt */
  function paintBubble(c, { group, key, nodes, x, y, r, first }, isAt) {
    const given = eco.data.groups[group];
    const shown = nodes.reduce((n, i) => n + eco.visible[i], 0);
    c.globalAlpha = shown ? 0.9 : 0.2;
    c.beginPath();
    c.moveTo(x + r, y);
    c.arc(x, y, r, 0, 2 * Math.PI);
    Object.assign(c, { fillStyle: eco.colorOf(given), strokeStyle: isAt ? eco.theme.ink : eco.theme.ground, lineWidth: isAt ? 4 : 1.5 });
    c.fill();
    c.stroke();
    c.globalAlpha = 1;
    write(c, eco.shorten(sized(c, 13, 450), valueSaid(key), 112), x, y + r + 12, "center", eco.theme.ink);
    write(sized(c, 12.5, 650), eco.number(shown), x, y + r + 28, "center", eco.theme.muted);
    if (first) write(c, eco.shorten(sized(c, 16, 650), eco.label(given.label), TITLE - 12), 0, y, "left", eco.theme.ink);
  }

  /** @param {string | null} key */
  const valueSaid = (key) => (key === null ? eco.say("other") : eco.cellLabel(eco.layout.column, key));

  /** @param {Context} c @param {number} size @param {number} weight */
  function sized(c, size, weight) {
    c.font = `${weight} ${size}px ${eco.FONT}`;
    return c;
  }

  /** @param {Context} c @param {string} text @param {number} x @param {number} y @param {CanvasTextAlign} textAlign @param {string} fillStyle */
  function write(c, text, x, y, textAlign, fillStyle) {
    Object.assign(c, { textAlign, fillStyle, textBaseline: "middle" });
    c.fillText(text, x, y);
  }

  // ---------------------------------------------------------------- opened

  eco.bubbleAt = (x, y) => (eco.layout.bubbles ?? []).findIndex((bubble) => Math.hypot(bubble.x - x, bubble.y - y) <= bubble.r + 6);

  // Its actors alone, on the network.
  eco.openBubble = (k) => {
    const { bubbles = [], column } = eco.layout;
    const { group, key } = bubbles[k];
    const others = eco.data.groups.filter((_, place) => place !== group).map((each) => each.key);
    eco.move("hide", { column: eco.data.color, keys: others });
    if (key !== null && column) eco.move("keep", { column: column.key, key, is: true });
    eco.setLayout("network", { step: true });
    eco.changed();
    eco.announce(eco.countsSaid(eco.shownCounts));
  };

  // The arrows go from one bubble to the next.
  eco.stepBubble = (by) => {
    const { bubbles = [] } = eco.layout;
    at = (at + by + bubbles.length) % bubbles.length;
    const { group, key, nodes } = bubbles[at];
    eco.announce(`${eco.label(eco.data.groups[group].label)}, ${valueSaid(key)}, ${eco.number(nodes.length)}`);
    eco.camera.redraw();
  };
  eco.heldBubble = () => at;
}
