// Where a museum's visitors may read on: an address to photograph, because no link leads out of a kiosk.

import { on } from "./state.js";
import { say } from "./words.js";

// ?more says that the server has a picture of an address.
export function startMore(button, query) {
  if (!query.has("more")) return;
  const dialog = Object.assign(document.createElement("dialog"), { id: "more-code" });
  const text = Object.assign(document.createElement("p"), { id: "more-text" });
  const code = Object.assign(document.createElement("img"), { src: "more.svg" });
  dialog.setAttribute("aria-labelledby", text.id);
  dialog.append(text, code);
  dialog.tabIndex = 0;
  for (const name of ["click", "keydown"]) dialog.addEventListener(name, () => dialog.close()); // anywhere
  document.body.append(dialog);
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
  on(["words"], () => {
    button.textContent = say("kiosk.more");
    text.textContent = code.alt = say("kiosk.more.code");
  });
}
