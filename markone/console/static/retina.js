// The retina: 20 by 20 photocells, the light of the slide on them, and which of them are lit. It can be drawn on.

import { RETINA_SIDE, cellName } from "./address.js";
import { on, state } from "./state.js";
import { drawBroken, drawLamp, INK } from "./lamp.js";
import { paintCells } from "./holder.js";
import { Rack } from "./rack.js";
import { pointAt } from "./select.js";

const RETINA_RULING = 5;
let retinaRack = null;
let brush = null; // while it is held down: {pointer, puts: a light, before: the slide under it}
let lastCell = -1;

export function startRetina(element) {
  retinaRack = new Rack(element, {
    address: cellName, act: toggleCell, zooms: false, points: false,
    told: (cell, say) => say(state.light[cell] > 127 ? "museum.cell.light" : "museum.cell.dark", { cell: cellName(cell) }),
  });
  retinaRack.shape(RETINA_SIDE, RETINA_SIDE, Array.from({ length: RETINA_SIDE * RETINA_SIDE }, (_, cell) => cell));
  listenToBrush(element);
  on(["light", "cells", "brokenCells", "pointed", "layout", "words"], drawRetina);
  return retinaRack;
}

function toggleCell(cell) { if (state.canOperate) paintCells([cell], state.light[cell] > 127 ? 0 : 255); }

function listenToBrush(element) {
  element.addEventListener("pointerdown", (event) => {
    element.focus({ preventScroll: true });
    event.preventDefault();
    if (brush) return; // another finger draws
    element.setPointerCapture(event.pointerId);
    lastCell = retinaRack.find(event.clientX, event.clientY);
    retinaRack.point(lastCell);
    if (!state.canOperate || event.button > 0 || onlyPoints()) return;
    brush = { pointer: event.pointerId, puts: state.light[lastCell] > 127 ? 0 : 255, before: state.light.slice() };
    paintCells([lastCell], brush.puts);
  });
  element.addEventListener("pointermove", (event) => {
    if (brush?.pointer === event.pointerId) {
      for (const each of [...(event.getCoalescedEvents?.() ?? []), event]) brushTo(retinaRack.find(each.clientX, each.clientY));
    } else if (!brush && event.pointerType === "mouse") retinaRack.hover(event);
  });
  element.addEventListener("pointercancel", (event) => { if (brush?.pointer === event.pointerId) takeStrokeBack(); });
  element.addEventListener("lostpointercapture", (event) => { if (brush?.pointer === event.pointerId) brush = null; });
  element.addEventListener("pointerleave", () => { if (!brush && !retinaRack.hasFocus()) pointAt(null); });
}

// The finger was one of two that zoom the page.
function takeStrokeBack() {
  state.light.set(brush.before);
  paintCells([], 0);
  brush = null;
}

// On a phone, beside the A-units, the retina is there to be pointed at.
const onlyPoints = () => document.body.dataset.tab === "units" && matchMedia("(max-width: 900px)").matches;

function brushTo(cell) {
  if (cell < 0 || cell === lastCell) return;
  const stroke = cellsBetween(lastCell, cell).filter((each) => state.light[each] !== brush.puts);
  lastCell = cell;
  if (stroke.length) paintCells(stroke, brush.puts);
}

// The cells on the straight way from one to another.
function cellsBetween(from, to) {
  const [y0, x0, y1, x1] = [Math.floor(from / RETINA_SIDE), from % RETINA_SIDE, Math.floor(to / RETINA_SIDE), to % RETINA_SIDE];
  const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
  return Array.from({ length: steps + 1 }, (_, n) =>
    Math.round(y0 + ((y1 - y0) * n) / steps) * RETINA_SIDE + Math.round(x0 + ((x1 - x0) * n) / steps));
}

function drawRetina() {
  const { paper } = retinaRack;
  if (paper.isHidden()) return;
  paper.fit();
  const { pen, width } = paper;
  const pitch = width / RETINA_SIDE;
  pen.fillStyle = "#0e0c0a";
  pen.fillRect(0, 0, width, width);
  for (let cell = 0; cell < RETINA_SIDE * RETINA_SIDE; cell++) drawLight(pen, cell, pitch);
  drawRulings(pen, width, pitch);
  for (let cell = 0; cell < RETINA_SIDE * RETINA_SIDE; cell++) drawCell(pen, cell, pitch);
  if (retinaRack.hasFocus()) drawCellCursor(pen, retinaRack.cursor, pitch);
}

// The slide's light lies on the field as a pale square; a lit photocell is a lamp on it.
function drawLight(pen, cell, pitch) {
  if (!state.light[cell]) return;
  pen.fillStyle = `rgba(226, 222, 205, ${(0.62 * state.light[cell]) / 255})`;
  pen.fillRect((cell % RETINA_SIDE) * pitch + 0.5, Math.floor(cell / RETINA_SIDE) * pitch + 0.5, pitch - 1, pitch - 1);
}

function drawRulings(pen, width, pitch) {
  pen.strokeStyle = "rgba(240, 167, 46, 0.42)";
  pen.lineWidth = 1;
  pen.beginPath();
  for (let n = RETINA_RULING; n < RETINA_SIDE; n += RETINA_RULING) {
    const at = Math.round(n * pitch) + 0.5;
    pen.moveTo(at, 0); pen.lineTo(at, width);
    pen.moveTo(0, at); pen.lineTo(width, at);
  }
  pen.stroke();
}

function drawCell(pen, cell, pitch) {
  const x = (cell % RETINA_SIDE + 0.5) * pitch, y = (Math.floor(cell / RETINA_SIDE) + 0.5) * pitch;
  drawLamp(pen, x, y, 0.3 * pitch, state.cells[cell]);
  if (state.brokenCells[cell]) drawBroken(pen, x, y, 0.3 * pitch);
}

function drawCellCursor(pen, cell, pitch) {
  pen.strokeStyle = INK.focus;
  pen.lineWidth = 2;
  pen.strokeRect((cell % RETINA_SIDE) * pitch + 1, Math.floor(cell / RETINA_SIDE) * pitch + 1, pitch - 2, pitch - 2);
}

