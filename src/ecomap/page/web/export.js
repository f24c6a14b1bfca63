"use strict";
// The view as a picture: the painters of the page on a canvas of any fineness, or on a
// context that writes SVG; around the map its title, legend, date, filters and source.

{
  const SPACE = "http://www.w3.org/2000/svg";
  const MAP = { width: 1150, height: 830 }; // the room of the map on the sheet
  const SIDE = 232;
  const MARGIN = 28;
  const COLUMNS = 3; // of the sentences under the map
  const INVALID = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu; // in XML
  /** @param {number} value */
  const short = (value) => String(Math.round(value * 10) / 10);

  // ---------------------------------------------------------------- a context that writes SVG

  // What the painters use of a 2D context, no more.
  class Drawing {
    fillStyle = "#000";
    strokeStyle = "#000";
    globalAlpha = 1;
    lineWidth = 1;
    /** @type {CanvasLineCap} */
    lineCap = "butt";
    /** @type {CanvasLineJoin} */
    lineJoin = "miter";
    /** @type {CanvasTextAlign} */
    textAlign = "left";
    /** @type {CanvasTextBaseline} */
    textBaseline = "alphabetic";
    font = "";
    /** @type {number[]} */
    dash = [];
    path = "";
    /** @type {any} */
    circle = null; // the path, while it is one circle
    /** @type {any} */
    halo = null; // the text stroked last
    /** @type {any} */
    at = [0, 0];
    /** @type {SVGElement} */
    into;

    constructor() {
      this.ruler = eco.pen(document.createElement("canvas"));
      this.svg = document.createElementNS(SPACE, "svg");
      this.into = this.svg;
    }

    /** @param {string} tag @param {Record<string, string | number>} attributes */
    add(tag, attributes) {
      const made = document.createElementNS(SPACE, tag);
      if (this.globalAlpha < 1) made.setAttribute("opacity", Math.round(this.globalAlpha * 1000) / 1000);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      return this.into.appendChild(made);
    }

    // What is drawn next stands at a place, on a scale.
    /** @param {number} x @param {number} y @param {number} scale @param {() => void} draw */
    place(x, y, scale, draw) {
      const outside = this.into;
      this.into = outside.appendChild(document.createElementNS(SPACE, "g"));
      this.into.setAttribute("transform", `translate(${short(x)} ${short(y)}) scale(${scale})`);
      draw();
      this.into = outside;
    }

    beginPath() { Object.assign(this, { path: "", circle: null }); }
    /** @param {number} x @param {number} y */
    moveTo(x, y) { this.step("M", x, y); }
    /** @param {number} x @param {number} y */
    lineTo(x, y) { this.step(this.path ? "L" : "M", x, y); }
    /** @param {number} u @param {number} v @param {number} x @param {number} y */
    quadraticCurveTo(u, v, x, y) { this.step("Q", u, v, x, y); }
    closePath() { if (this.path) this.path += "Z"; }

    /** @param {string} command @param {number[]} numbers */
    step(command, ...numbers) {
      this.path += command + numbers.map(short).join(" ");
      this.at = numbers.slice(-2);
    }

    /** @param {number} x @param {number} y @param {number} width @param {number} height */
    rect(x, y, width, height) {
      this.step("M", x, y);
      this.path += `h${short(width)}v${short(height)}h${short(-width)}Z`;
    }

    // Corners of the boxes only: right angles.
    /** @param {number} u @param {number} v @param {number} x @param {number} y @param {number} r */
    arcTo(u, v, x, y, r) {
      /** @type {(from: number[]) => Point} */
      const away = ([a, b]) => {
        const far = Math.hypot(a - u, b - v) || 1;
        return [u + ((a - u) * r) / far, v + ((b - v) * r) / far];
      };
      this.lineTo(...away(this.at));
      this.quadraticCurveTo(u, v, ...away([x, y]));
    }

    /** @param {number} x @param {number} y @param {number} r @param {number} start @param {number} end */
    arc(x, y, r, start, end, back = false) {
      /** @type {(angle: number) => Point} */
      const point = (angle) => [x + r * Math.cos(angle), y + r * Math.sin(angle)];
      if (Math.abs(end - start) > 6.28) {
        this.circle = this.path.length < 40 ? { cx: short(x), cy: short(y), r: short(r) } : null;
        this.path += `M${short(x + r)} ${short(y)}a${short(r)} ${short(r)} 0 1 1 ${short(-2 * r)} 0a${short(r)} ${short(r)} 0 1 1 ${short(2 * r)} 0`;
        return;
      }
      this.lineTo(...point(start));
      const wide = Math.abs(end - start) > Math.PI ? 1 : 0;
      this.path += `A${short(r)} ${short(r)} 0 ${wide} ${back ? 0 : 1} ${point(end).map(short).join(" ")}`;
      this.at = point(end);
    }

    /** @param {Record<string, string | number>} attributes */
    shape(attributes) {
      if (!this.path) return;
      // one circle begins with a move to its edge: it is the whole path
      const alone = this.circle && this.path.split("M").length <= 3;
      this.add(alone ? "circle" : "path", { ...(alone ? this.circle : { d: this.path }), ...attributes });
    }

    fill() { this.shape({ fill: this.fillStyle }); }

    stroke() {
      /** @type {Record<string, string>} */
      const dash = this.dash.length ? { "stroke-dasharray": this.dash.map(short).join(" ") } : {};
      /** @type {Record<string, string>} */
      const round = this.lineCap === "round" ? { "stroke-linecap": "round" } : {};
      this.shape({ fill: "none", stroke: this.strokeStyle, "stroke-width": Math.round(this.lineWidth * 100) / 100, ...dash, ...round });
    }

    /** @param {number} x @param {number} y @param {number} width @param {number} height */
    fillRect(x, y, width, height) {
      this.add("rect", { x: short(x), y: short(y), width: short(width), height: short(height), fill: this.fillStyle });
    }

    /** @param {number[]} dash */
    setLineDash(dash) { this.dash = dash; }

    /** @param {string} text */
    measureText(text) {
      this.ruler.font = this.font;
      return this.ruler.measureText(text);
    }

    // A halo is the stroke of the same text, written next.
    /** @param {string} text @param {number} x @param {number} y */
    strokeText(text, x, y) {
      this.halo = { text, x, y, stroke: this.strokeStyle, width: this.lineWidth };
    }

    /** @param {string} text @param {number} x @param {number} y */
    fillText(text, x, y) {
      const [, weight, size] = /^(\d+) ([\d.]+)px/.exec(this.font) ?? ["", "400", "13"];
      const around = this.halo?.text === text && this.halo.x === x && this.halo.y === y ? this.halo : null;
      this.halo = null;
      /** @type {Record<string, string>} */
      const halo = around ? { stroke: around.stroke, "stroke-width": short(around.width), "stroke-linejoin": "round", "paint-order": "stroke" } : {};
      const anchor = this.textAlign === "center" ? "middle" : this.textAlign === "right" && "end";
      const base = this.textBaseline === "middle" ? y + 0.35 * Number(size) : y;
      this.add("text", {
        x: short(x), y: short(base), "font-size": short(Number(size)), "font-weight": weight, fill: this.fillStyle,
        ...(anchor && { "text-anchor": anchor }), ...halo,
      }).textContent = text.replace(INVALID, "\ufffd");
    }
  }

  // A canvas is given the one thing that the painters do not have.
  /** @param {CanvasRenderingContext2D} c */
  function onCanvas(c) {
    /** @type {Sheet["place"]} */
    const place = (x, y, scale, draw) => {
      c.save();
      c.translate(x, y);
      c.scale(scale, scale);
      draw();
      c.restore();
    };
    return Object.assign(c, { place });
  }

  // ---------------------------------------------------------------- the sheet

  // Paints everything from the top left corner; gives the size that it took.
  // On paper, what the page says unasked too: a reader of paper cannot ask.
  /** @param {Sheet} c @param {{ paper?: boolean }} [given] */
  function paintSheet(c, { paper = false } = {}) {
    const [left, top, right, bottom] = eco.layout.bounds;
    const scale = Math.min(1.5, MAP.width / (right - left), MAP.height / (bottom - top));
    const map = { width: (right - left) * scale, height: (bottom - top) * scale };
    const width = 2 * MARGIN + SIDE + MARGIN + Math.max(map.width, 600);
    const begin = paintTitle(c, width - 2 * MARGIN);
    const legend = paintLegend(c, MARGIN, begin + 8);
    c.place(2 * MARGIN + SIDE - left * scale, begin - top * scale, scale, () => {
      const view = { scale, left: left - 1e4, top: top - 1e4, right: right + 1e4, bottom: bottom + 1e4 };
      const inside = { scale, left, top, right, bottom };
      eco.paintGround(c, view);
      eco.paintLines(c, view);
      eco.paintMarks(c, view);
      eco.paintNames(c, inside);
    });
    const under = Math.max(begin + map.height, legend) + 24;
    const end = paintFoot(c, paper ? paintFindings(c, under, width - 2 * MARGIN) : under, width - 2 * MARGIN);
    return { width, height: end + MARGIN };
  }

  /** @type {(c: Context, text: string, x: number, y: number, style?: Style) => void} */
  function write(c, text, x, y, { size = 13, weight = 450, color = eco.theme.ink, align = "left" } = {}) {
    Object.assign(c, { font: `${weight} ${size}px ${eco.FONT}`, fillStyle: color, textAlign: align, textBaseline: "middle" });
    c.fillText(text, x, y);
  }

  // Rows of words, the last one cut where there are too many.
  /** @param {Context} c @param {string} text @param {number} width @param {number} most @param {number} size @param {number} [weight] */
  function rowsOf(c, text, width, most, size, weight = 450) {
    c.font = `${weight} ${size}px ${eco.FONT}`;
    return eco.rowsOf(c, text.split(/[ \n\t]+/), width, most);
  }

  /** @type {(c: Context, text: string, x: number, y: number, width: number, style?: Style) => number} */
  function paragraph(c, text, x, y, width, { most = 3, step = 18, ...style } = {}) {
    const rows = rowsOf(c, text, width, most, style.size ?? 13, style.weight);
    rows.forEach((row, k) => write(c, row, x, y + k * step, style));
    return y + rows.length * step;
  }

  /** @param {Context} c @param {number} width */
  function paintTitle(c, width) {
    let y = MARGIN + 14;
    if (eco.data.internal) {
      const alert = getComputedStyle(document.documentElement).getPropertyValue("--alert").trim();
      y = paragraph(c, eco.say("internal"), MARGIN, y, width, { size: 15, weight: 650, color: alert, step: 26 });
    }
    return paragraph(c, eco.label(eco.data.title), MARGIN, y, width, { most: 2, size: 24, weight: 680, step: 30 }) + 8;
  }

  /** @param {Context} c @param {number} x @param {number} from */
  function paintLegend(c, x, from) {
    let y = from;
    for (const family of eco.families) {
      const title = eco.wordsOf(family);
      const same = family.groups.length === 1 && eco.wordsOf(eco.groups[family.groups[0]]) === title;
      if (!same) y = paragraph(c, title, x, y, SIDE, { size: 12, weight: 650, color: eco.theme.muted, step: 15 }) + 6;
      for (const group of family.groups) y = paintRow(c, group, x, y);
      y += 8;
    }
    y = paragraph(c, eco.countsSaid(eco.shownCounts), x, y + 2, SIDE, { weight: 600 }) + 10;
    return paintStrokes(c, x, paintScale(c, x, y));
  }

  /** @param {Context} c @param {number} group @param {number} x @param {number} y */
  function paintRow(c, group, x, y) {
    const given = eco.groups[group];
    const shown = eco.byColour[group].filter((i) => eco.visible[i]).length;
    const color = eco.colorOf(given);
    c.globalAlpha = shown ? 1 : 0.45;
    c.beginPath();
    eco.outline(c, given.shape, x + 8, y, given.shape === "ring" ? 5 : 6);
    Object.assign(c, { fillStyle: color, strokeStyle: color, lineWidth: 2.2 });
    if (given.shape === "ring") c.stroke();
    else c.fill();
    const number = eco.number(shown);
    write(c, number, x + SIDE, y, { color: eco.theme.muted, align: "right" });
    const room = SIDE - 34 - c.measureText(number).width;
    const end = paragraph(c, eco.wordsOf(given), x + 26, y, room, { most: 2, size: 13.5, step: 17 });
    c.globalAlpha = 1;
    return end + 7;
  }

  /** @param {Context} c @param {number} x @param {number} from */
  function paintScale(c, x, from) {
    const measure = eco.numbers.find(({ key }) => key === eco.state.size);
    if (!measure || measure.top === measure.least) return from;
    const y = paragraph(c, eco.say("size_of", { measure: eco.label(measure.label) }), x, from, SIDE, { size: 12, weight: 650, color: eco.theme.muted, step: 15 }) + 10;
    [measure.least, (measure.least + measure.top) / 2, measure.top].forEach((value, k) => {
      c.beginPath();
      eco.outline(c, "circle", x + 20 + 66 * k, y, eco.radiusFor(measure, value));
      c.fillStyle = eco.theme.muted;
      c.fill();
      write(c, eco.measured(value), x + 20 + 66 * k, y + 23, { size: 12, color: eco.theme.muted, align: "center" });
    });
    return y + 48;
  }

  /** @param {Context} c @param {number} x @param {number} from */
  function paintStrokes(c, x, from) {
    if (!eco.data.lines.dashed.length) return from;
    let y = paragraph(c, eco.say("strokes"), x, from, SIDE, { size: 12, weight: 650, color: eco.theme.muted, step: 15 }) + 6;
    for (const { key, dash } of [{ key: "stroke_plain", dash: [] }, { key: "stroke_dashed", dash: [4, 3.5] }]) {
      c.beginPath();
      c.moveTo(x, y);
      c.lineTo(x + 26, y);
      Object.assign(c, { strokeStyle: eco.theme.ink, lineWidth: 1.6 });
      c.setLineDash(dash);
      c.stroke();
      c.setLineDash([]);
      write(c, eco.say(key), x + 36, y, { size: 12.5 });
      y += 20;
    }
    return y;
  }

  // They speak of the whole map: under a filter they would not be true of what is drawn.
  /** @param {Context} c @param {number} y @param {number} width */
  function paintFindings(c, y, width) {
    const { findings } = eco.data;
    if (!findings.length || eco.activeFilters().length) return y;
    const gap = 26;
    const room = (width - (COLUMNS - 1) * gap) / COLUMNS;
    const most = Math.ceil(findings.length / COLUMNS);
    const from = paragraph(c, eco.say("findings"), MARGIN, y, width, { size: 13, weight: 650, step: 22 });
    const ends = Array.from({ length: COLUMNS }, (_, column) => {
      const x = MARGIN + column * (room + gap);
      const mine = findings.slice(column * most, (column + 1) * most);
      return mine.reduce((at, { text }) => paragraph(c, eco.label(text), x, at, room, { most: 5, size: 12, step: 16 }) + 6, from);
    });
    return Math.max(...ends) + 12;
  }

  /** @param {Context} c @param {number} y @param {number} width */
  function paintFoot(c, y, width) {
    const filters = eco.activeFilters().map(({ words }) => words);
    const on = filters.length ? eco.say("filters_on", { filters: filters.join(" ; ") }) : eco.say("no_filter");
    const first = [...eco.origin(), on, eco.say("made_with")].join(" · ");
    const notes = [...eco.notes(), ...eco.leftOut().map((sentence) => `${sentence}.`)].join(" ");
    const style = { size: 11.5, color: eco.theme.muted, step: 16, most: 4 };
    return paragraph(c, notes, MARGIN, paragraph(c, first, MARGIN, y, width, style), width, style) - 16;
  }

  // ---------------------------------------------------------------- the view, held still

  // Paints what the page shows, without the pointer's trace, on the layout of a desk.
  /** @template Drawn @param {() => Drawn} paint @param {{ theme?: string }} [settings] @returns {Drawn} */
  function still(paint, { theme = eco.state.theme } = {}) {
    const kept = { layout: eco.layout, xy: eco.xy, nameBoxes: eco.nameBoxes };
    const { hover, cursor, theme: seen } = eco.state;
    eco.choose({ hover: -1, cursor: -1, theme });
    eco.readTheme();
    const wide = eco.data.layouts.find(({ key }) => key === eco.state.layout);
    if (eco.layout.scroll && wide) Object.assign(eco, { layout: wide, xy: Float32Array.from(wide.xy) });
    eco.forgetNames();
    try {
      return paint();
    } finally {
      eco.choose({ hover, cursor, theme: seen });
      Object.assign(eco, kept);
      eco.forgetNames();
      eco.readTheme();
      eco.camera.redraw();
    }
  }

  /** @param {{ theme?: string, paper?: boolean }} [settings] */
  function drawing(settings) {
    return still(() => {
      const c = new Drawing();
      const { width, height } = paintSheet(c, settings);
      const title = document.createElementNS(SPACE, "title");
      title.textContent = eco.label(eco.data.title).replace(INVALID, "\ufffd");
      const ground = document.createElementNS(SPACE, "rect");
      const attributes = {
        viewBox: `0 0 ${short(width)} ${short(height)}`, width: short(width), height: short(height),
        "font-family": eco.FONT, role: "img", lang: eco.state.lang,
      };
      for (const [name, value] of Object.entries(attributes)) c.svg.setAttribute(name, value);
      for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: eco.theme.ground })) ground.setAttribute(name, value);
      c.svg.prepend(title, ground);
      return c.svg;
    }, settings);
  }

  eco.svg = () => `${new XMLSerializer().serializeToString(drawing())}\n`;

  // The picture on a canvas: `scale` pixels for one of the sheet.
  eco.png = (scale) => still(() => {
    const { width, height } = paintSheet(new Drawing());
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
    const c = onCanvas(eco.pen(canvas));
    c.scale(scale, scale);
    c.fillStyle = eco.theme.ground;
    c.fillRect(0, 0, width, height);
    paintSheet(c);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  });

  const fileName = () => eco.fold(eco.label(eco.data.title)).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "ecomap";

  async function savePng() {
    const blob = await eco.png(Number(eco.byId("fineness").value));
    if (blob) eco.download(`${fileName()}.png`, blob, "image/png");
    else eco.announce(eco.say("too_fine")); // more pixels than this machine holds
  }

  // ---------------------------------------------------------------- paper

  function toPaper() {
    if (eco.state.tab !== "map") return;
    eco.byId("paper").replaceChildren(drawing({ theme: "light", paper: true }));
    document.body.classList.add("papered");
  }

  function fromPaper() {
    document.body.classList.remove("papered");
    eco.byId("paper").replaceChildren();
  }

  // ---------------------------------------------------------------- in another page

  const embed = new URLSearchParams(location.search).has("embed") ? "search"
    : new URLSearchParams(location.hash.slice(1)).has("embed") ? "hash" : "";
  eco.embedded = embed;
  // a finger that scrolls the page around the map
  eco.isScroll = ({ pointerType }) => embed !== "" && pointerType === "touch";

  function snippet() {
    const page = location.protocol === "file:" || location.protocol === "about:"
      ? location.pathname.split("/").pop() || "map.html" : location.href.split(/[?#]/)[0];
    const title = eco.label(eco.data.title);
    const frame = eco.element("iframe", {
      title, width: "100%", height: "640", loading: "lazy", sandbox: "allow-scripts allow-downloads", "data-src": `${page}?embed${eco.address()}`,
    });
    // a frame made with an address would load it at once
    return frame.outerHTML.replace("data-src=", "src=");
  }

  function showSnippet() {
    const field = eco.byId("snippet");
    field.hidden = false;
    field.value = snippet();
    field.focus();
    field.select();
    navigator.clipboard?.writeText(field.value).then(
      () => eco.announce(eco.say("snippet_copied")),
      () => eco.announce(eco.say("link_by_hand")), // a frame, or a file in some browsers
    );
  }

  // ---------------------------------------------------------------- its buttons

  eco.startExport = () => {
    document.body.append(eco.element("div", { id: "paper" }));
    if (embed) startEmbedded();
    /** @param {string} id @param {string} say @param {() => void} click */
    const button = (id, say, click) => eco.element("button", { type: "button", id, class: "tool", "data-say": say, on: { click } });
    const fineness = eco.element("select", { id: "fineness", "data-name": "fineness" },
      ...[1, 2, 3, 4].map((scale) => eco.element("option", { value: scale, text: `${scale} ×`, selected: scale === 2 })));
    const menu = eco.element("details", { id: "picture" },
      eco.element("summary", { "data-say": "picture" }),
      eco.element("div", {},
        eco.element("p", {}, button("png", "as_png", savePng), fineness),
        eco.element("p", {}, button("svg", "as_svg", () => eco.download(`${fileName()}.svg`, eco.svg(), "image/svg+xml"))),
        eco.element("p", {}, button("print", "as_print", () => window.print())),
        eco.element("p", {}, button("json", "as_json", () => eco.download(`${fileName()}.json`, eco.json(), "application/json"))),
        eco.element("p", {}, button("frame", "as_frame", showSnippet)),
        eco.element("textarea", { id: "snippet", readonly: true, rows: 4, hidden: true, "data-name": "as_frame", spellcheck: "false" })));
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      event.stopPropagation();
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    document.addEventListener("pointerdown", ({ target }) => { if (!(target instanceof Node && menu.contains(target))) menu.open = false; });
    eco.byId("tools").prepend(menu);
    addEventListener("beforeprint", toPaper);
    addEventListener("afterprint", fromPaper);
  };

  // Within another page the wheel scrolls that page; with Ctrl it enlarges the map. So does
  // a finger, and two move the map: said to whoever scrolls and may have meant to.
  function startEmbedded() {
    document.body.classList.add("embedded");
    // unseen, its title is still read first
    eco.byId("title").className = "unseen";
    document.querySelector("main").prepend(eco.byId("title"));
    eco.byId("map").addEventListener("wheel", (event) => { if (!event.ctrlKey) event.stopImmediatePropagation(); }, { capture: true });
    eco.byId("map").addEventListener("pointercancel", () => {
      const tip = eco.byId("tip");
      tip.textContent = eco.say("two_fingers");
      tip.style.transform = "translate(12px, 40vh)";
      // once the finger has left, and for a while
      for (const wait of [0, 1600]) setTimeout(() => { tip.hidden = wait > 0; }, wait);
    });
  }
}
