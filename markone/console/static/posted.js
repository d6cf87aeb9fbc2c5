// The machine in the kernel of a notebook: the page lies in a frame, and what stands around it passes all on.

import { heard } from "./heard.js";
import { apply, changed, state } from "./state.js";
import { heldText } from "./packed.js";
import { heldWords } from "./recorded.js";

export const isInNotebook = () => heldText("notebook") !== "";

export class Posted {
  constructor(link) {
    this.live = true;
    addEventListener("message", (event) => { if (event.source === parent) this.take(event.data); });
    state.connected = true;
    changed("connected");
    this.send({ do: "open", link });
  }

  take(data) {
    if (data instanceof ArrayBuffer) apply(data);
    else heard(data);
  }

  send(message) { parent.postMessage(message, "*"); }

  async words(language) { return heldWords(language); }
}
