"use strict";
// The style and the scripts of the page come compressed; its policy knows each by its hash and
// lets nothing else in. Where they cannot be unpacked, the page is what it is without scripts.

const eco = /** @type {Eco} */ ({});

eco.byId = (id) => document.getElementById(id);

// What is written anew takes the focus back to the same control, known by its key.
eco.heldKey = () => (/** @type {HTMLElement} */ (document.activeElement))?.dataset?.key;

{
  // Those of Python's b85encode, but for the one that could end a script.
  const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
  const PAD = "~"; // the last letter: what is missing counts as the most

  // Five letters say four bytes; the last ones fewer.
  function bytesOf(text) {
    const values = new Uint8Array(128);
    [...LETTERS].forEach((letter, k) => { values[letter.charCodeAt(0)] = k; });
    const missing = (5 - (text.length % 5)) % 5;
    const letters = text + PAD.repeat(missing);
    const words = new DataView(new ArrayBuffer((letters.length / 5) * 4));
    for (let k = 0; k < letters.length; k += 5) {
      let word = 0;
      for (let n = k; n < k + 5; n += 1) word = word * 85 + values[letters.charCodeAt(n)];
      words.setUint32((k / 5) * 4, word);
    }
    return new Uint8Array(words.buffer, 0, words.byteLength - missing);
  }

  eco.unpack = (text) => new Response(new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip")));

  const begin = async () => {
    const parts = await eco.unpack(eco.byId("parts").textContent).json();
    for (const [tag, text] of parts) {
      const part = document.createElement(tag);
      part.textContent = text;
      document.head.append(part);
    }
    await eco.start();
  };

  begin().catch((error) => {
    const still = [...document.querySelectorAll("noscript")].map(({ textContent }) => textContent).join("");
    document.body.innerHTML = `<header><h1></h1></header>${still}`;
    document.body.getElementsByTagName("h1")[0].textContent = document.title;
    throw error;
  });
}
