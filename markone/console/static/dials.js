// The potentiometers: a dial for each, which turns while its motor runs. Only those that have changed are drawn anew.

import { on, state } from "./state.js";
import { drawBroken, INK } from "./lamp.js";
import { Rack } from "./rack.js";
import { cabinet } from "./units.js";
import { number } from "./words.js";

const DIAL_TURN = (5 / 6) * Math.PI; // of the pointer, at a stop
const DIAL_STEP = 0.001; // smallest turn that is worth drawing, as a share of the reach
let dialRack = null;
let drawnDials = { volts: new Float32Array(0), looks: new Uint8Array(0) };
let markedDials = new Set();

export function startDials(element) {
  dialRack = new Rack(element, {
    address: (pot) => `P${pot + 1}`,
    told: (pot, say) => say("museum.pot", { pot: `P${pot + 1}`, volts: number(state.volts[pot] ?? 0) }),
  });
  on(["machine"], () => { if (state.machine) shapeDials(); });
  on(["machine", "pointed", "layout", "zoom", "brokenPots"], () => drawDials(true));
  on(["volts", "motors"], () => drawDials(false));
  return dialRack;
}

// Each dial at the place of its A-unit; where a unit has several, they share its place.
function shapeDials() {
  const { units, unit_of: unitOf, pots } = state.machine;
  const plan = cabinet(units);
  const share = Math.max(1, Math.ceil(pots / units));
  const wide = Math.ceil(Math.sqrt(share)), high = Math.ceil(share / wide);
  const columns = plan.columns * wide;
  const places = new Array(columns * plan.rows * high).fill(-1);
  const placeOf = [];
  plan.places.forEach((unit, at) => { if (unit >= 0) placeOf[unit] = [at % plan.columns, Math.floor(at / plan.columns)]; });
  const taken = new Uint8Array(units);
  unitOf.forEach((unit, pot) => {
    const [column, row] = placeOf[unit], nth = taken[unit]++;
    places[(row * high + Math.floor(nth / wide)) * columns + column * wide + (nth % wide)] = pot;
  });
  dialRack.shape(columns, plan.rows * high, places, plan.wide * wide, plan.high * high, 0.5, 0.2);
}

function drawDials(all) {
  const { paper } = dialRack;
  if (paper.isHidden()) return;
  const count = Math.min(state.volts.length, dialRack.where.length);
  if (paper.fit() || drawnDials.volts.length !== count) all = true;
  if (all) {
    paper.wipe();
    drawnDials = { volts: new Float32Array(count).fill(NaN), looks: new Uint8Array(count) };
    markedDials = new Set(state.pointed?.pots ?? []);
  }
  const least = DIAL_STEP * state.machine?.reach_v || 0;
  for (let pot = 0; pot < count; pot++) {
    const looks = state.motors[pot] ? 1 : 0;
    if (Math.abs(state.volts[pot] - drawnDials.volts[pot]) < least && looks === drawnDials.looks[pot]) continue;
    drawnDials.volts[pot] = state.volts[pot];
    drawnDials.looks[pot] = looks;
    drawDial(paper, pot, looks);
  }
}

function drawDial(paper, pot, runs) {
  const { x, y, width, height } = dialRack.box(pot);
  if (x + width < 0 || y + height < 0 || x > paper.width || y > paper.height) return;
  const { pen } = paper;
  const radius = 0.42 * Math.min(width, height), cx = x + width / 2, cy = y + height / 2;
  const share = dialSpread(state.volts[pot] / (state.machine?.reach_v || 11));
  pen.clearRect(x, y, width, height);
  pen.fillStyle = runs ? "#4a3a1c" : markedDials.has(pot) ? "#3b2a36" : "#161412";
  pen.strokeStyle = markedDials.has(pot) ? INK.pot : runs ? INK.plus : "#8d8474";
  pen.lineWidth = Math.max(0.5, radius / (runs || markedDials.has(pot) ? 5 : 9));
  pen.beginPath();
  pen.arc(cx, cy, radius, 0, 7);
  pen.fill();
  pen.stroke();
  drawPointer(pen, cx, cy, radius, share);
  if (state.brokenPots[pot]) drawBroken(pen, cx, cy, 0.6 * radius);
  if (dialRack.hasFocus() && dialRack.cursor === pot) {
    pen.strokeStyle = INK.focus;
    pen.lineWidth = 2;
    pen.strokeRect(x + 1, y + 1, width - 2, height - 2);
  }
}

// The scale is wide about 0, where most of them stand: a turn goes by the square root of the volts.
const dialSpread = (share) => Math.sign(share) * Math.sqrt(Math.min(1, Math.abs(share)));

// Up is no volts; plus is to the right and amber, minus to the left and blue, with the way from 0 as an arc.
function drawPointer(pen, x, y, radius, share) {
  const turn = share * DIAL_TURN - Math.PI / 2;
  pen.strokeStyle = Math.abs(share) < 0.02 ? INK.paper : share > 0 ? INK.plus : INK.minus;
  pen.lineWidth = Math.max(0.8, radius / 4.5);
  pen.beginPath();
  if (radius > 4 && Math.abs(share) >= 0.02) pen.arc(x, y, 0.78 * radius, -Math.PI / 2, turn, share < 0);
  pen.moveTo(x, y);
  pen.lineTo(x + 0.8 * radius * Math.cos(turn), y + 0.8 * radius * Math.sin(turn));
  pen.stroke();
}
