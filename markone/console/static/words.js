// The words of the page, in one language at a time; each has all of them in a file of its own.

import { changed, state } from "./state.js";
import { wordsOf } from "./talk.js";

export const LANGUAGES = { en: "English", pt: "Português", de: "Deutsch" };
let words = {};
let awaited = "en";
let isOwed = false;
export let language = "en";

export async function speak(wanted) {
  const mine = (awaited = wanted in LANGUAGES ? wanted : "en");
  const found = await wordsOf(mine).catch(() => null);
  if (mine !== awaited) return; // another was chosen meanwhile
  isOwed = found === null; // the line is down
  if (isOwed) return;
  language = mine;
  words = found;
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-name]")) element.setAttribute("aria-label", say(element.dataset.name));
  changed("words");
}

// What could not be fetched while the line was down.
export function speakAgain() { if (state.connected && isOwed) speak(awaited); }

// A text with its numbers put in: say("unit.fires", {plus: 4}). An unknown key is shown as it is.
export function say(key, numbers = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in numbers ? String(numbers[name]) : whole));
}

// The words for what the machine calls so, where there are any.
export function sayOf(prefix, name, otherwise = name) {
  const key = `${prefix}.${name.replace(/[^A-Za-z0-9]+/g, "_")}`;
  return has(key) ? say(key) : otherwise;
}

export const has = (key) => key in words;

export function number(value, digits = 2) {
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

// A number as it is written in the page's language; the mark of a switch by its words.
export function written(value) {
  return typeof value === "number" ? value.toLocaleString(language, { maximumFractionDigits: 3 }) : sayOf("panel.mark", String(value));
}

// With its sign, a true minus.
export function signed(value, digits = 2) {
  return `${value < 0 ? "−" : value > 0 ? "+" : ""}${number(Math.abs(value), digits)}`;
}

// The machine's time as it stands on a clock, with so many digits of a second: 1:02:03.450
export function clockTime(ms, digits = 3) {
  const two = (value) => String(value).padStart(2, "0");
  const point = (1.5).toLocaleString(language)[1];
  const seconds = Math.floor(ms / 1000);
  const rest = String(Math.floor(ms) % 1000).padStart(3, "0").slice(0, digits);
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${point}${rest}`;
}
