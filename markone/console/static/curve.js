// The learning curve as it grows, and how the slides were answered that were shown by hand.

import { DESK, DeskCanvas, DeskNews, deskDraw, deskNode, deskPane, deskWrite } from "./bench.js";
import { state } from "./state.js";
import { say, sayOf } from "./words.js";

const CURVE_HAND = 200;

export class CurvePane {
  constructor() {
    this.news = new DeskNews();
    this.points = [];
    this.hand = [];
    this.ms = 0;
    this.screen = new DeskCanvas("curve.canvas", (context, width, height) => curveDraw(context, width, height, this.seen(), this.hand));
    this.told = deskNode("p", "note");
    this.node = deskPane("curve", this.told, this.screen.box);
    deskDraw(["curve", "log", "machine", "time"], () => this.draw(), 150);
  }

  draw() {
    if (state.curve.length) this.points = state.curve;
    if (!state.shown) this.points = state.curve;
    for (const line of this.news.of(state.log)) {
      if (line.ms < this.ms) this.forget(line.ms - 1); // it went back, or it is another machine
      this.ms = line.ms;
      if (line.key === "answered" && line.right !== null && line.by_hand) this.hand.push(line);
    }
    this.forget(state.ms);
    this.screen.paint();
    deskWrite(this.told, this.sentence());
  }

  forget(ms) { this.hand = this.hand.filter((line) => line.ms <= ms).slice(-CURVE_HAND); }

  // Passes that the machine has seen; a machine that went back has not seen the later ones.
  seen() {
    let slides = this.points[0]?.after ?? 0; // of a long run the last passes are told
    return this.points.filter((point) => { slides += point.slides; return slides <= state.shown + 1; });
  }

  sentence() {
    const right = this.hand.filter((line) => line.right).length;
    const hand = this.hand.length ? say("curve.hand", { right, all: this.hand.length }) : "";
    const last = this.seen().at(-1);
    const pass = last ? say(`curve.${last.mode === "test" ? "tested" : "taught"}`, { ...last, mode: sayOf("panel.mark", last.mode), right: last.slides - last.wrong }) : hand ? "" : say("curve.none");
    return [pass, hand].filter(Boolean).join(" ");
  }
}

function curveDraw(context, width, height, points, hand) {
  const box = { left: 34, top: 8, right: width - 10, bottom: height - (hand.length ? 34 : 20) };
  const most = Math.max(1, ...points.map((point) => point.slides));
  const across = (index) => box.left + (box.right - box.left) * ((index + 0.5) / Math.max(points.length, 8));
  const up = (wrong) => box.bottom - (box.bottom - box.top) * (wrong / most);
  curveAxes(context, box, most, points.length, across);
  context.strokeStyle = DESK.amber;
  context.lineWidth = 1.5;
  context.beginPath();
  const runs = (index) => state.following && index === points.length - 1; // a pass that is not over
  points.forEach((point, index) => { if (point.mode !== "test" && !runs(index)) context.lineTo(across(index), up(point.wrong)); });
  context.stroke();
  points.forEach((point, index) => curveMark(context, point, across(index), up(point.wrong), runs(index)));
  curveHand(context, hand, box.left, height - 10, box.right);
}

function curveAxes(context, box, most, count, across) {
  context.strokeStyle = DESK.line;
  context.fillStyle = DESK.dim;
  context.textAlign = "right";
  for (const share of [0, 0.5, 1]) {
    const y = Math.round(box.bottom - share * (box.bottom - box.top)) + 0.5;
    context.beginPath();
    context.moveTo(box.left, y);
    context.lineTo(box.right, y);
    context.stroke();
    context.fillText(String(Math.round(share * most * 10) / 10), box.left - 5, y + 4);
  }
  context.textAlign = "center";
  const every = Math.max(1, Math.ceil(count / 8));
  for (let index = 0; index < count; index += every) context.fillText(String(index + 1), across(index), box.bottom + 14);
}

function curveMark(context, point, x, y, hollow) {
  const tested = point.mode === "test";
  context.fillStyle = context.strokeStyle = tested ? DESK.sky : DESK.amber;
  context.beginPath();
  if (tested) context.rect(x - 4, y - 4, 8, 8);
  else context.arc(x, y, 3, 0, 7);
  if (hollow) context.stroke();
  else context.fill();
}

// A mark for each slide by hand: a dot for right, a cross for wrong.
function curveHand(context, hand, left, y, right) {
  const room = Math.floor((right - left) / 10);
  hand.slice(-room).forEach((line, index) => {
    const x = left + 5 + 10 * index;
    context.strokeStyle = context.fillStyle = line.right ? DESK.sky : DESK.red;
    context.lineWidth = 2;
    context.beginPath();
    if (line.right) { context.arc(x, y, 3, 0, 7); context.fill(); return; }
    context.moveTo(x - 3, y - 3);
    context.lineTo(x + 3, y + 3);
    context.moveTo(x + 3, y - 3);
    context.lineTo(x - 3, y + 3);
    context.stroke();
  });
}
