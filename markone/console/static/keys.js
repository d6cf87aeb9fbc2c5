// The keys that a visitor presses: with a sign and a name, or with words.

import { on } from "./state.js";
import { say } from "./words.js";

export function keyButton(act, { sign = "", name = "", says = "", look = "key" }) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: look, textContent: sign });
  if (says) button.dataset.say = says;
  if (name) {
    button.dataset.name = name;
    on(["words"], () => { button.title = say(name); });
  }
  button.addEventListener("click", act);
  return button;
}
