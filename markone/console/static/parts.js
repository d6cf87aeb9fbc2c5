// All parts of the machine as a small map: photocells, A-units, potentiometers and lamps. A click points at one.

import { RETINA_SIDE, cellName, indexOfPart } from "./address.js";
import { DESK, DeskCanvas, deskDraw, deskNode, deskPane, deskPointed, deskVolts, deskWrite } from "./bench.js";
import { fieldColour } from "./field.js";
import { pointAt } from "./select.js";
import { state } from "./state.js";
import { say } from "./words.js";

export class PartsPane {
  constructor() {
    this.screen = new DeskCanvas("parts.canvas", (context, width, height) => this.paint(context, width, height));
    this.told = deskNode("p", "note");
    this.cursor = { kind: 0, index: 0 };
    this.screen.listen(this.told, {
      move: (right, down) => this.move(right, down), act: () => this.act(this.current()),
      jump: () => { this.cursor = { kind: (this.cursor.kind + 1) % 4, index: 0 }; this.move(0, 0); },
    });
    this.screen.node.addEventListener("click", (event) => this.act(this.under(event)));
    this.screen.node.addEventListener("pointermove", (event) => { this.told.textContent = this.tell(this.under(event)); });
    this.screen.node.addEventListener("pointerleave", () => { this.told.textContent = this.tell(null); });
    this.node = deskPane("parts", this.told, this.screen.box);
    deskDraw(["time", "machine", "pointed", "cells", "units", "volts", "lamps"], () => this.draw(), 80);
  }

  draw() {
    this.screen.paint();
    if (!this.screen.node.matches(":hover") && !this.screen.hasFocus()) this.told.textContent = this.tell(null);
  }

  act(part) {
    if (!part) return;
    this.cursor = { kind: this.maps().findIndex((map) => map.kind === part.kind), index: part.index };
    pointAt(part.name(part.index));
  }

  // Along a row, or to the next one, as far as there are parts of this kind.
  move(right, down) {
    const { index, across, count } = this.current();
    const to = index + right + down * across;
    if (to >= 0 && to < count) this.cursor.index = to;
    deskWrite(this.told, this.tell(this.current()));
  }

  maps() { return partsMaps(this.screen.box.clientWidth, this.screen.box.clientHeight); }

  // The part under the keys' cursor.
  current() {
    const map = this.maps()[this.cursor.kind];
    return { ...map, index: Math.min(this.cursor.index, map.count - 1) };
  }

  tell(part) {
    const at = part ? part.name(part.index) : deskPointed();
    if (!at) return say("parts.hint");
    return at[0] === "P" ? `${at} ${deskVolts(state.volts[indexOfPart(at)] ?? 0)}` : at;
  }

  under(event) {
    const box = this.screen.node.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    for (const map of partsMaps(box.width, box.height)) {
      const [column, row] = [Math.floor((x - map.left) / map.step), Math.floor((y - map.top) / map.step)];
      const index = row * map.across + column;
      if (column >= 0 && column < map.across && row >= 0 && index < map.count) return { ...map, index };
    }
    return null;
  }

  paint(context, width, height) {
    if (!state.machine) return;
    for (const map of partsMaps(width, height)) partsMap(context, map);
    if (!this.screen.hasFocus()) return;
    const { index, across, left, top, step } = this.current();
    context.strokeStyle = DESK.sky;
    context.lineWidth = 2;
    context.strokeRect(left + (index % across) * step - 2, top + Math.floor(index / across) * step - 2, step + 3, step + 3);
  }
}

// Where each kind of part lies on the canvas: photocells and lamps on the left, A-units and potentiometers right.
function partsMaps(width, height) {
  const { units, pots, responses } = state.machine;
  const cell = Math.max(2, Math.floor(Math.min(height - 46, width * 0.4) / RETINA_SIDE));
  const left = RETINA_SIDE * cell + 12;
  const wide = width - left;
  const [unit, pot] = partsFit(wide, height - 34, units, pots);
  const across = [unit, pot].map((step) => Math.max(1, Math.floor(wide / step)));
  const below = 14 + Math.ceil(units / across[0]) * unit + 18;
  return [
    { kind: "S", left: 0, top: 14, step: cell, across: RETINA_SIDE, count: RETINA_SIDE ** 2, name: cellName, colour: (n) => partsGlow(state.cells[n]), broken: state.brokenCells },
    { kind: "A", left, top: 14, step: unit, across: across[0], count: units, name: (n) => `A${n + 1}`, colour: (n) => partsGlow(state.units[n]), broken: state.brokenUnits },
    { kind: "P", left, top: below, step: pot, across: across[1], count: pots, name: (n) => `P${n + 1}`, colour: partsVolts, broken: state.brokenPots },
    { kind: "R", left: 0, top: 14 + RETINA_SIDE * cell + 18, step: 14, across: responses, count: responses, name: (n) => `R${n + 1}`, colour: (n) => partsGlow(state.lamps[n]), broken: state.brokenLamps },
  ];
}

// The largest steps of A-units and potentiometers with which both fit.
function partsFit(wide, high, units, pots) {
  for (let step = 12; step > 2; step--) {
    const rows = (count) => Math.ceil(count / Math.max(1, Math.floor(wide / step)));
    if ((rows(units) + rows(pots)) * step <= high) return [step, step];
  }
  return [3, 2];
}

const partsGlow = (value) => { const share = (value ?? 0) / 255; return `rgb(${[58, 68, 74].map((dark, band) => Math.round(dark + share * ([255, 214, 110][band] - dark))).join()})`; };
const partsVolts = (pot) => `rgb(${fieldColour((state.volts[pot] ?? 0) / Math.min(state.machine.reach_v, 4)).join()})`;

function partsMap(context, map) {
  const pointed = deskPointed();
  const size = map.step - (map.step > 3 ? 1 : 0);
  context.fillStyle = DESK.dim;
  context.textAlign = "left";
  context.fillText(say(`parts.${map.kind}`), map.left, map.top - 4);
  for (let index = 0; index < map.count; index++) {
    const [x, y] = [map.left + (index % map.across) * map.step, map.top + Math.floor(index / map.across) * map.step];
    context.fillStyle = map.colour(index);
    context.fillRect(x, y, size, size);
    if (map.broken[index]) partsCross(context, x, y, size);
    if (map.name(index) === pointed) {
      context.strokeStyle = DESK.red;
      context.lineWidth = 2;
      context.strokeRect(x - 1, y - 1, size + 2, size + 2);
    }
  }
}

function partsCross(context, x, y, size) {
  context.strokeStyle = DESK.pink;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y);
  context.lineTo(x, y + size);
  context.stroke();
}
