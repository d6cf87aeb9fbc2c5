// Nobody seems to be there: seconds that are counted down, unless somebody says that he still is.

import { say } from "./words.js";

export class Countdown {
  // `onEnd` is called when so many seconds have gone.
  constructor(seconds, onEnd) {
    Object.assign(this, { seconds, onEnd });
    this.dialog = Object.assign(document.createElement("dialog"), { id: "still" });
    this.text = Object.assign(document.createElement("p"), { id: "still-text" });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "key" });
    button.dataset.say = "kiosk.stay";
    this.dialog.setAttribute("aria-labelledby", this.text.id);
    this.dialog.append(this.text, button);
    this.dialog.addEventListener("click", () => this.stop());
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
