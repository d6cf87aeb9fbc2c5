// What the engineer's desk is made of: elements with words, canvases, times, and who may operate.

import { changed, on, state } from "./state.js";
import { ask } from "./talk.js";
import { say, signed } from "./words.js";

export const DESK = {
  paper: "#1b2125", line: "#4a565d", faint: "#2c353b", ink: "#ece6d8", dim: "#a9b6bb",
  amber: "#e69f00", sky: "#56b4e9", green: "#009e73", yellow: "#f0e442", blue: "#3a93d0", red: "#e8743b", pink: "#cc79a7",
};

// An element of a class, with a text by its key, and with others inside.
export function deskNode(tag, look = "", key = "", ...inside) {
  const node = document.createElement(tag);
  if (look) node.className = look;
  if (key) { node.dataset.say = key; node.textContent = say(key); }
  node.append(...inside);
  return node;
}

// Write a text where it is another than before: what is read out is not read again.
export function deskWrite(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function deskName(node, key) {
  node.dataset.name = key;
  node.setAttribute("aria-label", say(key));
  return node;
}

export function deskButton(key, act, look = "") {
  const button = deskNode("button", look, key);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

// A button that changes the machine: whoever only looks on cannot press it.
export function deskVerb(key, act, look = "") { return deskButton(key, act, `operates ${look}`); }

export function deskInput(type, values = {}) {
  const input = deskNode("input");
  Object.assign(input, { type, ...values });
  return input;
}

export function deskLabel(key, control, look = "field") { return deskNode("label", look, "", deskNode("span", "", key), control); }

// A line that says why what was tried here was not done.
export class DeskTrial {
  constructor() {
    this.node = deskNode("p", "refused");
    this.node.setAttribute("role", "status");
  }

  try(message, onRefused = () => {}) {
    this.node.textContent = "";
    ask(message).catch((error) => {
      Object.assign(this.node, { textContent: error.message, lang: error.lang ?? "" });
      onRefused();
    });
  }
}

// A pane with its heading; `inside` is its body.
export function deskPane(name, ...inside) {
  const heading = deskNode("h2", "", `${name}.title`);
  heading.id = `desk-${name}`;
  const pane = deskNode("section", `pane pane-${name}`, "", heading, ...inside);
  pane.setAttribute("aria-labelledby", heading.id);
  return pane;
}

// A canvas that fills its box: `draw(context, width, height)` is called with units of the page.
export class DeskCanvas {
  constructor(key, draw) {
    this.node = deskName(deskNode("canvas"), key);
    this.node.setAttribute("role", "img");
    this.box = deskNode("div", "screen", "", this.node);
    this.draw = draw;
    new ResizeObserver(() => changed("desk")).observe(this.box);
  }

  // Keys do what the mouse does: arrows move, Home jumps, Enter and space act; `told` is read out meanwhile.
  listen(told, { move, jump, act }) {
    this.node.tabIndex = 0;
    this.node.setAttribute("role", "application");
    this.node.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      const done = step ? () => move(...step) : { Home: jump, Enter: act, " ": act }[event.key];
      if (!done || !state.machine) return;
      event.preventDefault();
      done();
      this.paint();
    });
    for (const [name, live] of [["focus", "polite"], ["blur", "off"]]) {
      this.node.addEventListener(name, () => { told.setAttribute("aria-live", live); this.paint(); });
    }
  }

  hasFocus() { return document.activeElement === this.node; }

  paint() {
    const { clientWidth: width, clientHeight: height } = this.box;
    if (!width || !height) return;
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.node.width !== wide || this.node.height !== high) { this.node.width = wide; this.node.height = high; }
    const context = this.node.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = "11px system-ui, sans-serif";
    this.draw(context, width, height);
  }
}

// The address that is pointed at, or nothing.
export const deskPointed = () => state.pointed?.at ?? "";

export const deskShown = () => document.getElementById("engineer")?.hidden === false;

// Draw after any of these, when the desk is to be seen, and at most every so many ms; calmly where that is asked for.
export function deskDraw(names, draw, every = 0) {
  let last = -Infinity;
  let waits = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const now = () => {
    const least = every && calm.matches ? 1000 : every;
    const left = last + least - performance.now();
    if (!deskShown() || waits) return;
    if (left > 0) { waits = true; setTimeout(() => { waits = false; now(); }, left); return; }
    last = performance.now();
    draw(state);
  };
  on([...names, "words", "desk"], now);
}

export const deskVolts = (volts, digits = 2) => `${signed(volts, digits)}\u00a0V`;

// Lamps or targets with a minus that no line is broken at.
export const deskSigns = (signs) => [...signs.replaceAll("-", "−")].join("\u2060");

// What is new in a list that forgets its beginning, since it was last asked.
export class DeskNews {
  constructor() { this.last = null; }

  of(list) {
    const fresh = list.slice(this.last ? list.lastIndexOf(this.last) + 1 : 0);
    this.last = list.at(-1) ?? this.last;
    return fresh;
  }

  // Whether what it saw last is no longer there.
  hasLost(list) { return this.last !== null && !list.includes(this.last); }
}
