// What the machine has answered to the slide in its holder; nothing before it has answered.

import { changed, on, state } from "./state.js";

export const ALPHABET_LAMPS = 5;
let verdictNow = null;
let lastLine = null;
let lastMs = 0;

// {lamps, letter, wanted, targets, right, slide}; `right` is null where nothing was wanted.
export const verdict = () => verdictNow;

// What signs such as "+-" stand for: a letter where there are lamps enough for the alphabet, else ones and zeros.
export function reading(signs) {
  if (signs.includes("0")) return "";
  if (signs.length < ALPHABET_LAMPS) return signs.replaceAll("+", "1").replaceAll("-", "0");
  return state.machine?.words[signs] ?? "";
}

export function forgetVerdict() { setVerdict(null); }

function setVerdict(line) {
  if (line === verdictNow) return;
  verdictNow = line;
  changed("verdict");
}

function readLog() {
  const from = state.log.lastIndexOf(lastLine) + 1;
  for (const line of state.log.slice(from)) {
    if (line.key === "shown") setVerdict(null);
    else if (line.key === "answered") setVerdict(line);
  }
  lastLine = state.log.at(-1) ?? null;
}

export function startVerdict() {
  on(["log"], readLog);
  on(["time"], () => { // another machine, or an earlier time
    if (state.ms < lastMs) setVerdict(null);
    lastMs = state.ms;
  });
}
