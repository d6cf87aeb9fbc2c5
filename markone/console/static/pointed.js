// What is pointed at, in one sentence with its numbers, and who says that it is so.

import { on, state } from "./state.js";
import { number, say, signed, written } from "./words.js";

let pointPlace = null;

export function startPointed(element) {
  pointPlace = element;
  on(["pointed", "here", "words"], tellPointed);
}

function tellPointed() {
  const told = state.pointed?.told;
  document.body.dataset.pointed = state.pointed?.at.charAt(0) ?? "";
  if (state.pointed && !told) return; // its answer is on the way
  if (!told) { pointPlace.textContent = say("explain.hint"); return; }
  const text = document.createElement("span");
  text.textContent = explanation(told);
  const sources = document.createElement("small");
  sources.append(...(state.pointed.wires ? ["plus", "minus"].map(legendOf) : []), ...sourcesOf(told.at));
  pointPlace.replaceChildren(text, sources);
}

// Who says that the values are such in the sentence for a part: documented and by whom, or assumed and why.
export function sourcesOf(at) {
  return state.machine.sources[at.charAt(0)].map(({ of, kind, text }) => {
    const source = document.createElement("span");
    source.className = `who ${kind}`;
    const title = document.createElement("b");
    title.textContent = say(`explain.of.${of}`);
    const quote = document.createElement("q");
    quote.lang = "en";
    quote.textContent = text;
    source.append(title, ` ${setHere(of)}${say(`explain.source.${kind}`)} `, quote);
    return source;
  });
}

// That a constant stands elsewhere than as delivered, before it is said who gave it; "" where it does not.
export function setHere(of) {
  if (!(of in state.here)) return "";
  const [value, delivered] = state.here[of];
  return `${say("explain.set_here", { value: written(value), default: written(delivered) })}: `;
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
  A: (told) => say(told.key, { ...told, net: signed(told.net, 0), adds: addsList(told.adds) }),
  P: (told) => say(told.way ? (told.way > 0 ? "explain.pot.up" : "explain.pot.down") : "explain.pot.rest", {
    ...told, volts: signed(told.volts), reach: number(told.reach, 0), unit: `A${told.unit}`, response: `R${told.response}`,
  }),
  R: (told) => say(told.on ? "explain.response.one" : "explain.response.zero", { ...told, volts: signed(told.volts, 3) }),
};

function addsList(adds) {
  return adds.map(({ volts, response }) => say("explain.adds", { volts: signed(volts), response: `R${response}` })).join(", ");
}
