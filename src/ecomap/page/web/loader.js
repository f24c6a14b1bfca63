"use strict";
// The style and the scripts of the page come compressed; its policy knows each by its hash and
// lets nothing else in. Where they cannot be unpacked, the page is what it is without scripts.

{
  const LZMA = 2; // the first byte of what it packed; deflate has another

  // Two letters of 91 say thirteen bits; those that HTML could take for its own are none.
  const DIGITS = new Uint8Array(128);
  let digit = 0;
  for (let code = 33; code < 127; code += 1) {
    if (!'"&<'.includes(String.fromCharCode(code))) DIGITS[code] = digit++;
  }

  /** @param {string} text */
  function bytesOf(text) {
    const bytes = new Uint8Array((text.length * 13) / 16);
    /** @param {number} k */
    const at = (k) => DIGITS[text.charCodeAt(k)] || 0;
    for (let k = 0, n = 0, held = 0, bits = 0; k < text.length; k += 2) {
      held |= (at(k) + 91 * at(k + 1)) << bits;
      for (bits += 13; bits > 7; bits -= 8, held >>= 8) bytes[n++] = held;
    }
    return bytes;
  }

  eco.unpack = async (text) => {
    const bytes = bytesOf(text);
    const read = bytes[0] === LZMA ? eco.unlzma(bytes) : new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(read).text();
  };

  const begin = async () => {
    const parts = await eco.unpack(eco.byId("parts").textContent);
    parts.split("\0").forEach((text, k) => {
      const part = document.createElement(k ? "script" : "style");
      part.textContent = text;
      document.head.append(part);
    });
    await eco.start();
  };

  begin().catch((error) => {
    const still = [...document.querySelectorAll("noscript")].map(({ textContent }) => textContent).join("");
    document.body.innerHTML = `<header><h1></h1></header>${still}`;
    document.body.getElementsByTagName("h1")[0].textContent = document.title;
    throw error;
  });
}
