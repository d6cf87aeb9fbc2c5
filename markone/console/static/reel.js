// A recording: its frames, and what was said at each; any of them can be put into the state.

import { headOf, sectionsOf } from "./frames.js";
import { MOST_LOG, MOST_STRIP, apply, changed, state } from "./state.js";
import { fromBase64, inflated } from "./packed.js";

const MOST_REEL = 200e6;

export class Reel {
  static async unpacked(text) { return new Reel(await inflated(fromBase64(text), MOST_REEL)); }

  constructor(bytes) {
    const pieces = [...piecesOf(bytes)];
    const text = JSON.parse(new TextDecoder().decode(pieces[0]));
    this.told = text.told;
    this.log = text.log;
    this.strip = text.strip;
    this.frames = pieces.slice(1).map(frameOf);
    this.news = sorted(text.news);
    this.here = -1;
  }

  get firstMs() { return this.frames[0].ms; }
  get lastMs() { return this.frames[this.frames.length - 1].ms; }

  // The last frame up to a time.
  frameAt(ms) { return Math.max(0, countUpTo(this.frames, ms, (frame) => frame.ms) - 1); }

  // The first frame of a slide, by its number.
  frameOfSlide(slide) {
    const found = countUpTo(this.frames, slide - 1, (frame) => frame.shown);
    return Math.min(found, this.frames.length - 1);
  }

  // Put a frame into the state.
  show(number) {
    if (number === this.here) return;
    let first = number;
    while (!this.frames[first].full && first !== this.here + 1) first--;
    for (let at = first; at <= number; at++) apply(this.frames[at].view.buffer);
    this.here = number;
    this.tellNews(number);
  }

  // What was so of `name` at a frame; undefined where nobody has said.
  known(name, number = this.here) {
    const said = this.news[name] ?? [];
    return said[countUpTo(said, number, (each) => each[0]) - 1]?.[1];
  }

  // All that was said of `name` up to a frame.
  every(name, number = this.here) {
    const said = this.news[name] ?? [];
    return said.slice(0, countUpTo(said, number, (each) => each[0])).map((each) => each[1]);
  }

  dials(number = this.here) { return Object.assign({}, ...this.every("dials", number)); }

  tellNews(number) {
    for (const name of ["answer", "teach", "broken", "slide", "here"]) {
      const now = this.known(name, number);
      if (now !== undefined && now !== state[name]) { state[name] = now; changed(name); }
    }
    const rows = this.every("rows", number);
    if (rows.length !== this.rowsSaid) {
      this.rowsSaid = rows.length;
      state.curve = [];
      for (const [place, row] of rows.flat()) state.curve[place] = row;
      changed("curve");
    }
    this.tellDials(number);
    this.tellLines(number);
  }

  tellDials(number) {
    const now = this.dials(number);
    const moved = state.machine.dials.filter((dial) => dial.name in now && dial.value !== now[dial.name]);
    for (const dial of moved) dial.value = now[dial.name];
    if (moved.length) changed("marks");
  }

  tellLines(number) {
    const lines = countUpTo(this.log, number, (each) => each[0]);
    if (lines !== this.linesSaid) {
      this.linesSaid = lines;
      state.log = this.log.slice(Math.max(0, lines - MOST_LOG), lines).map((each) => each[1]);
      changed("log");
    }
    const events = countUpTo(this.strip, this.frames[number].ms, (each) => each[0]);
    if (events !== this.eventsSaid) {
      this.eventsSaid = events;
      state.strip = this.strip.slice(Math.max(0, events - MOST_STRIP), events);
      changed("strip");
    }
  }

  // Which values of a kind of section a frame says: [[index, value as it was sent]].
  saidBy(number, kind) {
    const found = [];
    for (const section of sectionsOf(this.frames[number].view)) {
      if (section.kind === kind) section.each((index, value) => found.push([index, value]));
    }
    return found;
  }
}

function* piecesOf(bytes) {
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at, true);
    yield bytes.slice(at + 4, at + 4 + length);
    at += 4 + length;
  }
}

function frameOf(bytes) {
  const view = new DataView(bytes.buffer);
  return { view, ...headOf(view) };
}

// By name, in the order of frames: [[frame, value]].
function sorted(news) {
  const found = {};
  for (const [number, said] of news) {
    for (const [name, value] of Object.entries(said)) (found[name] ??= []).push([number, value]);
  }
  return found;
}

// How many of a list in rising order are not above `most`.
function countUpTo(list, most, valueOf) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueOf(list[middle]) <= most) low = middle + 1; else high = middle;
  }
  return low;
}
