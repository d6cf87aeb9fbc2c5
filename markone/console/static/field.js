// The receptive field of each R-unit: its volts carried back through the wires onto the retina.

import { RETINA_SIDE, cellName, indexOfPart, kindOfPart } from "./address.js";
import { DESK, DeskCanvas, deskDraw, deskNode, deskPane, deskPointed, deskShown, deskVolts } from "./bench.js";
import { state } from "./state.js";
import { pointAt } from "./select.js";
import { ask } from "./talk.js";
import { say } from "./words.js";

const FIELD_MS = 500; // between two rounds of questions, one for each R-unit
// PuOr, from minus (purple) to plus (orange).
const FIELD_COLOURS = ["#2d004b", "#542788", "#8073ac", "#b2abd2", "#d8daeb", "#f7f7f7", "#fee0b6", "#fdb863", "#e08214", "#b35806", "#7f3b08"];
const FIELD_RGB = FIELD_COLOURS.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));

// A colour of a share from -1 to 1, as [red, green, blue].
export function fieldColour(share) {
  const place = (Math.max(-1, Math.min(1, share)) + 1) / 2 * (FIELD_RGB.length - 1);
  const low = Math.min(Math.floor(place), FIELD_RGB.length - 2);
  return FIELD_RGB[low].map((value, band) => Math.round(value + (place - low) * (FIELD_RGB[low + 1][band] - value)));
}

export class FieldPane {
  constructor() {
    this.fields = [];
    this.stale = true;
    this.asks = false;
    this.screen = new DeskCanvas("field.canvas", (context, width, height) => this.paint(context, width, height));
    this.told = deskNode("p", "note");
    this.screen.node.addEventListener("pointermove", (event) => this.over(event));
    this.cursor = { index: 0, cell: 0 };
    this.screen.listen(this.told, {
      move: (right, down) => this.move(right, down), act: () => pointAt(cellName(this.cursor.cell)),
      jump: () => { this.cursor.index = (this.cursor.index + 1) % (this.fields.length || 1); this.move(0, 0); },
    });
    this.screen.node.addEventListener("click", (event) => { const cell = this.over(event); if (cell) pointAt(cell.at); });
    this.node = deskPane("field", this.told, this.screen.box);
    deskDraw(["volts", "machine"], () => { this.stale = true; this.round(); }, FIELD_MS);
    deskDraw(["pointed"], () => this.draw());
  }

  // Ask for the fields, one after another; never two rounds at once.
  async round() {
    if (!state.machine || this.asks || !this.stale || !deskShown()) return;
    [this.asks, this.stale] = [true, false];
    try {
      for (let response = 1; response <= state.machine.responses && deskShown(); response++) {
        this.fields[response - 1] = (await ask({ do: "field", response })).volts;
      }
      this.fields.length = state.machine.responses;
      if (this.stale) setTimeout(() => this.round(), FIELD_MS); // they have changed meanwhile
    } catch { /* the complaint has been shown; the next round asks again */ }
    this.asks = false;
    this.draw();
  }

  draw() {
    this.screen.paint();
    this.told.textContent = this.hover ?? say("field.hint");
  }

  layout(width, height) {
    const count = state.machine?.responses ?? 1;
    let best = { side: 0 };
    for (let across = 1; across <= count; across++) {
      const down = Math.ceil(count / across);
      const side = Math.floor(Math.min(width / across - 8, (height - 26) / down - 20));
      if (side > best.side) best = { side, across };
    }
    return { ...best, place: (index) => [(index % best.across) * (best.side + 8), Math.floor(index / best.across) * (best.side + 20) + 16] };
  }

  paint(context, width, height) {
    const layout = this.layout(width, height);
    const most = Math.max(1e-3, ...this.fields.flat().map(Math.abs)); // not all need be known yet
    if (layout.side < RETINA_SIDE) return;
    this.fields.forEach((field, index) => fieldOne(context, field, most, index, layout));
    if (this.screen.hasFocus()) fieldMark(context, layout.place(this.cursor.index), layout.side / RETINA_SIDE, this.cursor.cell, DESK.sky);
    fieldScale(context, most, width, height);
  }

  move(right, down) {
    const along = [this.cursor.cell % RETINA_SIDE + right, Math.floor(this.cursor.cell / RETINA_SIDE) + down];
    const [column, row] = along.map((place) => Math.max(0, Math.min(RETINA_SIDE - 1, place)));
    this.cursor.cell = row * RETINA_SIDE + column;
    this.tell({ ...this.cursor, at: cellName(this.cursor.cell) });
  }

  tell(cell) {
    const volts = cell && this.fields[cell.index]?.[cell.cell];
    this.hover = cell && say("field.cell", { at: cell.at, response: cell.index + 1, volts: deskVolts(volts ?? 0) });
    this.told.textContent = this.hover ?? say("field.hint");
  }

  over(event) {
    const box = this.screen.node.getBoundingClientRect();
    const layout = this.layout(box.width, box.height);
    const cell = layout.side ? fieldCell(event.clientX - box.left, event.clientY - box.top, layout, this.fields) : null;
    this.tell(cell);
    return cell;
  }
}

function fieldCell(x, y, layout, fields) {
  for (let index = 0; index < fields.length; index++) {
    const [left, top] = layout.place(index);
    const [column, row] = [x - left, y - top].map((along) => Math.floor(along / layout.side * RETINA_SIDE));
    if (Math.min(row, column) >= 0 && Math.max(row, column) < RETINA_SIDE) {
      return { index, cell: row * RETINA_SIDE + column, at: cellName(row * RETINA_SIDE + column) };
    }
  }
  return null;
}

function fieldOne(context, field, most, index, layout) {
  const [left, top] = layout.place(index);
  const step = layout.side / RETINA_SIDE;
  const image = fieldImage(field, most);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, left, top, layout.side, layout.side);
  context.fillStyle = DESK.ink;
  context.textAlign = "left";
  context.fillText(`R${index + 1}`, left, top - 4);
  if (kindOfPart(deskPointed()) === "S") fieldMark(context, [left, top], step, indexOfPart(deskPointed()), DESK.red);
}

function fieldMark(context, [left, top], step, cell, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.strokeRect(left + (cell % RETINA_SIDE) * step - 1, top + Math.floor(cell / RETINA_SIDE) * step - 1, step + 2, step + 2);
}

// A field with a pixel for each photocell.
function fieldImage(field, most) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = RETINA_SIDE;
  const pixels = new ImageData(RETINA_SIDE, RETINA_SIDE);
  field.forEach((volts, cell) => pixels.data.set([...fieldColour(volts / most), 255], 4 * cell));
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas;
}

function fieldScale(context, most, width, height) {
  const [left, wide, top] = [52, width - 104, height - 18];
  for (let column = 0; column < wide; column++) {
    context.fillStyle = `rgb(${fieldColour(2 * column / (wide - 1) - 1).join()})`;
    context.fillRect(left + column, top, 1, 12);
  }
  const digits = most < 10 ? 1 : 0;
  context.fillStyle = DESK.dim;
  context.textAlign = "right";
  context.fillText(deskVolts(-most, digits), left - 5, top + 10);
  context.textAlign = "left";
  context.fillText(deskVolts(most, digits), left + wide + 5, top + 10);
}
