// Time: how fast it passes, step by step, and back; and a link to this moment.

import { deskButton, deskDraw, deskInput, deskLabel, deskName, deskNode, deskVerb, deskWrite } from "./bench.js";
import { state } from "./state.js";
import { ask, send } from "./talk.js";
import { clockTime, number, say } from "./words.js";

const TIME_SPEEDS = [0.1, 1, 10, 100, 1000, 10000];

export class TimePane {
  constructor() {
    this.node = deskNode("section", "pane pane-time", "", this.transport(), this.pace());
    deskName(this.node, "timeline.title");
    deskDraw(["time", "machine", "connected"], () => this.draw());
    deskDraw(["speed"], () => this.drawSpeed());
  }

  transport() {
    this.start = deskVerb("timeline.start", () => this.back({ ms: state.machine?.since_ms ?? 0 }));
    this.slide = deskVerb("timeline.slide", () => this.back({ slides: 1 }));
    this.play = deskVerb("timeline.pause", () => send({ do: state.playing ? "pause" : "play" }), "chief");
    this.step = deskVerb("timeline.step", () => send({ do: "step" }));
    this.slider = deskName(deskInput("range", { min: 0, max: 0, step: 1, className: "operates" }), "timeline.back");
    this.slider.addEventListener("input", () => { this.drags = true; this.clock.textContent = clockTime(this.slider.valueAsNumber); });
    this.slider.addEventListener("change", () => { this.drags = false; this.back({ ms: this.slider.valueAsNumber }); });
    for (const name of ["pointerup", "pointercancel", "blur"]) this.slider.addEventListener(name, () => setTimeout(() => this.letGo()));
    this.clock = deskName(deskNode("output", "clock"), "timeline.clock");
    this.phase = deskNode("span", "phase");
    return deskNode("div", "controls", "", this.start, this.slide, this.play, this.step, this.slider, this.clock, this.phase);
  }

  // A slider that is let go where it stood says of no change.
  letGo() { this.drags = false; this.draw(); }

  pace() {
    this.speed = deskInput("range", { min: -1, max: 4, step: 0.05, className: "operates" });
    this.speed.addEventListener("input", () => { this.told.textContent = timeFactor(10 ** this.speed.valueAsNumber); });
    this.speed.addEventListener("change", () => send({ do: "speed", factor: timeRound(10 ** this.speed.valueAsNumber) }));
    this.told = deskNode("output", "factor");
    this.buttons = TIME_SPEEDS.map((factor) => deskVerb("", () => send({ do: "speed", factor }), "speed"));
    this.note = deskNode("p", "note");
    this.note.setAttribute("role", "status");
    const link = deskButton("timeline.link", () => this.link());
    const label = deskLabel("timeline.speed", this.speed, "field pace");
    return deskNode("div", "controls", "", label, this.told, ...this.buttons, link, this.note);
  }

  back(where) {
    this.say("");
    ask({ do: "back", ...where }).catch((error) => this.say(error.message));
  }

  async link() {
    try {
      const { link, by_hand } = await ask({ do: "link", face: "engineer" });
      state.link = link;
      location.hash = link;
      await navigator.clipboard.writeText(withoutToken(location.href)).then(() => this.say(by_hand ? "timeline.by_hand" : "timeline.copied"), () => this.say(by_hand ? "timeline.by_hand" : "timeline.linked"));
    } catch (error) { this.say(error.message); }
  }

  say(text) { this.said = text; this.draw(); }

  draw() {
    if (!state.machine) return;
    if (!this.drags) {
      Object.assign(this.slider, { min: state.machine.since_ms, max: state.recording?.reel.lastMs ?? Math.max(state.ms, state.machine.since_ms + 1) });
      this.slider.value = state.ms;
      this.slider.setAttribute("aria-valuetext", clockTime(state.ms));
      deskWrite(this.clock, clockTime(state.ms));
    }
    this.play.dataset.say = state.playing ? "timeline.pause" : "timeline.play";
    deskWrite(this.play, say(this.play.dataset.say));
    deskWrite(this.phase, say("timeline.now", { phase: say(`timeline.phase.${state.phase}`), slides: number(state.shown, 0) }));
    const shares = state.shared && state.canOperate ? "timeline.shared" : "";
    deskWrite(this.note, say(state.connected ? this.said || shares : "timeline.lost"));
  }

  drawSpeed() {
    if (document.activeElement !== this.speed) this.speed.value = Math.log10(state.speed);
    this.told.textContent = timeFactor(state.speed);
    this.buttons.forEach((button, index) => {
      button.textContent = timeFactor(TIME_SPEEDS[index]);
      button.setAttribute("aria-pressed", String(TIME_SPEEDS[index] === state.speed));
    });
  }
}

const timeRound = (factor) => Number(Math.min(10000, Math.max(0.1, factor)).toPrecision(2));
const timeFactor = (factor) => `${number(timeRound(factor), factor < 0.995 || factor % 1 > 0.05 && factor < 10 ? 1 : 0)}×`;

// An address to give away: whoever gets it is not let in by it.
function withoutToken(address) {
  const given = new URL(address);
  given.searchParams.delete("token");
  return given.href;
}
