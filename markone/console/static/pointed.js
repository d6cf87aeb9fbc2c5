// What is pointed at, in one sentence with its numbers, and who says that it is so.

import { on, state } from "./state.js";
import { number, say } from "./words.js";

let pointPlace = null;

export function startPointed(element) {
  pointPlace = element;
  on(["pointed", "words"], tellPointed);
}

function tellPointed() {
  const told = state.pointed?.told;
  document.body.dataset.pointed = state.pointed?.at.charAt(0) ?? "";
  if (state.pointed && !told) return; // its answer is on the way
  if (!told) { pointPlace.textContent = say("explain.hint"); return; }
  const text = document.createElement("span");
  text.textContent = explanation(told);
  const source = document.createElement("small");
  const kind = document.createElement("b");
  kind.textContent = say(`explain.source.${told.source.kind}`);
  const quote = document.createElement("span");
  quote.lang = "en";
  quote.textContent = told.source.text;
  source.append(kind, ": ", quote, ...(state.pointed.wires ? ["plus", "minus"].map(legendOf) : []));
  pointPlace.replaceChildren(text, source);
}

function legendOf(sort) {
  const legend = document.createElement("i");
  legend.className = sort;
  legend.textContent = say(sort === "plus" ? "explain.legend.plus" : "explain.legend.minus");
  return legend;
}

// The sentence for a reply to `explain`.
export function explanation(told) {
  return EXPLANATIONS[told.at.charAt(0)](told);
}

const EXPLANATIONS = {
  S: (told) => say(told.lit ? "explain.cell.lit" : "explain.cell.dark", {
    ...told, light: number(told.light), threshold: number(told.threshold),
  }),
  A: (told) => say(told.key, { ...told, net: signedNumber(told.net, 0), adds: addsList(told.adds) }),
  P: (told) => say(told.way ? (told.way > 0 ? "explain.pot.up" : "explain.pot.down") : "explain.pot.rest", {
    ...told, volts: signedNumber(told.volts), reach: number(told.reach, 0), unit: `A${told.unit}`, response: `R${told.response}`,
  }),
  R: (told) => say(told.on ? "explain.response.one" : "explain.response.zero", { ...told, volts: signedNumber(told.volts, 3) }),
};

function addsList(adds) {
  return adds.map(({ volts, response }) => say("explain.adds", { volts: signedNumber(volts), response: `R${response}` })).join(", ");
}

function signedNumber(value, digits = 2) {
  const text = number(Math.abs(value), digits);
  return value < 0 ? `−${text}` : value > 0 ? `+${text}` : text;
}
