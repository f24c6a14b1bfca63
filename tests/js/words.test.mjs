// What the page says of numbers, as `ecomap.text` does: the rules are the same in both.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const data = readFileSync(new URL("../../src/ecomap/page/web/data.js", import.meta.url), "utf8");

function saying(lang) {
  const words = {
    fr: { actors: "{n} acteurs", "actors.one": "{n} acteur", met: "{n} {n:alliance|alliances} pour {of} {of:attendue|attendues} ({name})" },
    en: { actors: "{n} actors", "actors.one": "{n} actor", met: "{n} {n:alliance|alliances}, {of} {of:is|are} expected ({name})" },
  };
  const eco = { state: { lang }, data: { words } };
  vm.runInContext(data, vm.createContext({ eco }));
  return (key, facts) => eco.say(key, facts).replace(/\s/gu, " ");
}

test("in French whatever is under 2 is singular, in English 1 alone", () => {
  const [fr, en] = ["fr", "en"].map(saying);
  const told = [0, 0.7, 1, 1.5, 2, 10, 1000].map((n) => [fr("actors", { n }), en("actors", { n })]);
  assert.deepEqual(told, [
    ["0 acteur", "0 actors"], ["0,7 acteur", "0.7 actors"], ["1 acteur", "1 actor"], ["1,5 acteur", "1.5 actors"],
    ["2 acteurs", "2 actors"], ["10 acteurs", "10 actors"], ["1 000 acteurs", "1,000 actors"],
  ]);
});

test("each number of a sentence has its own word, and a cell that looks like a choice is a cell", () => {
  const name = "{n:a|b}";
  assert.equal(saying("fr")("met", { n: 3, of: 0.7, name }), `3 alliances pour 0,7 attendue (${name})`);
  assert.equal(saying("fr")("met", { n: 1, of: 2.5, name }), `1 alliance pour 2,5 attendues (${name})`);
  assert.equal(saying("en")("met", { n: 1, of: 1, name }), `1 alliance, 1 is expected (${name})`);
  assert.equal(saying("en")("met", { n: 0, of: 0.7, name }), `0 alliances, 0.7 are expected (${name})`);
});
