// A scope: which parts worked when, over the machine's time.

import { DESK, DeskCanvas, deskDraw, deskLabel, deskName, deskNode, deskPane } from "./bench.js";
import { state } from "./state.js";
import { number, say } from "./words.js";

const SCOPE_LANES = ["shutter", "latch", "settle", "relays", "motors"];
const SCOPE_COLOURS = [DESK.yellow, DESK.sky, DESK.green, DESK.amber, DESK.red];
const SCOPE_SPANS = [1, 2, 5, 20];

export class ScopePane {
  constructor() {
    this.span = deskName(deskNode("select"), "scope.span");
    this.span.append(...SCOPE_SPANS.map((slides) => scopeOption(slides)));
    this.span.value = "2";
    this.span.addEventListener("change", () => this.screen.paint());
    this.screen = new DeskCanvas("scope.canvas", (context, width, height) => this.trace(context, width, height));
    this.node = deskPane("scope", deskLabel("scope.span", this.span), this.screen.box);
    deskDraw(["time", "strip", "machine"], () => { this.name(); this.screen.paint(); }, 40);
  }

  name() {
    for (const option of this.span.options) option.textContent = say("scope.slides", { count: option.value });
  }

  trace(context, width, height) {
    if (!state.machine) return;
    const timing = state.machine.timing;
    const until = Math.max(state.ms, timing.cycle_ms * Number(this.span.value));
    const view = { left: 86, right: width - 8, from: until - timing.cycle_ms * Number(this.span.value), until, bottom: height - 18 };
    view.at = (ms) => view.left + (view.right - view.left) * ((ms - view.from) / (view.until - view.from));
    scopeGrid(context, view);
    const step = (view.bottom - 4) / SCOPE_LANES.length;
    const runs = scopeRuns(scopeEvents(), timing);
    SCOPE_LANES.forEach((lane, row) => scopeLane(context, view, lane, SCOPE_COLOURS[row], 4 + row * step, step, runs[lane]));
    context.strokeStyle = DESK.ink;
    scopeLine(context, Math.min(view.at(state.ms), view.right), 2, Math.min(view.at(state.ms), view.right), view.bottom);
  }
}

function scopeOption(slides) {
  const option = deskNode("option");
  option.value = String(slides);
  return option;
}

// Events in the order of time; those that a way back has undone are left out.
function scopeEvents() {
  const kept = [];
  for (const event of state.strip) {
    while (kept.length && kept.at(-1)[0] > event[0]) kept.pop();
    kept.push(event);
  }
  return kept.filter(([ms]) => ms <= state.ms);
}

// For each lane from when to when it worked: [[from, until], ...]
function scopeRuns(events, timing) {
  const runs = { shutter: [], latch: [], settle: [], relays: [], motors: [] };
  let closed = null;
  for (const [ms, part] of events) {
    if (part === "slide") { runs.shutter.push([ms, Math.min(ms + timing.expose_ms, state.ms)]); closed = null; }
    if (part === "units") {
      runs.latch.push([ms, ms]);
      runs.settle.push([ms, Math.min(ms + timing.settle_ms, state.ms)]);
    }
    if (part === "relays" && closed === null) {
      closed = ms;
      runs.relays.push([ms - timing.operate_ms, scopeUntil(ms + timing.pulse_ms)]);
      runs.motors.push([ms, scopeUntil(ms + timing.pulse_ms)]);
    } else if (part === "relays") {
      runs.relays.at(-1)[1] = Math.max(ms, runs.relays.at(-1)[0]);
      runs.motors.at(-1)[1] = ms;
    }
  }
  return runs;
}

const scopeUntil = (ms) => Math.min(ms, state.ms);

function scopeGrid(context, view) {
  const seconds = scopeTick((view.until - view.from) / 1000, (view.right - view.left) / 54);
  context.fillStyle = DESK.dim;
  context.strokeStyle = DESK.faint;
  context.lineWidth = 1;
  context.textAlign = "center";
  for (let second = Math.ceil(view.from / 1000 / seconds) * seconds; second * 1000 <= view.until; second += seconds) {
    const x = Math.round(view.at(second * 1000)) + 0.5;
    scopeLine(context, x, 2, x, view.bottom);
    if (x < view.right - 12) context.fillText(`${number(second, seconds < 1 ? 1 : 0)} s`, x, view.bottom + 14);
  }
}

function scopeTick(span, most) { return [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500].find((tick) => span / tick <= most) ?? 1000; }

function scopeLane(context, view, lane, colour, top, step, runs) {
  const [high, low] = [top + step * 0.22, top + step * 0.82];
  context.fillStyle = DESK.ink;
  context.textAlign = "left";
  context.fillText(say(`scope.${lane}`), 4, (high + low) / 2 + 4);
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(view.left, low);
  for (const [from, until] of runs) {
    if (view.at(until) < view.left) continue;
    const [start, end] = [Math.max(view.at(from), view.left), Math.max(view.at(until), view.left, view.at(from) + 1.5)];
    context.lineTo(start, low);
    context.lineTo(start, high);
    context.lineTo(end, high);
    context.lineTo(end, low);
  }
  context.lineTo(Math.min(view.at(state.ms), view.right), low);
  context.stroke();
}

function scopeLine(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
