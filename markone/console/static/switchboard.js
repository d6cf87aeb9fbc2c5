// The switchboard, and the wires of what is pointed at: from photocells through it to A-units, and on to the R-unit.
// Excitatory wires are drawn out and amber, inhibitory ones broken and blue.

import { indexOfPart, kindOfPart } from "./address.js";
import { on, state } from "./state.js";
import { INK } from "./lamp.js";
import { Paper } from "./paper.js";

const WIRE_LOOKS = {
  plus: { colour: INK.plus, dash: [] },
  minus: { colour: INK.minus, dash: [5, 4] },
  pots: { colour: INK.pot, dash: [1, 3] },
};
const HOLES_ACROSS = 4;
const HOLES_DOWN = 40;
let wirePaper = null;
let holePaper = null;
let boardRacks = null;

export function startSwitchboard(board, overlay, racks) {
  boardRacks = racks;
  holePaper = new Paper(board);
  wirePaper = new Paper(overlay);
  on(["layout"], drawHoles);
  on(["pointed", "layout", "zoom", "machine"], drawWires);
}

function drawHoles() {
  if (holePaper.isHidden()) return;
  holePaper.fit();
  holePaper.wipe();
  const { pen, width, height } = holePaper;
  for (let hole = 0; hole < HOLES_ACROSS * HOLES_DOWN; hole++) {
    const x = ((hole % HOLES_ACROSS) + 0.5) * (width / HOLES_ACROSS);
    const y = (Math.floor(hole / HOLES_ACROSS) + 0.5) * (height / HOLES_DOWN);
    pen.fillStyle = "#0b0a09";
    pen.strokeStyle = "#7d7364";
    pen.lineWidth = 0.8;
    pen.beginPath();
    pen.arc(x, y, Math.min(2.6, height / HOLES_DOWN / 3), 0, 7);
    pen.fill();
    pen.stroke();
  }
}

function drawWires() {
  if (wirePaper.isHidden()) return;
  wirePaper.fit();
  wirePaper.wipe();
  const { pointed } = state;
  if (!pointed || !state.machine) return;
  const kind = kindOfPart(pointed.at);
  if (pointed.wires && kind !== "R") {
    for (const sort of ["minus", "plus"]) for (const [n, other] of pointed.wires[sort].entries()) drawPlug(pointed, kind, sort, other, n);
  }
  if (kind === "A" || kind === "P") drawOnwards(kind === "A" ? indexOfPart(pointed.at) : state.machine.unit_of[indexOfPart(pointed.at)], pointed.pots);
}

function drawPlug(pointed, kind, sort, other, n) {
  const own = indexOfPart(pointed.at);
  const [cell, unit] = kind === "S" ? [own, other] : [other, kind === "P" ? state.machine.unit_of[own] : own];
  const from = partPlace("retina", cell), to = partPlace("units", unit);
  const lit = pointed.told?.lit_cells.includes(cell); // as the A-units have seen it
  if (from) drawPlugEnd(from, sort, lit);
  if (from && to) drawWire([from, holeFor(from, n), to], WIRE_LOOKS[sort], lit ? 2.2 : 1, lit ? 1 : 0.6);
  if (kind === "S" && to) drawPlugEnd(to, sort, lit);
}

// Where a part is on the overlay; null where it is not to be seen.
function partPlace(name, index) {
  const rack = boardRacks[name];
  if (!rack.where[index] || rack.paper.isHidden()) return null;
  const { x, y, width, height } = rack.box(index);
  if (x < -1 || y < -1 || x + width > rack.element.clientWidth + 1 || y + height > rack.element.clientHeight + 1) return null;
  return inOverlay(rack.element, x + width / 2, y + height / 2, Math.min(width, height) / 2);
}

function inOverlay(element, x, y, radius = 0) {
  const frame = element.getBoundingClientRect(), mine = wirePaper.element.getBoundingClientRect();
  return { x: frame.left - mine.left + x, y: frame.top - mine.top + y, radius };
}

// A wire goes through the board about as high up as its photocell is.
function holeFor({ y }, n) {
  if (holePaper.isHidden()) return null;
  const row = Math.floor(((y - inOverlay(holePaper.element, 0, 0).y) / holePaper.height) * HOLES_DOWN);
  const column = n % HOLES_ACROSS;
  return inOverlay(holePaper.element, ((column + 0.5) * holePaper.width) / HOLES_ACROSS, ((row + 0.5) * holePaper.height) / HOLES_DOWN);
}

function drawWire(points, { colour, dash }, width, alpha) {
  const { pen } = wirePaper;
  const through = points.filter(Boolean);
  pen.save();
  pen.globalAlpha = alpha;
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(through[0].x, through[0].y);
  for (let n = 1; n < through.length; n++) bendWire(pen, through[n - 1], through[n]);
  pen.stroke();
  pen.restore();
}

// A wire that hangs over: it leaves and comes in level, or upright where the parts lie above one another.
function bendWire(pen, from, to) {
  const dx = to.x - from.x, dy = to.y - from.y;
  if (Math.abs(dx) > (holePaper.isHidden() ? 1 : 0.12) * Math.abs(dy)) pen.bezierCurveTo(from.x + dx / 2, from.y, to.x - dx / 2, to.y, to.x, to.y);
  else pen.bezierCurveTo(from.x, from.y + dy / 2, to.x, to.y - dy / 2, to.x, to.y);
}

// On the retina: a ring for an excitatory plug, a bar for an inhibitory one.
function drawPlugEnd({ x, y, radius }, sort, lit) {
  const { pen } = wirePaper;
  pen.strokeStyle = WIRE_LOOKS[sort].colour;
  pen.lineWidth = lit ? 3 : 1.8;
  pen.beginPath();
  if (sort === "plus") pen.arc(x, y, 0.85 * radius, 0, 7);
  else { pen.moveTo(x - radius, y); pen.lineTo(x + radius, y); }
  pen.stroke();
}

function drawOnwards(unit, pots) {
  const from = partPlace("units", unit);
  for (const pot of pots) {
    const dial = partPlace("dials", pot);
    const response = state.machine.bank.findIndex((first, n) => pot >= first && pot < state.machine.bank[n + 1]);
    const lamp = partPlace("responses", response);
    if (from && dial) drawWire([from, dial], WIRE_LOOKS.pots, 1.8, 0.95);
    if (dial && lamp) drawWire([dial, lamp], WIRE_LOOKS.pots, 1.8, 0.95);
  }
}
