// What the machine says, over whatever line: an answer, a refusal in the page's language, or something of itself.

import { tell } from "./state.js";
import { answered } from "./talk.js";
import { has, language, say, sayOf, written } from "./words.js";

export function heard(message) {
  if (message?.is === "reply") answered(message);
  else if (message?.is === "error") answered({ ...message, ...refusal(message) });
  else if (message?.is) tell(message);
}

// {text, lang}: the server's own sentence is English.
function refusal({ code, with: told = {}, text }) {
  const key = `refused.${code}`;
  if (!has(key)) return { text, lang: "en" };
  const values = Object.entries(told).map(([name, value]) => [name, refusedValue(name, value)]);
  return { text: say(key, Object.fromEntries(values)), lang: language };
}

function refusedValue(name, value) {
  return name === "kind" ? sayOf("faults.kind", value) : written(value);
}
