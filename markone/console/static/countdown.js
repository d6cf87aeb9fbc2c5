// Nobody seems to be there: seconds that are counted down, unless somebody says that he still is.

import { keyButton } from "./keys.js";
import { say } from "./words.js";

export class Countdown {
  // `onEnd` is called when so many seconds have gone.
  constructor(seconds, onEnd) {
    Object.assign(this, { seconds, onEnd });
    this.dialog = Object.assign(document.createElement("dialog"), { id: "still" });
    this.text = Object.assign(document.createElement("p"), { id: "still-text" });
    this.dialog.setAttribute("aria-labelledby", this.text.id);
    this.dialog.append(this.text, keyButton(() => {}, { says: "kiosk.stay" }));
    this.dialog.addEventListener("click", () => this.stop()); // anywhere
    document.body.append(this.dialog);
  }

  begin() {
    this.again();
    this.dialog.showModal();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  again() {
    this.left = this.seconds;
    this.tell();
  }

  stop() {
    clearInterval(this.timer);
    this.dialog.close();
  }

  tick() {
    this.left--;
    this.tell();
    if (this.left > 0) return;
    clearInterval(this.timer);
    this.onEnd();
  }

  tell() { this.text.textContent = say("kiosk.countdown", { seconds: this.left }); }
}
