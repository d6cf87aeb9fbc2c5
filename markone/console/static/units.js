// The A-units: 512 lamps on cards of eight, eight columns of eight cards, as on the photograph.

import { on, state } from "./state.js";
import { drawBroken, drawLamp, INK } from "./lamp.js";
import { Rack } from "./rack.js";

const COLUMNS_OF_CARDS = 8;
const CARD_WIDE = 4;
const CARD_HIGH = 2;
const CARD_SIZE = CARD_WIDE * CARD_HIGH;
let unitRack = null;

// Where each unit is on the cabinet: columns, rows, and the unit at each place or -1.
export function cabinet(units) {
  const cards = Math.ceil(units / CARD_SIZE);
  const high = Math.ceil(cards / COLUMNS_OF_CARDS);
  const columns = COLUMNS_OF_CARDS * CARD_WIDE, rows = high * CARD_HIGH;
  const places = new Array(columns * rows).fill(-1);
  for (let unit = 0; unit < units; unit++) {
    const card = Math.floor(unit / CARD_SIZE), within = unit % CARD_SIZE;
    const column = Math.floor(card / high) * CARD_WIDE + (within % CARD_WIDE);
    const row = (card % high) * CARD_HIGH + Math.floor(within / CARD_WIDE);
    places[row * columns + column] = unit;
  }
  return { columns, rows, places, wide: CARD_WIDE, high: CARD_HIGH };
}

export function startUnits(element) {
  unitRack = new Rack(element, {
    address: (unit) => `A${unit + 1}`,
    told: (unit, say) => say(state.units[unit] > 127 ? "museum.unit.fires" : "museum.unit.quiet", { unit: `A${unit + 1}` }),
  });
  on(["machine"], () => {
    if (!state.machine) return;
    const { columns, rows, places, wide, high } = cabinet(state.machine.units);
    unitRack.shape(columns, rows, places, wide, high, 0.5, 0.3);
  });
  on(["units", "brokenUnits", "machine", "pointed", "layout"], drawUnits);
  return unitRack;
}

function drawUnits() {
  const { paper } = unitRack;
  if (paper.isHidden()) return;
  paper.fit();
  paper.wipe();
  drawCards(paper.pen);
  const count = Math.min(state.units.length, unitRack.where.length);
  for (let unit = 0; unit < count; unit++) drawUnit(paper.pen, unit);
  if (unitRack.hasFocus()) drawUnitMark(paper.pen, unitRack.cursor, INK.focus);
  else if (state.pointed?.at.startsWith("A")) drawUnitMark(paper.pen, Number(state.pointed.at.slice(1)) - 1, INK.plus);
}

function drawCards(pen) {
  pen.fillStyle = "#151311";
  pen.strokeStyle = "#4b463f";
  pen.lineWidth = 1;
  for (let unit = 0; unit < unitRack.where.length; unit += CARD_SIZE) {
    const { x, y, width, height } = unitRack.box(unit);
    pen.beginPath();
    pen.roundRect(x - 0.12 * width, y - 0.12 * height, (CARD_WIDE + 0.24) * width, (CARD_HIGH + 0.24) * height, 3);
    pen.fill();
    pen.stroke();
  }
}

function drawUnit(pen, unit) {
  const { x, y, width, height } = unitRack.box(unit);
  const radius = 0.36 * Math.min(width, height);
  drawLamp(pen, x + width / 2, y + height / 2, radius, state.units[unit]);
  if (state.brokenUnits[unit]) drawBroken(pen, x + width / 2, y + height / 2, radius);
}

function drawUnitMark(pen, unit, colour) {
  if (!unitRack.where[unit]) return;
  const { x, y, width, height } = unitRack.box(unit);
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.roundRect(x + 1, y + 1, width - 2, height - 2, 3);
  pen.stroke();
}
