// The slide in the holder: what the visitor puts in, and how it is moved. All that changes it goes through here.

import { changed, putInPlace, state } from "./state.js";
import { ask, isLive, send } from "./talk.js";
import { forgetVerdict } from "./verdict.js";

const SEND_MS = 80;
let sendLater = 0;
let lastSent = 0;
let toSend = null;
let changes = 0;

// Send no more often than the server takes it; what is overtaken is left out.
function sendSlide(message) {
  begin();
  toSend = message;
  if (sendLater) return;
  sendLater = setTimeout(flushSlide, Math.max(0, lastSent + SEND_MS - performance.now()));
}

function begin() {
  forgetVerdict();
  changes += 1;
  state.moving = true;
}

function flushSlide() {
  clearTimeout(sendLater);
  sendLater = 0;
  if (!toSend) return;
  askSlide(toSend);
  toSend = null;
  lastSent = performance.now();
}

// Until the machine has done the last of what was asked, it tells of a slide before it; what it refuses is not so.
async function askSlide(message) {
  const last = changes;
  const isDone = await ask(message).then(() => true, () => false);
  if (last !== changes) return;
  state.drawing = state.moving = false;
  if (isDone) return;
  state.light.set(state.inHolder);
  state.moved = { ...state.movedThere };
  changed("light", "moved");
}

// A slide of the tray, and what it is to be called by the lamps if it is no letter.
export function feedSlide(group, name, wanted = "") {
  flushSlide();
  begin();
  state.drawing = false;
  putInPlace();
  askSlide({ do: "slide", group, name });
  if (wanted && canSpell(wanted)) send({ do: "wanted", letter: wanted });
}

const canSpell = (letter) => Object.values(state.machine?.words ?? {}).includes(letter);

// Light on one cell, from 0 to 255, at once to be seen.
export function paintCells(cells, light) {
  for (const cell of cells) state.light[cell] = light;
  state.drawing = true;
  putInPlace();
  changed("light");
  sendSlide({ do: "draw", cells: Array.from(state.light, (each) => each / 255), name: "" });
}

// Nothing is wanted of an empty slide.
export function clearSlide() {
  paintCells(state.light.keys(), 0);
  wantWord("");
}

export function invertSlide() {
  state.light = state.light.map((each) => 255 - each);
  paintCells([], 0);
}

// Shift, turn, or put noise on it; always from where it was put in.
export function moveSlide(change) {
  if (state.drawing) flushSlide();
  state.drawing = false;
  const to = state.moved;
  for (const [name, by] of Object.entries(change)) to[name] = name === "noise" ? by : to[name] + by;
  to.down = Math.min(20, Math.max(-20, to.down));
  to.right = Math.min(20, Math.max(-20, to.right));
  to.turn %= 360;
  changed("moved");
  sendSlide({ do: "move", ...to });
}

// What the lamps are to say, in signs such as "+-+--"; "" for nothing.
export function wantWord(signs, onRefused = () => {}) {
  forgetVerdict();
  const values = signs ? Array.from(signs, (sign) => (sign === "+" ? 1 : -1)) : Array(state.machine.responses).fill(0);
  ask({ do: "target", values }).catch(onRefused);
}

// Press the button; where time stands still in the middle of a slide, it goes on.
export function showSlide() {
  if (!isLive()) return;
  flushSlide();
  if (!state.showing) forgetVerdict();
  if (!state.playing) send({ do: "play" });
  if (!state.showing) send({ do: "show" });
}
