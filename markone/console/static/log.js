// The log in words: what the machine did, a line for each event, the newest at the bottom.

import { DeskNews, deskButton, deskDraw, deskName, deskNode, deskPane, deskSigns } from "./bench.js";
import { state } from "./state.js";
import { ALPHABET_LAMPS } from "./verdict.js";
import { clockTime, say, sayOf } from "./words.js";

const LOG_MOST = 300;
const LOG_BOTTOM = 8; // pixels from the end that still are the end

export class LogPane {
  constructor() {
    this.news = new DeskNews();
    this.slide = this.ms = this.seen = 0;
    this.list = deskName(deskNode("ol", "log"), "log.title");
    this.list.tabIndex = 0;
    this.list.setAttribute("aria-live", "off"); // a machine at work says too much to be read out
    this.list.addEventListener("scroll", () => { this.more.hidden = this.atEnd(); });
    this.more = deskButton("log.newest", () => { this.list.scrollTop = this.list.scrollHeight; }, "newest");
    this.more.hidden = true;
    this.node = deskPane("log", this.list, this.more);
    deskDraw(["log", "time"], () => this.draw(), 100);
  }

  atEnd() { return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < LOG_BOTTOM; }

  draw() {
    if (state.recording && this.news.hasLost(state.log)) this.empty();
    const fresh = [...this.wayBack(), ...this.news.of(state.log).flatMap((line) => this.lines(line))];
    if (!fresh.length) return;
    const follows = this.atEnd();
    this.list.append(...fresh);
    if (!follows) { this.more.hidden = false; return; }
    while (this.list.children.length > LOG_MOST) this.list.firstChild.remove();
    this.list.scrollTop = this.list.scrollHeight;
  }

  // A recording that is scrubbed: its log up to this moment is written anew.
  empty() {
    this.list.replaceChildren();
    [this.news, this.slide, this.ms] = [new DeskNews(), 0, 0];
  }

  // A line as soon as a live machine has gone back, and not only when it does something there.
  wayBack() {
    const back = !state.recording && state.ms < this.seen;
    this.seen = state.ms;
    if (!back || !this.list.children.length) return [];
    this.ms = state.ms;
    return [logItem(state.ms, "back", say("log.back"))];
  }

  // The elements of a line, and before them what the line lets guess: a way back, slides that are not listed.
  lines(line) {
    const found = [];
    if (line.ms < this.ms) found.push(logItem(line.ms, "back", say("log.back")));
    else if (line.key === "shown" && line.number > this.slide + 1 && this.slide) {
      found.push(logItem(line.ms, "gap", say("log.gap", { count: line.number - this.slide - 1 })));
    }
    this.ms = line.ms;
    if (line.key === "shown") { this.slide = line.number; this.name = line.slide || String(line.number); }
    for (const text of logTexts(line, this.name ?? "")) found.push(logItem(line.ms, line.right === false ? "wrong" : line.key, text));
    return found;
  }
}

function logItem(ms, look, text) {
  return deskNode("li", `log-${look}`, "", deskNode("time", "", "", clockTime(ms)), " ", text);
}

function logTexts(line, slide) {
  if (line.key === "driven") return line.orders.map((order) => logOrder(order, slide));
  if (line.key === "answered") return [logAnswer(line)];
  if (line.key === "shown") return [say("log.shown", { number: line.number, slide: line.slide || "–" })];
  if (line.key === "struck") return [say("log.struck", { what: logStruck(line.what) })];
  return [say(`log.${line.key}`, line)];
}

// "jammed motor P217" in the page's language.
function logStruck(what) {
  const kind = state.machine?.faults.map((fault) => fault.kind).find((name) => what.startsWith(`${name} `));
  return kind ? `${sayOf("faults.kind", kind)}${what.slice(kind.length)}` : what;
}

function logAnswer(line) {
  const judged = line.right === null ? "log.answered" : line.right ? "log.answered.right" : "log.answered.wrong";
  const word = (signs, letter) => deskSigns(signs) + (letter && signs.length >= ALPHABET_LAMPS ? ` (${letter})` : "");
  return say(judged, { lamps: word(line.lamps, line.letter), wanted: word(line.targets, line.wanted) });
}

function logOrder(order, slide) {
  const more = order.count - order.pots.length;
  const pots = order.pots.join(", ") + (more > 0 ? ` ${say("log.more", { count: more })}` : "");
  const told = (lamp) => say(lamp > 0 ? "log.on" : lamp < 0 ? "log.off" : "log.either");
  return say(order.up ? "log.up" : "log.down", { pots, response: order.response, was: told(order.was), wanted: told(order.wanted), slide });
}
