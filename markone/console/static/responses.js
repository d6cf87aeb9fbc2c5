// The R-units: boxes of two halves, 1 and 0, each with a lamp.

import { on, state } from "./state.js";
import { drawBroken, drawLamp, INK } from "./lamp.js";
import { Rack } from "./rack.js";

let responseRack = null;

export function startResponses(element) {
  responseRack = new Rack(element, {
    address: (response) => `R${response + 1}`, zooms: false,
    told: (response, told) => told(state.lamps[response] > 127 ? "museum.lamp.one" : "museum.lamp.zero", { lamp: `R${response + 1}` }),
  });
  on(["machine", "layout"], shapeResponses);
  on(["lamps", "targets", "brokenLamps", "machine", "pointed", "layout", "verdict"], drawResponses);
  return responseRack;
}

const isLying = () => responseRack.element.clientWidth > 1.6 * responseRack.element.clientHeight;

function shapeResponses() {
  if (!state.machine) return;
  const count = state.machine.responses;
  const places = Array.from({ length: count }, (_, n) => n);
  responseRack.shape(isLying() ? count : 1, isLying() ? 1 : count, places);
}

function drawResponses() {
  const { paper } = responseRack;
  if (paper.isHidden()) return;
  paper.fit();
  paper.wipe();
  const count = Math.min(state.lamps.length, responseRack.where.length);
  for (let response = 0; response < count; response++) drawResponse(paper.pen, response);
}

function drawResponse(pen, response) {
  const { x, y, width, height } = responseRack.box(response);
  const lying = isLying();
  const size = Math.min(lying ? width / 1.1 : width / 3.6, lying ? height / 2.3 : height / 1.12, 44);
  const cx = x + width / 2, cy = y + height / 2;
  const halves = lying ? [[0, -0.5], [0, 0.5]] : [[-0.1, 0], [0.9, 0]];
  const points = state.pointed?.at === `R${response + 1}`;
  halves.forEach(([dx, dy], zero) => {
    const on = zero ? 255 - state.lamps[response] : state.lamps[response];
    drawHalf(pen, cx + dx * size, cy + dy * size, size, state.brokenLamps[response] ? 0 : on, zero ? "0" : "1", response);
  });
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = INK.paper;
  pen.font = `600 ${Math.max(11, 0.42 * size)}px ${getComputedStyle(document.body).fontFamily}`;
  if (!lying) pen.fillText(`R${response + 1}`, cx - 1.15 * size, cy);
  if (points || (responseRack.hasFocus() && responseRack.cursor === response)) {
    pen.strokeStyle = responseRack.hasFocus() ? INK.focus : INK.plus;
    pen.lineWidth = 2;
    pen.strokeRect(x + 1, y + 1, width - 2, height - 2);
  }
}

function drawHalf(pen, x, y, size, glow, digit, response) {
  const wanted = state.targets[response] === (digit === "1" ? 1 : -1);
  pen.fillStyle = "#12100e";
  pen.strokeStyle = wanted ? INK.plus : "#5c564d";
  pen.lineWidth = wanted ? 2 : 1;
  pen.beginPath();
  pen.roundRect(x - 0.46 * size, y - 0.46 * size, 0.92 * size, 0.92 * size, 3);
  pen.fill();
  pen.stroke();
  drawLamp(pen, x, y, 0.32 * size, glow);
  pen.fillStyle = glow > 127 ? "#2b1405" : INK.dim;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = `700 ${0.38 * size}px ${getComputedStyle(document.body).fontFamily}`;
  pen.fillText(digit, x, y + 0.02 * size);
  if (state.brokenLamps[response] && digit === "1") drawBroken(pen, x, y, 0.3 * size);
}
