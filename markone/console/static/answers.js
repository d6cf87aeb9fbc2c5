// What a recording answers when it is asked of a part: as the machine itself would, from the present frame.

import { RETINA_SIDE, indexOfPart } from "./address.js";
import { SECTION } from "./frames.js";
import { state } from "./state.js";

const OPEN_PLUG = -1;
const MOST_MOVES_TOLD = 200;
const SCALE_VOLTS = 32767;
const rounded = (value, digits = 3) => Number(value.toFixed(digits));

// The index of a part from 0, and its kind; null for what is no address of this machine.
function partAt(at) {
  const cell = /^S([1-9]\d?)\.([1-9]\d?)$/.exec(at);
  if (cell && cell[1] <= RETINA_SIDE && cell[2] <= RETINA_SIDE) {
    return { kind: "S", index: indexOfPart(at) };
  }
  const other = /^([APR])([1-9]\d{0,4})$/.exec(at);
  const most = { A: state.machine.units, P: state.machine.pots, R: state.machine.responses };
  return other && other[2] <= most[other[1]] ? { kind: other[1], index: other[2] - 1 } : null;
}

const responseOf = (pot) => state.machine.bank.findLastIndex((first) => first <= pot) + 1;
const potsOfUnit = (unit) => state.machine.unit_of.flatMap((other, pot) => (other === unit ? [pot] : []));

// The wires as they are plugged at the present frame: rows of cells, one for each A-unit.
function plugged(reel) {
  const rows = { plus: reel.told.plus.map((row) => [...row]), minus: reel.told.minus.map((row) => [...row]) };
  const [x, y] = [rows.plus[0].length, rows.minus[0].length];
  for (const [plug, cell] of reel.known("plugs") ?? []) {
    const other = plug - reel.told.plus.length * x;
    if (other < 0) rows.plus[Math.floor(plug / x)][plug % x] = cell;
    else rows.minus[Math.floor(other / y)][other % y] = cell;
  }
  return rows;
}

function latchedCells(reel) {
  const hex = reel.known("lit");
  return (cell) => (parseInt(hex[cell >> 2], 16) >> (3 - (cell & 3))) & 1;
}

const EXPLAINERS = { S: explainedCell, A: explainedUnit, P: explainedPot, R: explainedResponse };

export function explainedPart(reel, at) {
  const part = partAt(at);
  return part && { at, ...EXPLAINERS[part.kind](reel, part.index), lit_cells: litCells(reel, part) };
}

// Which of the cells at the other ends of its wires are lit; of a cell, itself.
function litCells(reel, { kind, index }) {
  if (kind === "R") return [];
  const rows = plugged(reel);
  const unit = kind === "P" ? state.machine.unit_of[index] : index;
  const cells = kind === "S" ? [index] : [...rows.plus[unit], ...rows.minus[unit]];
  const lit = latchedCells(reel);
  return [...new Set(cells)].filter((cell) => cell !== OPEN_PLUG && lit(cell)).sort((a, b) => a - b);
}

function explainedCell(reel, cell) {
  const rows = plugged(reel);
  const times = (side) => side.flat().filter((other) => other === cell).length;
  return {
    key: "explain.cell", light: rounded(state.light[cell] / 255, 2), lit: Boolean(latchedCells(reel)(cell)),
    threshold: reel.dials().light_threshold, excites: times(rows.plus), inhibits: times(rows.minus),
  };
}

function explainedUnit(reel, unit) {
  const rows = plugged(reel);
  const lit = latchedCells(reel);
  const [plus, minus] = [rows.plus[unit], rows.minus[unit]].map((row) => row.filter((cell) => cell !== OPEN_PLUG));
  const [litPlus, litMinus] = [plus, minus].map((row) => row.filter(lit).length);
  return {
    key: state.units[unit] ? "explain.unit.fires" : "explain.unit.quiet",
    plus: litPlus, of_plus: plus.length, minus: litMinus, of_minus: minus.length, net: litPlus - litMinus,
    theta: reel.dials().theta, card: Math.floor(unit / 8) + 1,
    adds: potsOfUnit(unit).map((pot) => (
      { pot: `P${pot + 1}`, response: responseOf(pot), volts: rounded(state.volts[pot]) }
    )),
  };
}

function explainedPot(reel, pot) {
  return {
    key: "explain.pot", volts: rounded(state.volts[pot]), unit: state.machine.unit_of[pot] + 1,
    response: responseOf(pot), way: rounded(state.motors[pot] / 127, 2), reach: state.machine.reach_v,
    pulse_ms: reel.dials().pulse_ms,
  };
}

function explainedResponse(reel, response) {
  const [first, last] = state.machine.bank.slice(response, response + 2);
  const word = Array.from(state.lamps, (lamp) => (lamp ? "+" : "-")).join("");
  return {
    key: "explain.response", volts: rounded(state.currents[response]), on: state.lamps[response] > 0,
    wanted: state.targets[response], fed: state.machine.unit_of.slice(first, last).filter((unit) => state.units[unit]).length,
    size: last - first, word, letter: state.machine.words[word] ?? "",
  };
}

export function wiresOfPart(reel, at) {
  const part = partAt(at);
  if (!part || !"SA".includes(part.kind)) return null;
  const rows = plugged(reel);
  if (part.kind === "A") {
    const [plus, minus] = [rows.plus, rows.minus].map((side) => side[part.index].filter((cell) => cell !== OPEN_PLUG));
    return { at, plus, minus, pots: potsOfUnit(part.index) };
  }
  const units = (side) => side.flatMap((row, unit) => (row.includes(part.index) ? [unit] : []));
  return { at, plus: units(rows.plus), minus: units(rows.minus), pots: [] };
}

// The receptive field of an R-unit: its volts carried back through the wires.
export function fieldOfResponse(reel, response) {
  const [first, last] = state.machine.bank.slice(response - 1, response + 1);
  const rows = plugged(reel);
  const field = new Float64Array(RETINA_SIDE ** 2);
  for (let pot = first; pot < last; pot++) {
    const unit = state.machine.unit_of[pot];
    for (const cell of rows.plus[unit]) if (cell !== OPEN_PLUG) field[cell] += state.volts[pot];
    for (const cell of rows.minus[unit]) if (cell !== OPEN_PLUG) field[cell] -= state.volts[pot];
  }
  return { response, volts: Array.from(field, (volts) => rounded(volts)) };
}

// Every move of a potentiometer's motor up to the present frame, with its reason.
export function movesOfPot(reel, at) {
  const part = partAt(at);
  if (part?.kind !== "P") return null;
  const scale = state.machine.reach_v / SCALE_VOLTS;
  const moves = [];
  let [volts, motor] = [0, 0];
  for (let number = 0; number <= reel.here; number++) {
    const frame = reel.frames[number];
    const before = volts;
    volts = saidOf(reel, number, SECTION.volts, part.index, volts / scale) * scale;
    const way = saidOf(reel, number, SECTION.motors, part.index, motor);
    const turned = number > 0 && (reel.news.turned ?? []).some((each) => each[0] === number && each[1].includes(part.index));
    if (turned) moves.push(moveWithout("by hand", reel, frame, part.index, before, volts));
    else if (number === 0 && frame.ms > 0) moves.push(moveWithout("not kept", reel, frame, part.index, volts, volts));
    if (way && !motor) moves.push(begunMove(reel, number, part.index, way, before));
    const last = moves[moves.length - 1];
    if (last?.rule && last.slide === frame.shown) {
      if (motor) last.ran_ms = Math.max(last.ran_ms, last.runs ? frame.ms - last.ms : 0);
      last.runs = way !== 0;
      last.to_v = volts;
    }
    motor = way;
  }
  const told = moves.slice(-MOST_MOVES_TOLD).map(({ runs, ...move }) => move);
  return { pot: at, moves: told, more: moves.length - told.length };
}

function saidOf(reel, number, section, index, otherwise) {
  for (const [place, value] of reel.saidBy(number, section)) if (place === index) return value;
  return otherwise;
}

function moveWithout(mode, reel, frame, pot, from, to) {
  return {
    ms: frame.ms, slide: frame.shown, name: "", response: responseOf(pot) - 1, lamp: 0, wanted: 0, mode, rule: "",
    way: 0, ran_ms: 0, from_v: from, to_v: to,
  };
}

function begunMove(reel, number, pot, way, from) {
  const response = responseOf(pot) - 1;
  const said = reel.known("answer", number);
  const dials = reel.dials(number);
  const value = (signs) => ({ "+": 1, "-": -1, 0: 0 })[signs[response]];
  return {
    ms: reel.frames[number].ms, slide: reel.frames[number].shown, name: said.slide, response,
    lamp: value(said.lamps), wanted: value(said.targets), mode: dials.mode, rule: dials.rule,
    way: rounded(way / 127, 2), ran_ms: 0, from_v: from, to_v: from, runs: true,
  };
}
