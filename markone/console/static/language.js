// In which language the page speaks, and who has chosen it.

import { on } from "./state.js";
import { LANGUAGES, speak, speakAgain } from "./words.js";

const KEPT_LANGUAGE = "markone.language";

// Of the address, of the last visit, or of the browser.
export function startLanguage(pick, query) {
  const keeps = !query.has("kiosk"); // the next visitor may speak another
  pick.append(...Object.entries(LANGUAGES).map(([code, name]) => new Option(name, code)));
  const wanted = [query.get("lang"), keptLanguage(), ...navigator.languages.map((each) => each.slice(0, 2))];
  pick.value = wanted.find((each) => each in LANGUAGES) ?? "en";
  pick.addEventListener("change", () => { if (keeps) keepLanguage(pick.value); speak(pick.value); });
  on(["connected"], speakAgain);
  addEventListener("online", speakAgain);
  speak(pick.value);
}

function keptLanguage() { try { return localStorage.getItem(KEPT_LANGUAGE); } catch { return null; } }
function keepLanguage(code) { try { localStorage.setItem(KEPT_LANGUAGE, code); } catch { /* a page that keeps nothing */ } }
