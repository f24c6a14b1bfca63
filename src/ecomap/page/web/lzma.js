"use strict";
// What LZMA packed, read as its specification tells it (Igor Pavlov, public domain); only the
// form that packing.py writes: two bits of the last byte foretell a letter, no place does.

eco.unlzma = (bytes) => {
  // where the chances of each kind of bit begin: by state, of which there are twelve
  const [MATCH, AGAIN, FIRST, SECOND, THIRD, LONG] = [0, 12, 24, 36, 48, 60];
  // and each for itself
  const [SLOT, FAR, ALIGN, LENGTH, LENGTH_AGAIN, LETTER] = [72, 328, 443, 459, 733, 1007];
  const chances = new Uint16Array(LETTER + 4 * 768).fill(1024);
  /** @type {number[]} */
  const read = [];
  let place = 18; // after the header and the first five bytes, which the decoder begins with
  let range = 2 ** 32 - 1;
  let code = new DataView(bytes.buffer).getUint32(14);
  let state = 0;
  let apart = [0, 0, 0, 0]; // how far back the last repetitions looked, less one

  function refill() {
    if (range < 2 ** 24) {
      range *= 256;
      code = ((code << 8) | bytes[place++]) >>> 0;
    }
  }

  /** @param {number} k */
  function bit(k) {
    refill();
    const bound = (range >>> 11) * chances[k];
    if (code < bound) {
      range = bound;
      chances[k] += (2048 - chances[k]) >> 5;
      return 0;
    }
    range -= bound;
    code -= bound;
    chances[k] -= chances[k] >> 5;
    return 1;
  }

  // A number of so many bits, the highest first, each foretold by those before it.
  /** @param {number} base @param {number} bits */
  function tree(base, bits) {
    let node = 1;
    for (let k = 0; k < bits; k += 1) node = 2 * node + bit(base + node);
    return node - 2 ** bits;
  }

  // The same, the lowest first.
  /** @param {number} base @param {number} bits */
  function backwards(base, bits) {
    let node = 1;
    let sum = 0;
    for (let k = 0; k < bits; k += 1) {
      const b = bit(base + node);
      node = 2 * node + b;
      sum += b << k;
    }
    return sum;
  }

  // Bits as likely as not.
  /** @param {number} bits */
  function even(bits) {
    let sum = 0;
    for (let k = 0; k < bits; k += 1) {
      refill();
      range >>>= 1;
      const b = Number(code >= range);
      code -= b * range;
      sum = 2 * sum + b;
    }
    return sum;
  }

  /** @param {number} base */
  function length(base) {
    if (!bit(base)) return 2 + tree(base + 2, 3);
    return bit(base + 1) ? 18 + tree(base + 18, 8) : 10 + tree(base + 10, 3);
  }

  /** @param {number} count */
  function distance(count) {
    const slot = tree(SLOT + 64 * Math.min(count - 2, 3), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const from = (2 + (slot & 1)) * 2 ** bits;
    if (slot < 14) return from + backwards(FAR + from - slot, bits);
    return from + 16 * even(bits - 4) + backwards(ALIGN, 4);
  }

  function letter() {
    const base = LETTER + 768 * (read.length && read[read.length - 1] >> 6);
    let node = 1;
    if (state > 6) { // after a repetition: what would have come next is no guess at all
      let likely = read[read.length - 1 - apart[0]];
      do {
        likely *= 2;
        node = 2 * node + bit(base + (256 + (likely & 256)) + node);
      } while (node < 256 && (node & 1) === ((likely >> 8) & 1));
    }
    while (node < 256) node = 2 * node + bit(base + node);
    state = state < 4 ? 0 : state - (state < 10 ? 3 : 6);
    read.push(node & 255);
  }

  /** @param {number} count */
  function repeat(count) {
    for (let k = 0; k < count; k += 1) read.push(read[read.length - 1 - apart[0]]);
  }

  while (place <= bytes.length) {
    const fresh = state < 7; // a letter came last
    if (!bit(MATCH + state)) letter();
    else if (bit(AGAIN + state)) {
      const which = bit(FIRST + state) && 1 + (bit(SECOND + state) && 1 + bit(THIRD + state));
      const long = which || bit(LONG + state);
      apart.unshift(...apart.splice(which, 1));
      state = fresh ? 9 - Math.sign(long) : 11;
      repeat(long ? length(LENGTH_AGAIN) : 1);
    } else {
      const count = length(LENGTH);
      const far = distance(count);
      if (far === 2 ** 32 - 1) break; // nothing lies this far back: it is the end
      apart = [far, ...apart.slice(0, 3)];
      state = fresh ? 7 : 10;
      repeat(count);
    }
  }
  return Uint8Array.from(read);
};
