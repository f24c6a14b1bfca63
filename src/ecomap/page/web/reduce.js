"use strict";
// The reader's choices one at a time: a state and a move give the next state. Nothing here
// looks at the page or changes what it is given, so that each rule can be tried alone.

{
  // A map of sets with one of them replaced; an empty set is none.
  /** @param {Sets} sets @param {string} key @param {Set<string>} values */
  const withSet = (sets, key, values) => {
    const next = new Map(sets);
    if (values.size) next.set(key, values);
    else next.delete(key);
    return next;
  };

  /** @param {Iterable<string> | undefined} values @param {string} value @param {boolean} is */
  const turned = (values, value, is) => {
    const next = new Set(values);
    next[is ? "add" : "delete"](value);
    return next;
  };

  /** @type {Record<string, (state: State, move: any) => State>} */
  const moves = {
    choose: (state, { chosen }) => ({ ...state, ...chosen }),

    // a record takes the place of a path or a tie, and of the pointer's trace
    open: (state, { actor }) => ({
      ...state, actor, hover: -1, cursor: -1, light: ["path", "tie"].includes(state.light?.kind ?? "") ? null : state.light,
    }),

    // a group of the legend hidden, or back
    toggle: (state, { column, key }) => ({
      ...state, off: withSet(state.off, column, turned(state.off.get(column), key, !state.off.get(column)?.has(key))),
    }),
    hide: (state, { column, keys }) => ({ ...state, off: withSet(state.off, column, new Set(keys)) }),

    // a value ticked in the panel of filters
    keep: (state, { column, key, is }) => ({ ...state, only: withSet(state.only, column, turned(state.only.get(column), key, is)) }),
    free: (state, { column }) => ({ ...state, only: withSet(state.only, column, new Set()) }),

    // two ends push each other, and an end at its limit filters nothing
    year: (state, { end, year, span: [first, last] }) => {
      const from = end === "from" ? year : Math.min(state.from ?? first, year);
      const to = end === "to" ? year : Math.max(state.to ?? last, year);
      return { ...state, from: from > first ? from : null, to: to < last ? to : null };
    },

    // the map reduced to so many degrees around an actor; -1 is the whole map
    focus: (state, { actor, degrees }) => ({ ...state, ego: actor, degrees: actor < 0 ? 0 : Math.max(0, Math.min(9, degrees)) }),

    light: (state, { light }) => ({ ...state, light, hover: -1, cursor: -1 }),
    openFindings: (state) => ({ ...state, findings: true, actor: -1, light: null }),
    closeFindings: (state) => ({ ...state, findings: false, light: state.light?.kind === "finding" ? null : state.light }),

    clear: (state) => ({
      ...state, off: new Map(), only: new Map(), from: null, to: null, undated: true, least: null,
      sourced: false, lone: true, ego: -1, degrees: 0,
    }),
  };

  eco.reduce = (state, move) => (Object.hasOwn(moves, move.type) ? moves[move.type](state, move) : state);
  eco.move = (type, facts = {}) => { eco.state = eco.reduce(eco.state, { type, ...facts }); };
  eco.choose = (chosen) => eco.move("choose", { chosen });
}
