// A clock of 1960: the machine's own time.

import { on, state } from "./state.js";
import { Paper } from "./paper.js";
import { clockTime } from "./words.js";

let clockPaper = null;
let clockText = null;

export function startClock(element) {
  const face = document.createElement("div");
  face.className = "clock-face";
  clockText = document.createElement("span");
  clockText.className = "drums";
  element.append(face, clockText);
  clockPaper = new Paper(face);
  on(["time", "layout", "words"], drawClock);
}

function drawClock() {
  clockText.textContent = clockTime(state.ms, 1);
  if (clockPaper.isHidden()) return;
  clockPaper.fit();
  clockPaper.wipe();
  const { pen, width } = clockPaper;
  const radius = width / 2 - 1;
  pen.translate(width / 2, width / 2);
  pen.fillStyle = "#efe6d0";
  pen.strokeStyle = "#8d8474";
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 7);
  pen.fill();
  pen.stroke();
  for (let hour = 0; hour < 12; hour++) clockHand(pen, hour / 12, 0.8 * radius, hour % 3 ? 1 : 2, "#2b2620", 0.93 * radius);
  const seconds = state.ms / 1000;
  clockHand(pen, seconds / 43200, 0, 2.6, "#2b2620", 0.5 * radius);
  clockHand(pen, seconds / 3600, 0, 1.8, "#2b2620", 0.74 * radius);
  clockHand(pen, seconds / 60, -0.2 * radius, 1.2, "#b3330b", 0.84 * radius);
}

function clockHand(pen, share, from, width, colour, to) {
  const turn = 2 * Math.PI * share - Math.PI / 2;
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(from * Math.cos(turn), from * Math.sin(turn));
  pen.lineTo(to * Math.cos(turn), to * Math.sin(turn));
  pen.stroke();
}
