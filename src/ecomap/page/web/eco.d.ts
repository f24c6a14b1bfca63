// The page in types: the data it is given, what the reader chose, and what each file offers to
// the others. Read by `tsc --checkJs`; nothing of it reaches a page.

type Lang = "fr" | "en";
type Words = Record<Lang, string>;
type Cell = string | number | boolean | null;
type Point = [number, number];
/** Left, top, right, bottom. */
type Bounds = [number, number, number, number];
type Shape = "square" | "circle" | "diamond" | "ring";

// ------------------------------------------------------------------ what Python gives

interface Column { key: string; label: Words; type: string; vocabulary?: string; values: Cell[]; at?: number[]; of?: Cell[] }
interface Paint { color: [string, string]; shape: Shape }
interface Group extends Paint { key: string; label?: Words; words?: () => string; unknown?: boolean }
interface Family { key: string; label?: Words; words?: () => string; groups: number[] }
interface Grouping { groups: Group[]; families: Family[]; of: number[] }
interface Box { group: number; x: number; y: number; width: number; height: number; text: number; titled: boolean }
interface Head { family: number; x: number; y: number; width: number }
interface Sector { group: number; start: number; end: number; inner: number; outer: number }
interface Hull { group: number; points: Point[] }

// What a layout is told by is there or not; what comes with it is said after it.
interface Layout {
  key: string;
  label: Words;
  xy: number[];
  bounds: Bounds;
  boxes?: Box[];
  heads?: Head[];
  lines: number[]; font: number; line: number; indent: number; large: number;
  sectors?: Sector[];
  hulls?: Hull[];
  lands?: { rings: number[][]; name?: string }[];
  captions: { key: string; count: number; x: number; y: number }[];
  /** One column, for a telephone. */
  narrow?: Layout;
  scroll?: boolean;
  bubbles?: Bubble[];
  column?: Dimension; ties: { a: Bubble; b: Bubble; n: number }[]; met: number;
}

interface Matrix {
  models: (Paint & { key: string; label: Words })[];
  a: number[]; b: number[];
  observed: number[]; expected: number[]; ratio: (number | null)[]; p: (number | null)[]; q: (number | null)[];
  draws: number; left_out: number;
}

/** A text, or the place of a node with its name. */
type Run = string | [number, string];
type Said = Record<Lang, Run[]> & { basis: Words | null };
interface Chapter { title: Words; sentences: Said[]; figures: { caption: Words; svg: Words }[]; notes: Said[] }

/** A sentence, what it speaks of, and the community that it is the portrait of. */
interface Told { text: Words; nodes: number[]; models: string[]; key?: string }

interface Data {
  lang: Lang; title: Words; source: string; date: string; licence: string; internal: boolean;
  families: (Family & { label: Words })[]; groups: (Group & { label: Words })[]; color: string; palette: Paint[];
  nodes: { id: string[]; name: string[]; name_en: string[] | null; group: number[]; place: number[]; columns: Column[] };
  lines: { from: number[]; to: number[]; directed: number[]; dashed: number[]; columns: Column[] };
  measures: { key: string; label: Words; sentence: Words; undefined: Words; values: (number | null)[] }[];
  size: string; meeting_max: number; layout: string; layouts: Layout[];
  /** Null where nobody has a model: its view is then not offered, nor its light. */
  matrix: Matrix;
  findings: Told[];
  communities: { whole: Words; each: Record<string, Words>; method: Words } | null;
  frame: Chapter[];
  terms: Record<string, Record<string, Words>>;
  foot: { notes: ({ key: string } & Record<string, any>)[]; withheld: { persons: number; columns: string[] } & Record<string, any> };
  words: Record<Lang, Record<string, string>>;
}

// ------------------------------------------------------------------ what follows from it

/** Values by node, with the rank of each: 1 is the highest, 0 is none. */
interface Ranked { values: (number | null)[]; ranks: number[]; ranked: number; top: number; least: number }
interface Measured extends Ranked { key: string; label: Words }
interface Measure extends Measured { sentence: Words; undefined: Words; sampled?: Words }
/** A line between two actors (place -1), or a meeting place with its members. */
interface Alliance { place: number; members: number[]; lines: number[] }
/** A column to filter on: each cell as the list of its values. */
type Dimension = Omit<Column, "values"> & { values: string[][] };
interface Counts { actors: number; places: number; alliances: number | null }
/** The actors of a group that share a value; of all its rarer values, if it has no key. */
interface Bubble { group: number; key: string | null; nodes: number[]; x: number; y: number; r: number; first: boolean }
/** What a record lists: a partner, and the lines that tie to it. */
interface Tie { partner: number; lines: number[] }
/** An alliance with its first and last year. */
interface Dated { alliance: Alliance; start: number | null; end: number | null }
/** What the search knows of a node, folded. */
interface Entry { names: string[]; initials: string[]; rest: string }
/** The room of a name on the poster. */
interface CellBox extends Rectangle { i: number; text: number; start: number }
interface Path { steps: { from: number; to: number; place: number; lines: number[] }[]; nodes: number[] }
interface Rectangle { left: number; right: number; top: number; bottom: number; i?: number }
interface Style { size?: number; weight?: number; color?: string; align?: string; most?: number; step?: number }
interface View { scale: number; left: number; top: number; right: number; bottom: number }
interface TableColumn<Row> {
  key: string; label: string; number?: boolean; members?: boolean;
  value: (row: Row) => string | number | null; order?: (row: Row) => Cell;
}

// ------------------------------------------------------------------ what the reader chose

interface PathLight { kind: "path"; from: number; to: number }
interface TieLight { kind: "tie"; line: number }
interface CellLight { kind: "cell"; a: number; b: number }
type Light = PathLight | TieLight | CellLight | { kind: "finding"; k: number };
type Sets = Map<string, Set<string>>;
type Sort = [string, number];

interface State {
  lang: Lang; theme: string; layout: string; color: string; size: string; tab: string;
  off: Sets; only: Sets;
  from: number | null; to: number | null; undated: boolean; least: number | null; sourced: boolean; lone: boolean;
  ego: number; degrees: number; light: Light | null; findings: boolean; compared: boolean;
  sort: Record<string, Sort>; camera: { x: number; y: number; scale: number } | null;
  actor: number; hover: number; cursor: number;
}

// ------------------------------------------------------------------ what the files offer

/** What traces a line: a context, or what measures how far one is from it. */
interface Trace {
  moveTo(x: number, y: number): void;
  quadraticCurveTo(u: number, v: number, x: number, y: number): void;
}

/** What the painters use of a 2D context, a canvas's or the one that writes SVG. */
interface Context extends Trace, Pick<CanvasRenderingContext2D,
  "fillStyle" | "strokeStyle" | "globalAlpha" | "lineWidth" | "lineCap" | "lineJoin" | "textAlign" | "textBaseline" | "font"
  | "beginPath" | "lineTo" | "closePath" | "rect" | "arc" | "arcTo" | "fill" | "stroke" | "fillRect" | "setLineDash"
  | "strokeText" | "fillText" | "measureText"> {}

/** A context on which the map is placed among its words. */
interface Sheet extends Context { place(x: number, y: number, scale: number, draw: () => void): void }

interface Camera {
  view(): { x: number; y: number; scale: number; width: number; height: number };
  look(to: { x?: number; y?: number; scale?: number }): void;
  redraw(): void;
  resized(): void;
  moved(): void;
}

interface Painters {
  paint: { under(c: Context): void; mark(c: Context, i: number): void; marks(c: Context): void; over(c: Context): void };
  tap(px: number, py: number): void;
  moved(): void;
}

/** An element of the template, with what its kind has. */
interface Part extends HTMLElement {
  value: string; placeholder: string; open: boolean; textContent: string;
  select(): void;
}

type Keyed = KeyboardEvent & { target: any };
type Attributes = { text?: string; on?: Record<string, (event: any) => void>; [name: string]: any };
type Child = Node | string | false | null | undefined;

interface Eco {
  // loader.js, data.js
  byId(id: string): Part;
  heldKey(): string | undefined;
  unlzma(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  unpack(text: string): Promise<string>;
  load(): Promise<void>;
  data: Data; count: number; index: Map<string, number>;
  columns: Column[]; lineColumns: Column[]; told: Told[];
  links: number[][]; alliances: Alliance[]; alliancesOf: Alliance[][];
  measures: Measure[]; modelOf: (string | null)[];
  ranked(values: (number | null)[]): Ranked;
  otherEnd(line: number, i: number): number;
  partnersOf(i: number): number[];
  nameOf(i: number): string;
  label(words: Words): string;
  say(key: string, facts?: Record<string, any>): string;
  number(value: number): string;
  measured(value: number): string;
  ordinal(n: number): string;
  date(iso: string): string;
  term(vocabulary: string, key: string): string;
  shown(column: { type: string; vocabulary?: string }, value: Cell): string;
  fold(text: string): string;

  // group.js
  UNKNOWN: string;
  dimensions: { actors: Dimension[]; alliances: Dimension[] };
  numbers: Measured[]; colours: string[];
  groups: Group[]; families: Family[]; of: number[]; byGroup: number[][]; byColour: number[][];
  startGroups(): void;
  colourLabel(key: string): string;
  grouping(key: string): Grouping;
  wordsOf(named: { label?: Words; words?: () => string }): string;
  cellLabel(column: Dimension | undefined, value: string): string;
  regroup(): void;
  groupOf(i: number): Group;

  // state.js, reduce.js
  state: State;
  initial(): State;
  stateOf(hash: string): State;
  address(state?: State): string;
  readAddress(): void;
  writeAddress(how?: { step?: boolean }): void;
  layoutKeys(): string[]; sizeKeys(): string[]; tabKeys(): string[];
  isDark(): boolean;
  isForced(): boolean;
  isContrasted(): boolean;
  reduce(state: State, move: { type: string; [fact: string]: any }): State;
  move(type: string, facts?: Record<string, any>): void;
  choose(chosen: Partial<State>): void;

  // filter.js, light.js
  starts: (number | null)[]; ends: (number | null)[]; years: Point | null; weights: number | null; proved: Uint8Array | null;
  visible: Uint8Array; drawn: Uint8Array; shownCounts: Counts;
  startFilters(): void;
  weightOf(line: number): number;
  filter(): void;
  ball(centre: number, degrees: number): Uint8Array;
  metAt(place: number): number[];
  shownOf(i: number): Alliance[];
  isShown(alliance: Alliance): boolean;
  activeFilters(): { id: string; words: string; clear(): void }[];
  focused: { centre: number; source: Light | null; near: Uint8Array | null; lines: number[]; drawn: Uint8Array };
  focus(): Uint8Array | null;
  alliancesOfCell(a: number, b: number): Alliance[];
  pathBetween(from: number, to: number): Path | null;

  // bubbles.js
  startBubbles?(): void;
  paintBubbles(c: Context): void;
  bubbleAt(x: number, y: number): number;
  openBubble(k: number): void;
  stepBubble(by: number): void;
  heldBubble(): number;

  // paint.js, lands.js, names.js, pick.js, pins.js
  FONT: string;
  theme: { ground: string; ink: string; muted: string; line: string; dark: boolean; plain: boolean };
  layout: Layout; xy: Float32Array; radius: Float32Array; byWeight: number[];
  bend: Float32Array; dashed: Uint8Array; titles: Rectangle[]; nameBoxes: Rectangle[];
  grid: { step: number; squares: Map<string, number[]> };
  readTheme(): void;
  pen(canvas: HTMLCanvasElement): CanvasRenderingContext2D;
  aim(c: CanvasRenderingContext2D, view: ReturnType<Camera["view"]>): void;
  colorOf(group: Pick<Paint, "color">): string;
  radiusFor(measure: Ranked | undefined, value: number): number;
  radiusSeen(i: number, scale: number): number;
  resize(): void;
  outline(c: Context, shape: Shape, x: number, y: number, r: number): void;
  paintGround(c: Context, view: View): void;
  paintLands(c: Context, view: View): void;
  paintLines(c: Context, view: View, how?: { moving?: boolean }): void;
  paintMark(c: Context, i: number, view: View): void;
  paintLifted(c: Context, view: View): void;
  paintName(c: Context, view: View, i: number): void;
  paintSectorTitles(c: Context, view: View): void;
  paintMarks(c: Context, view: View, how?: { moving?: boolean }): void;
  paintNames(c: Context, view: View): void;
  isOff(group: number): boolean;
  bendLines(): void;
  forgetNames(): void;
  rowsOf(c: Context, words: string[], width: number, most: number): string[];
  shorten(c: Context, text: string, width: number): string;
  sortMarks(): void;
  pick(x: number, y: number, scale: number): number;
  pickLine(x: number, y: number, scale: number): number;
  traceLine(c: Trace, line: number): void;
  nextTo(from: number, direction: Point): number;
  startPins(map: HTMLElement, ways: { worldAt(px: number, py: number): [number, number, number]; tap(px: number, py: number): void }): void;
  justDropped(): boolean;
  lifted: number;
  nudge(i: number, direction: Point): void;
  pinned(xy: Float32Array): Float32Array;
  showPins(): void;
  positions(): string;

  // camera.js or vis.js
  camera: Camera;
  openCamera(element: HTMLElement, painters: Painters): Camera;
  limitScale(scale: number): number;

  // legend.js, filters.js, search.js
  element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, given?: Attributes, ...children: Child[]): HTMLElementTagNameMap[Tag];
  drawing(width: number, height: number, tag: string, attributes: Record<string, string | number>): SVGSVGElement;
  glyph(group: Paint): SVGSVGElement;
  showLegend(): void;
  showFoot(): void;
  notes(): string[];
  leftOut(): string[];
  origin(): string[];
  showCounts(): void;
  countsSaid(counts: Counts): string;
  showFilters(): void;
  clearAll(): void;
  startSearch(): void;
  find(text: string): number[];
  askPath(i: number): void;

  // record.js, panel.js
  showRecord(panel?: HTMLElement): HTMLElement;
  tieWords(line: number): string;
  lineName(line: number): string | null;
  lineFacts(line: number): HTMLElement | null;
  showPanel(): HTMLElement;
  panelTop(title: string, close: () => void): HTMLElement;
  openFindings(k?: number): void;
  closeFindings(): void;
  openPath(from: number, to: number): void;
  openTie(line: number): void;
  closePath(): void;

  // matrix.js, tables.js, timeline.js, views.js
  [view: `${string}View`]: () => any;
  matrixView(): HTMLElement;
  actorsView(): HTMLElement;
  alliancesView(): HTMLElement;
  timelineView(): HTMLElement;
  frameView(): HTMLElement;
  actorColumns(): TableColumn<number>[];
  allianceColumns(): TableColumn<Alliance>[];
  allianceName(alliance: Alliance): string;
  allianceParts(alliance: Alliance): HTMLElement[];
  visibleActors(): number[];
  visibleAlliances(): Alliance[];
  showView(): void;
  setTab(tab: string): void;

  // share.js, export.js
  embedded: "" | "search" | "hash";
  isScroll(event: PointerEvent): boolean;
  startShare(): void;
  startExport(): void;
  download(name: string, content: BlobPart, type: string): void;
  csv(alliances: boolean): string;
  json(): string;
  svg(): string;
  png(scale: number): Promise<Blob | null>;

  // ui.js
  start(): Promise<void>;
  announce(text: string): void;
  changed(how?: { step?: boolean }): void;
  settle(): void;
  sight(): View;
  setLayout(key: string, how?: { step?: boolean }): void;
  setFocus(i: number, degrees?: number): void;
  open(i: number, how?: { from?: HTMLElement | null; step?: boolean }): void;
  close(): void;
}

// What `filter(Boolean)` leaves.
interface Array<T> { filter(is: BooleanConstructor): Exclude<T, false | null | undefined | 0 | "">[] }

// A number is written as text.
interface Element { setAttribute(name: string, value: string | number): void }

// What is asked for by a selector is of the kind that the template or the caller made.
interface Document { getElementById(id: string): any }
interface ParentNode {
  querySelector(selector: string): any;
  querySelectorAll(selector: string): NodeListOf<any>;
}

/** vis-network, as the wheel of pyvis carries it. */
declare const vis: any;
