// The slide in the holder: what the visitor puts in, and how it is moved. All that changes it goes through here.

import { changed, state } from "./state.js";
import { ask, isLive, send } from "./talk.js";
import { forgetVerdict } from "./verdict.js";

const SEND_MS = 80;
const AT_REST = { down: 0, right: 0, turn: 0, noise: 0 };
export const movedBy = { ...AT_REST };
let sendLater = 0;
let lastSent = 0;
let toSend = null;
let strokes = 0;

// Send no more often than the server takes it; what is overtaken is left out.
function sendSlide(message) {
  forgetVerdict();
  toSend = message;
  if (sendLater) return;
  sendLater = setTimeout(flushSlide, Math.max(0, lastSent + SEND_MS - performance.now()));
}

function flushSlide() {
  clearTimeout(sendLater);
  sendLater = 0;
  if (!toSend) return;
  if (toSend.do === "draw") askToDraw(toSend); else send(toSend);
  toSend = null;
  lastSent = performance.now();
}

// Until the last stroke is in the holder, frames tell of a slide before it.
async function askToDraw(message) {
  const last = strokes;
  const taken = await ask(message).then(() => true, () => false);
  if (last !== strokes) return;
  state.drawing = false;
  if (taken) return;
  state.light.set(state.inHolder);
  changed("light");
}

function putBack() { Object.assign(movedBy, AT_REST); changed("moved"); }

// A slide of the tray, and what it is to be called by the lamps if it is no letter.
export function feedSlide(group, name, wanted = "") {
  flushSlide();
  putBack();
  forgetVerdict();
  send({ do: "slide", group, name });
  if (wanted && canSpell(wanted)) send({ do: "wanted", letter: wanted });
}

const canSpell = (letter) => Object.values(state.machine?.words ?? {}).includes(letter);

// Light on one cell, from 0 to 255, at once to be seen.
export function paintCells(cells, light) {
  for (const cell of cells) state.light[cell] = light;
  strokes += 1;
  state.drawing = true;
  putBack();
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
  if (toSend?.do === "draw") flushSlide();
  for (const [name, by] of Object.entries(change)) movedBy[name] = name === "noise" ? by : movedBy[name] + by;
  movedBy.down = Math.min(20, Math.max(-20, movedBy.down));
  movedBy.right = Math.min(20, Math.max(-20, movedBy.right));
  movedBy.turn %= 360;
  changed("moved");
  sendSlide({ do: "move", ...movedBy });
}

// What the lamps are to say, in signs such as "+-+--"; "" for nothing.
export function wantWord(signs) {
  forgetVerdict();
  const values = signs ? Array.from(signs, (sign) => (sign === "+" ? 1 : -1)) : Array(state.machine.responses).fill(0);
  send({ do: "target", values });
}

// Press the button; where time stands still in the middle of a slide, it goes on.
export function showSlide() {
  if (!isLive()) return;
  flushSlide();
  if (!state.showing) forgetVerdict();
  if (!state.playing) send({ do: "play" });
  if (!state.showing) send({ do: "show" });
}
