// A recording in the page itself, which takes the messages that a live machine takes.

import { changed, drawAll, state, tell } from "./state.js";
import { SECTION } from "./frames.js";
import { answered } from "./talk.js";
import { say } from "./words.js";
import { explainedPart, fieldOfResponse, movesOfPot, wiresOfPart } from "./answers.js";
import { instantIn, linkToInstant } from "./instant.js";
import { heldText } from "./packed.js";
import { Reel } from "./reel.js";

const REEL_ELEMENT = "recording";
const WORDS_ELEMENT = "words-held";
const LONGEST_TICK_MS = 250;

// Whether this page holds a recording.
export const holdsRecording = () => heldText(REEL_ELEMENT) !== "";
export const heldWords = (language) => JSON.parse(heldText(WORDS_ELEMENT))[language];

export class Recorded {
  constructor(link) {
    this.live = false;
    this.reel = null;
    this.playing = false;
    this.speed = 1;
    this.ms = 0;
    this.ready = this.open(link);
  }

  async words(language) { return heldWords(language); }

  async open(link) {
    const reel = this.reel = await Reel.unpacked(heldText(REEL_ELEMENT));
    const instant = await this.instantOf(link);
    if (instant.face) reel.told.description.face = instant.face;
    state.recording = this;
    state.connected = true;
    tell(reel.told);
    changed("connected", "recording");
    this.seek(reel.firstMs);
    this.openInstant(instant);
    this.play(instant.ms === undefined && !matchMedia("(prefers-reduced-motion: reduce)").matches);
    addEventListener("hashchange", async () => this.openInstant(await this.instantOf(location.hash.slice(1))));
    document.addEventListener("film", (event) => this.film(event.detail));
    document.documentElement.dataset.recording = "open";
  }

  // What a link names, {ms, face}; {} where it names nothing, and {wrong: why} for what is not recorded here.
  async instantOf(link) {
    if (!link) return {};
    try {
      const instant = await instantIn(link, this.reel.told);
      const isHere = instant.ms >= this.reel.firstMs && instant.ms <= this.reel.lastMs;
      return isHere ? instant : { wrong: "recorded.outside" };
    } catch (error) { return { wrong: error.message }; }
  }

  openInstant({ ms, wrong }) {
    if (wrong) this.refuse(undefined, wrong);
    if (ms === undefined) return;
    this.play(false);
    this.seek(ms);
  }

  // One picture of a film: the machine at a time, drawn at once.
  film(ms) { this.play(false); this.seek(ms, true); drawAll(); }

  // --- time ---

  // Show the machine at a time of the recording; `between` two moments its dials turn evenly.
  seek(ms, between = false) {
    const then = Math.min(Math.max(ms, this.reel.firstMs), this.reel.lastMs);
    this.showFrame(this.reel.frameAt(then));
    this.ms = state.ms = then;
    if (between) this.glide();
  }

  showFrame(number) {
    this.rest();
    this.reel.show(number);
    this.ms = state.ms = this.reel.frames[number].ms;
    state.playing = this.playing;
    changed("time");
  }

  // Wipers on their way from one frame to the next.
  glide() {
    const [now, next] = [this.reel.frames[this.reel.here], this.reel.frames[this.reel.here + 1]];
    if (!next || next.full || !state.motors.some((way) => way !== 0) || this.ms === now.ms) return;
    const share = (this.ms - now.ms) / (next.ms - now.ms);
    const scale = state.machine.reach_v / 32767;
    this.gliding = this.reel.saidBy(this.reel.here + 1, SECTION.volts).map(([pot, to]) => [pot, state.volts[pot], to * scale]);
    for (const [pot, from, to] of this.gliding) state.volts[pot] = from + share * (to - from);
    changed("volts");
  }

  // Undo `glide`: frames say what changes from one to the next.
  rest() {
    for (const [pot, from] of this.gliding ?? []) state.volts[pot] = from;
    if (this.gliding) changed("volts");
    this.gliding = null;
  }

  play(on) {
    if (on && this.ms >= this.reel.lastMs) this.seek(this.reel.firstMs);
    this.playing = state.playing = on;
    changed("time");
    if (on && !this.ticking) { this.ticking = true; requestAnimationFrame((now) => this.tick(now, now)); }
  }

  tick(now, before) {
    this.ticking = this.playing;
    if (!this.playing) return;
    this.seek(this.ms + Math.min(now - before, LONGEST_TICK_MS) * this.speed, true);
    if (this.ms >= this.reel.lastMs) this.play(false);
    requestAnimationFrame((next) => this.tick(next, now));
  }

  // To the next moment, or the one before.
  step(by = 1) {
    this.play(false);
    const number = Math.min(Math.max(this.reel.here + by, 0), this.reel.frames.length - 1);
    this.showFrame(number);
  }

  // --- messages ---

  send(message) {
    const done = this.reel && DONE[message.do];
    const answer = done ? done(this, message) : null;
    Promise.resolve(answer).then((reply) => {
      if (!reply) this.refuse(message.id, done ? "recorded.no_part" : "recorded.refused");
      else if (message.id !== undefined) answered({ is: "reply", id: message.id, do: message.do, ...reply });
    });
  }

  refuse(id, key) {
    const told = this.reel?.told;
    const seconds = (ms) => (ms / 1000).toFixed(1);
    const numbers = told && {
      command: told.command, first: seconds(this.reel.firstMs), last: seconds(this.reel.lastMs),
    };
    answered({ is: "error", id: id ?? null, text: say(key, numbers ?? {}) });
  }
}

const DONE = {
  play: (source) => { source.play(true); return {}; },
  pause: (source) => { source.play(false); return {}; },
  step: (source) => { source.step(); return {}; },
  back: (source, { ms, slides }) => {
    source.play(false);
    if (slides) source.showFrame(source.reel.frameOfSlide(Math.max(0, state.shown - slides + 1)));
    else source.seek(ms);
    return {};
  },
  speed: (source, { factor }) => {
    source.speed = state.speed = Math.min(Math.max(factor, 0.1), 10000);
    changed("speed");
    return {};
  },
  explain: (source, { at }) => explainedPart(source.reel, at),
  wires: (source, { at }) => wiresOfPart(source.reel, at),
  why: (source, { pot }) => movesOfPot(source.reel, pot),
  field: (source, { response }) => (
    response >= 1 && response <= state.machine.responses ? fieldOfResponse(source.reel, response) : null
  ),
  link: async (source, { face }) => ({ link: await linkToInstant(source.reel.told, source.ms, face ?? "museum") }),
};
