// The machine in the kernel of a notebook: the page lies in a frame, and what stands around it passes all on.

import { apply, changed, state, tell } from "./state.js";
import { answered } from "./talk.js";
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
    else if (data?.is === "reply" || data?.is === "error") answered(data);
    else if (data?.is) tell(data);
  }

  send(message) { parent.postMessage(message, "*"); }

  async words(language) { return heldWords(language); }
}
