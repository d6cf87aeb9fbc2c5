// A canvas that fills an element, sharp on every screen.

import { changed } from "./state.js";

const seesSizes = new ResizeObserver(() => changed("layout"));

export class Paper {
  constructor(element) {
    this.element = element;
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    element.prepend(this.canvas);
    seesSizes.observe(element);
  }

  // Fit it to its element: true if that wiped it. Width and height are then in the page's pixels.
  fit() {
    const ratio = window.devicePixelRatio || 1;
    this.width = this.element.clientWidth;
    this.height = this.element.clientHeight;
    const wide = Math.round(this.width * ratio), high = Math.round(this.height * ratio);
    const wiped = this.canvas.width !== wide || this.canvas.height !== high;
    if (wiped) { this.canvas.width = wide; this.canvas.height = high; }
    this.pen = this.canvas.getContext("2d");
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    return wiped;
  }

  isHidden() { return this.element.clientWidth === 0 || this.element.clientHeight === 0; }

  wipe() { this.pen.clearRect(0, 0, this.width, this.height); }
}
