// What the machine has answered to the slide in its holder; nothing before it has answered.

import { changed, on, state } from "./state.js";

export const ALPHABET_LAMPS = 5;
let verdictNow = null;
let lastLine = null; // of a slide that was shown, or answered to
let slideThen = null; // what lay in the holder
let forgotten = null; // an answer, or null
let lastMs = 0;

// {lamps, letter, wanted, targets, right, slide}; `right` is null where nothing was wanted.
export const verdict = () => verdictNow;

// What signs such as "+-" stand for: a letter where there are lamps enough for the alphabet, else ones and zeros.
export function reading(signs) {
  if (signs.includes("0")) return "";
  if (signs.length < ALPHABET_LAMPS) return signs.replaceAll("+", "1").replaceAll("-", "0");
  return state.machine?.words[signs] ?? "";
}

export function forgetVerdict() {
  forgotten = lastLine;
  judge();
}

function judge() {
  const line = state.log.findLast(({ key }) => key === "shown" || key === "answered") ?? null;
  if (line !== lastLine) slideThen = state.inHolder.slice();
  lastLine = line;
  const stands = line?.key === "answered" && line !== forgotten && (state.following || isOfThisSlide(line));
  if (verdictNow === (stands ? line : null)) return;
  verdictNow = stands ? line : null;
  changed("verdict");
}

// Somebody else may have put another slide in, or want something else of it.
function isOfThisSlide({ slide, targets }) {
  if (slide !== state.slide || targets !== state.answer?.targets) return false;
  return Boolean(state.recording) || state.inHolder.every((light, cell) => light === slideThen[cell]);
}

export function startVerdict() {
  on(["log", "slide", "answer", "light"], judge);
  on(["time"], () => { // another machine, or an earlier time; a recording's lines go back with it
    if (state.ms < lastMs && !state.recording) forgetVerdict();
    lastMs = state.ms;
  });
}
