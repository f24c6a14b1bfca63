// The rules of the reader's choices, and the address that tells them, without a page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const web = new URL("../../src/ecomap/page/web/", import.meta.url);

// A synthetic map of three actors, as much of it as an address may speak of.
function page() {
  const eco = {
    data: {
      lang: "fr", layout: "poster", color: "model", size: "degree", findings: [{}, {}], frame: [{}], matrix: {},
      layouts: ["poster", "network"].map((key) => ({ key, label: { fr: key, en: key } })),
      nodes: { id: ["a", "b,c", "__proto__"] },
    },
    told: [{}, {}],
    numbers: [{ key: "degree" }],
    colours: ["model", "family"],
    years: [2010, 2024],
    weights: 3,
    UNKNOWN: "?",
    dimensions: { actors: [{ key: "model", values: [["people"], ["public_action"], []] }], alliances: [] },
    grouping: () => ({ groups: [{ key: "people" }, { key: "public_action" }] }),
    embedded: "",
  };
  eco.index = new Map(eco.data.nodes.id.map((id, i) => [id, i]));
  const context = vm.createContext({ eco, URLSearchParams, matchMedia: () => ({ matches: false }), location: {}, history: {} });
  for (const name of ["state.js", "reduce.js"]) vm.runInContext(readFileSync(new URL(name, web), "utf8"), context);
  eco.state = eco.initial();
  return eco;
}

// Through every move given, one after the other.
const after = (eco, ...moves) => moves.reduce((state, move) => eco.reduce(state, move), eco.initial());
const plain = (state) => structuredClone({ ...state, off: new Map(state.off), only: new Map(state.only) });

test("a move leaves the state it is given as it was", () => {
  const eco = page();
  const first = eco.initial();
  const told = plain(first);
  const next = eco.reduce(first, { type: "toggle", column: "model", key: "people" });
  eco.reduce(next, { type: "toggle", column: "model", key: "public_action" });
  assert.deepEqual(plain(first), told);
  assert.deepEqual([...next.off.get("model")], ["people"]);
});

test("a group hidden twice is shown", () => {
  const eco = page();
  const hide = { type: "toggle", column: "model", key: "people" };
  assert.equal(after(eco, hide, hide).off.size, 0);
});

test("a move that nobody knows changes nothing", () => {
  const eco = page();
  const first = eco.initial();
  for (const type of ["nothing", "__proto__", "constructor", "toString"]) assert.equal(eco.reduce(first, { type }), first);
});

test("a record takes the place of a path, not of a finding", () => {
  const eco = page();
  const path = { type: "light", light: { kind: "path", from: 0, to: 1 } };
  const finding = { type: "light", light: { kind: "finding", k: 1 } };
  const open = { type: "open", actor: 1 };
  assert.equal(after(eco, path, open).light, null);
  assert.deepEqual(after(eco, finding, open).light, finding.light);
  assert.equal(after(eco, open).actor, 1);
});

test("the ends of the years push each other, and at their limits filter nothing", () => {
  const eco = page();
  const year = (end, value) => ({ type: "year", end, year: value, span: eco.years });
  const ends = (...moves) => { const { from, to } = after(eco, ...moves); return [from, to]; };
  assert.deepEqual(ends(year("from", 2015)), [2015, null]);
  assert.deepEqual(ends(year("to", 2012), year("from", 2015)), [2015, 2015]);
  assert.deepEqual(ends(year("from", 2020), year("to", 2012)), [2012, 2012]);
  assert.deepEqual(ends(year("from", 2020), year("from", 2010)), [null, null]);
});

test("a neighbourhood has zero to nine degrees, and none without its actor", () => {
  const eco = page();
  const focus = (actor, degrees) => { const state = after(eco, { type: "focus", actor, degrees }); return [state.ego, state.degrees]; };
  assert.deepEqual(focus(1, 2), [1, 2]);
  assert.deepEqual(focus(1, -1), [1, 0]);
  assert.deepEqual(focus(1, 12), [1, 9]);
  assert.deepEqual(focus(-1, 3), [-1, 0]);
});

test("clearing brings every filter back and leaves the rest", () => {
  const eco = page();
  const state = after(eco,
    { type: "choose", chosen: { lang: "en", sourced: true, least: 2, lone: false, undated: false, from: 2012 } },
    { type: "keep", column: "model", key: "people", is: true },
    { type: "toggle", column: "family", key: "people" },
    { type: "open", actor: 0 },
    { type: "focus", actor: 0, degrees: 2 },
    { type: "clear" });
  assert.deepEqual(plain(state), plain({ ...eco.initial(), lang: "en", actor: 0 }));
});

test("what an address tells is told again by the state", () => {
  const eco = page();
  for (const hash of [
    "", "#a=a", "#a=a&f=2", "#f=0&of=a", "#off=people&lang=en&theme=dark&layout=network", "#only.model=people%2C%253F",
    "#color=family&size=uniform&tab=actors&from=2012&to=2015", "#min=2&undated=0&sourced=1&lone=0&findings=1",
    "#shown=ratio&sort.actors=-degree&cell=0-6", "#finding=1", "#cam=12.5%2C-3%2C0.75",
    "#path=a%2Cb%252Cc",
  ]) assert.equal(eco.address(eco.stateOf(hash)), hash);
});

test("an address that is not so, or too long, is as if it said nothing", () => {
  const eco = page();
  for (const hash of [
    "#a=nobody&f=2&off=__proto__,%25,constructor&lang=xx&theme=%3Cb%3E&layout=__proto__&size=toString&color=constructor",
    "#cam=1,2", "#cam=1,2,-1", "#cam=1,2,NaN", "#cam=1,2,1e9", "#cam=1,2,3,4", "#cell=7-0", "#finding=9", "#path=a", "#min=-1",
    "#from=12&to=99999", "#__proto__=1&constructor=2", "#sort.actors=;drop", `#lang=en&${"x".repeat(20001)}`,
  ]) assert.equal(eco.address(eco.stateOf(hash)), "");
  assert.equal({}.polluted, undefined);
});

test("no step of Back and Forward loses anything: any move, told and read again", () => {
  const eco = page();
  const moves = [
    { type: "open", actor: 1 }, { type: "toggle", column: "model", key: "people" },
    { type: "keep", column: "model", key: "?", is: true }, { type: "light", light: { kind: "path", from: 0, to: 1 } },
    { type: "year", end: "from", year: 2014, span: eco.years }, { type: "focus", actor: 0, degrees: 3 }, { type: "openFindings" },
    { type: "light", light: { kind: "finding", k: 0 } }, { type: "closeFindings" }, { type: "free", column: "model" },
    { type: "hide", column: "family", keys: ["people", "public_action"] },
  ];
  let state = eco.initial();
  for (const move of moves) {
    state = eco.reduce(state, move);
    assert.deepEqual(plain(eco.stateOf(eco.address(state))), plain({ ...state, hover: -1, cursor: -1 }), move.type);
  }
});
