"use strict";
// The one name that the scripts of the page share; see eco.d.ts.

/** @type {Eco} */
const eco = Object.create(null);

eco.byId = (id) => document.getElementById(id);

// What is written anew takes the focus back to the same control, known by its key.
eco.heldKey = () => document.querySelector(":focus")?.dataset.key;
