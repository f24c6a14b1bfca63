"use strict";
// The search: a combobox over names in both languages, initials, tags and territories.

{
  const SHOWN = 10;
  const MINOR = /^(?:a|au|aux|and|at|d|de|des|du|en|et|for|in|l|la|le|les|of|on|par|pour|sur|the|to)$/;
  /** @type {Entry[]} */
  let entries = [];
  /** @type {number[]} */
  let hits = [];
  let chosen = 0;
  let origin = -1; // the actor that a path is asked from

  eco.startSearch = () => {
    entries = entriesOf();
    const query = eco.byId("query");
    query.addEventListener("input", () => look(query.value));
    query.addEventListener("focus", () => look(query.value));
    query.addEventListener("keydown", press);
    document.addEventListener("pointerdown", (event) => {
      if (!(event.target instanceof Element && event.target.closest("#search"))) {
        close();
        askedNoMore();
      }
    });
  };

  // The next actor found is the other end of a path.
  eco.askPath = (i) => {
    origin = i;
    const query = eco.byId("query");
    query.value = "";
    query.placeholder = eco.say("path_to", { name: eco.nameOf(i) });
    query.classList.add("asking");
    query.focus();
    eco.announce(query.placeholder);
  };

  function askedNoMore() {
    if (origin < 0) return;
    origin = -1;
    const query = eco.byId("query");
    query.placeholder = eco.say("search_hint");
    query.classList.remove("asking");
  }

  function entriesOf() {
    const { name, name_en: english } = eco.data.nodes;
    const more = eco.columns.filter(({ key }) => ["tags", "territory", "acronym", "sigle", "aliases", "alias", "autres_noms", "other_names"].includes(eco.fold(key).replace(/ /g, "_")));
    return name.map((own, i) => {
      const names = [own, english?.[i]].filter(Boolean).map(eco.fold);
      const others = more.map(({ values }) => eco.fold(String(values[i] ?? "")));
      return { names, initials: names.map(initials), rest: others.join(" ") };
    });
  }

  // "Agence nationale de la cohésion des territoires" is also looked for as ANCT.
  /** @param {string} name */
  function initials(name) {
    const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word && !MINOR.test(word));
    return words.map((word) => word[0]).join("");
  }

  // Better matches first: the name begins so, a word of it does, it holds it, the rest does.
  /** @param {Entry} entry @param {string} asked */
  function score({ names, initials: letters, rest }, asked) {
    if (names.some((name) => name.startsWith(asked))) return 4;
    if (letters.includes(asked)) return 4;
    if (names.some((name) => name.includes(` ${asked}`))) return 3;
    if (names.some((name) => name.includes(asked))) return 2;
    return rest.includes(asked) ? 1 : 0;
  }

  eco.find = (text) => {
    const asked = eco.fold(text);
    if (!asked) return [];
    const scores = entries.map((entry) => score(entry, asked));
    return eco.byWeight.filter((i) => scores[i] > 0).sort((a, b) => scores[b] - scores[a]);
  };

  /** @param {string} text */
  function look(text) {
    if (!text.trim()) {
      close();
      return;
    }
    hits = eco.find(text).filter((i) => origin < 0 || (i !== origin && !eco.data.nodes.place[i]));
    chosen = 0;
    show();
    eco.announce(hits.length ? eco.say("found", { n: hits.length }) : eco.say("nothing_found"));
  }

  function show() {
    const list = eco.byId("hits");
    const rows = hits.slice(0, SHOWN).map(option);
    // no option: it is only seen, since the number of results is announced
    /** @param {string} text */
    const note = (text) => rows.push(eco.element("li", { class: "none", role: "presentation", "aria-hidden": "true", text }));
    if (!rows.length) note(eco.say("nothing_found"));
    if (hits.length > SHOWN) note(eco.say("more_found", { n: hits.length - SHOWN }));
    list.replaceChildren(...rows);
    list.hidden = false;
    mark();
  }

  /** @param {number} i @param {number} k */
  function option(i, k) {
    const group = eco.groupOf(i);
    return eco.element("li", { role: "option", id: `hit${k}`, on: { click: () => open(k) } },
      eco.glyph(group),
      eco.element("span", { text: eco.nameOf(i) }),
      eco.element("small", { text: eco.wordsOf(group) }));
  }

  function mark() {
    document.querySelectorAll("#hits [role=option]").forEach((item, k) => {
      item.setAttribute("aria-selected", String(k === chosen));
      if (k === chosen) item.scrollIntoView({ block: "nearest" });
    });
    const query = eco.byId("query");
    query.setAttribute("aria-expanded", "true");
    if (hits.length) query.setAttribute("aria-activedescendant", `hit${chosen}`);
    else query.removeAttribute("aria-activedescendant");
  }

  function close() {
    eco.byId("hits").hidden = true;
    const query = eco.byId("query");
    query.setAttribute("aria-expanded", "false");
    query.removeAttribute("aria-activedescendant");
  }

  /** @param {number} k */
  function open(k) {
    if (!hits.length) return;
    close();
    const from = origin;
    askedNoMore();
    eco.byId("query").value = from < 0 ? eco.byId("query").value : "";
    if (from >= 0) eco.openPath(from, hits[k]);
    else eco.open(hits[k], { from: eco.byId("query") });
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const query = eco.byId("query");
    const last = Math.min(hits.length, SHOWN) - 1;
    const isOpen = !eco.byId("hits").hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen) look(query.value);
      else chosen = event.key === "ArrowDown" ? Math.min(last, chosen + 1) : Math.max(0, chosen - 1);
      if (hits.length) mark();
    } else if (event.key === "Enter" && isOpen) {
      open(chosen);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      askedNoMore();
      if (query.value) query.value = "";
      else query.blur();
      close();
    } else {
      return;
    }
    event.preventDefault();
  }
}
