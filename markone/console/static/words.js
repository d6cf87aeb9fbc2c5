// The words of the page, in one language at a time; each has all of them in a file of its own.

import { changed } from "./state.js";
import { wordsOf } from "./talk.js";

export const LANGUAGES = { en: "English", pt: "Português", de: "Deutsch" };
let words = {};
export let language = "en";

export async function speak(wanted) {
  language = wanted in LANGUAGES ? wanted : "en";
  words = await wordsOf(language);
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-name]")) element.setAttribute("aria-label", say(element.dataset.name));
  changed("words");
}

// A text with its numbers put in: say("unit.fires", {plus: 4}). An unknown key is shown as it is.
export function say(key, numbers = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in numbers ? String(numbers[name]) : whole));
}

export const has = (key) => key in words;

export function number(value, digits = 2) {
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
