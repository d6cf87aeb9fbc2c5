// Whether somebody is there: keys, mouse and touch count.

const SIGNS_OF_LIFE = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

export class Idle {
  // After `seconds` of nothing `onQuiet` is called; at the next sign of life `onLife`, with its event.
  constructor(seconds, onQuiet, onLife) {
    Object.assign(this, { seconds, onQuiet, onLife });
    for (const name of SIGNS_OF_LIFE) addEventListener(name, (event) => this.sign(event), { capture: true, passive: true });
    this.rest();
  }

  sign(event) {
    if (!event.isTrusted) return;
    if (event.type === "pointermove" && !event.movementX && !event.movementY) return;
    this.rest();
    this.onLife(event);
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onQuiet, 1000 * this.seconds);
  }
}
