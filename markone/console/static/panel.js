// Every switch and dial of the panel, as the machine's table has them: a new row appears by itself.

import { DESK, DeskTrial, deskDraw, deskInput, deskLabel, deskName, deskNode, deskPane, deskPointed, deskVerb, deskWrite } from "./bench.js";
import { setHere } from "./pointed.js";
import { state } from "./state.js";
import { say, sayOf } from "./words.js";

const PANEL_STEPS = 200;

export class PanelPane {
  constructor() {
    this.rows = [];
    this.built = "";
    this.list = deskNode("div", "rows");
    this.note = deskNode("p", "note");
    this.trial = new DeskTrial();
    this.node = deskPane("panel", this.note, this.trial.node, this.list);
    this.list.tabIndex = 0;
    deskName(this.list, "panel.title");
    deskDraw(["machine", "marks", "here", "time", "pointed"], () => this.draw(), 150);
  }

  draw() {
    if (!state.machine) return;
    const table = JSON.stringify([state.machine.dials.map(({ value, ...row }) => row), state.here, say("panel.title")]);
    if (table !== this.built) this.build(table);
    const busy = state.showing || (state.following && state.playing);
    deskWrite(this.note, say(busy ? "panel.busy" : "panel.rest"));
    for (const row of this.rows) row.stand(busy);
  }

  build(table) {
    this.built = table;
    this.rows = state.machine.dials.map((row) => new PanelRow(row.name, this));
    this.rows.push(new PanelHand(this));
    this.list.replaceChildren(...this.rows.map((row) => row.node));
  }
}

class PanelRow {
  constructor(name, pane) {
    this.name = name;
    this.pane = pane;
    const row = this.row();
    const title = deskNode("strong", "", "", name);
    const meaning = deskNode("p", "meaning", "", sayOf("panel.meaning", name, row.meaning));
    this.controls = row.part ? this.ofPart(row) : row.kind === "dial" ? this.dial(row) : this.switch(row);
    for (const control of this.controls) control.classList.add("operates");
    const line = deskNode("div", "controls", "", ...this.controls);
    this.node = deskNode("div", "row", "", deskNode("div", "head", "", title, panelBadge(row)), meaning, line, panelSource(row));
  }

  row() { return state.machine.dials.find((row) => row.name === this.name); }

  dial(row) {
    const step = row.whole ? 1 : Number(((row.high - row.low) / PANEL_STEPS).toPrecision(1));
    const slider = deskInput("range", { min: row.low, max: row.high, step });
    const box = deskInput("number", { min: row.low, max: row.high, step: row.whole ? 1 : "any" });
    this.range = deskNode("span", "range", "", `${row.low}–${row.high}`);
    for (const control of [slider, box]) {
      control.setAttribute("aria-label", this.name);
      control.addEventListener("change", () => this.set(control.valueAsNumber));
    }
    slider.addEventListener("input", () => { box.value = slider.value; });
    return [slider, box, this.range];
  }

  switch(row) {
    const select = deskNode("select");
    select.setAttribute("aria-label", this.name);
    for (const mark of row.marks) select.append(panelOption(mark));
    select.addEventListener("change", () => this.set(select.value));
    return [select];
  }

  ofPart(row) {
    this.at = deskInput("text", { placeholder: `${row.part}1`, size: 6, maxLength: 30 });
    const mark = row.kind === "dial" ? deskInput("number", { min: row.low, max: row.high, step: "any" }) : deskNode("select");
    if (row.kind !== "dial") for (const each of row.marks) mark.append(panelOption(each));
    mark.setAttribute("aria-label", this.name);
    const set = deskVerb("panel.set", () => this.set(row.kind === "dial" ? mark.valueAsNumber : mark.value, this.at.value.trim() || this.at.placeholder));
    return [deskLabel("panel.address", this.at), mark, set];
  }

  set(mark, at) {
    if (typeof mark === "number" && Number.isNaN(mark)) { this.stand(false); return; }
    this.pane.trial.try({ do: "set", name: this.name, mark, ...(at ? { at } : {}) }, () => this.putBack());
  }

  // What was refused does not stand there as if it were so.
  putBack() {
    const { part, value } = this.row();
    if (part || value === null) return;
    for (const control of this.node.querySelectorAll("input, select")) control.value = value;
  }

  stand(busy) {
    const row = this.row();
    for (const control of this.node.querySelectorAll("input, select, button")) {
      control.disabled = !state.canOperate || (busy && row.at_rest);
      if (!row.part && row.value !== null && document.activeElement !== control && control.value !== String(row.value)) control.value = row.value;
    }
    if (row.part && deskPointed().startsWith(row.part) && this.shown !== deskPointed()) this.shown = this.at.value = deskPointed();
  }
}

// A potentiometer that is turned by hand.
class PanelHand {
  constructor(pane) {
    this.at = deskInput("text", { placeholder: "P1", size: 6, maxLength: 30 });
    this.volts = deskInput("number", { step: "any", value: 0 });
    this.volts.setAttribute("aria-label", "V");
    const turn = deskVerb("panel.turn", () => pane.trial.try({ do: "turn", pot: this.at.value.trim() || "P1", volts: this.volts.valueAsNumber || 0 }));
    const head = deskNode("div", "head", "", deskNode("strong", "", "panel.hand"));
    const line = deskNode("div", "controls", "", deskLabel("panel.address", this.at), this.volts, turn);
    this.node = deskNode("div", "row", "", head, deskNode("p", "meaning", "panel.hand.meaning"), line, deskNode("p", "waits", "panel.at_rest"));
  }

  stand(busy) {
    for (const control of this.node.querySelectorAll("input, button")) control.disabled = !state.canOperate || busy;
    if (deskPointed().startsWith("P") && this.shown !== deskPointed()) this.shown = this.at.value = deskPointed();
  }
}

function panelOption(mark) {
  const option = deskNode("option", "", "", sayOf("panel.mark", mark));
  option.value = mark;
  return option;
}

function panelBadge(row) {
  const kind = row.source?.kind ?? "setting";
  const badge = deskNode("span", `badge badge-${kind}`, `panel.source.${kind}`);
  badge.style.borderColor = { primary: DESK.green, quoted: DESK.green, secondary: DESK.sky, assumed: DESK.amber }[kind] ?? DESK.line;
  return badge;
}

function panelSource(row) {
  const source = deskNode("cite", "source", "", row.source?.text ?? "");
  source.lang = "en";
  const waits = row.at_rest ? [deskNode("span", "waits", "panel.at_rest")] : [];
  return deskNode("p", "origin", "", setHere(row.source?.of), ...(source.textContent ? [source, ". "] : []), ...waits);
}
