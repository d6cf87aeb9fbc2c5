// The button that keeps what the machine has done so far in one file, which opens without it.

import { on } from "./state.js";
import { ask, isLive } from "./talk.js";
import { say } from "./words.js";

export function startKeep(button) {
  const label = () => {
    button.hidden = !isLive();
    button.textContent = say(button.disabled ? "keep.working" : "keep");
    button.title = say("keep.hint");
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    label();
    try { saveAs(await ask({ do: "export" })); } catch { /* the complaint has been shown */ }
    button.disabled = false;
    label();
  });
  on(["words", "connected", "machine"], label);
}

function saveAs({ name, html }) {
  const address = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  const anchor = Object.assign(document.createElement("a"), { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
