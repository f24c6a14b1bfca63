"use strict";
// The frame of the research notebook: what the report says of it, with the same figures.
// It is of the whole map, whatever is filtered; an actor named opens its record.

{
  eco.frameView = () => eco.element("div", { class: "sheet frame" },
    eco.element("div", { class: "headline" }, eco.element("h2", { text: eco.say("frame_title") })),
    eco.element("p", { class: "method", text: eco.say("frame_method") }),
    ...eco.data.frame.map(chapter));

  /** @param {Chapter} chapter */
  function chapter({ title, sentences, figures, notes }) {
    return eco.element("section", {},
      eco.element("h3", { text: eco.label(title) }),
      ...sentences.map((said) => sentence(said)),
      ...figures.map(figure),
      ...notes.map((said) => sentence(said, "method")));
  }

  /** @param {Said} said @param {string} [kind] */
  function sentence(said, kind) {
    return eco.element("p", { class: kind },
      ...said[eco.state.lang].map((run) => (typeof run === "string" ? run : named(...run))),
      said.basis && eco.element("small", { class: "basis", text: eco.label(said.basis) }));
  }

  /** @param {number} i @param {string} name */
  const named = (i, name) => eco.element("button", {
    type: "button", class: "told", text: name, on: { click: ({ currentTarget }) => eco.open(i, { from: currentTarget }) },
  });

  // Read as an image is, not as markup of the page: nothing in it could run.
  /** @param {Chapter["figures"][number]} given */
  function figure({ caption, svg }) {
    const drawn = new DOMParser().parseFromString(svg[eco.state.lang].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '), "image/svg+xml");
    return eco.element("figure", {},
      eco.element("figcaption", { text: eco.label(caption) }),
      document.importNode(drawn.documentElement, true));
  }
}
