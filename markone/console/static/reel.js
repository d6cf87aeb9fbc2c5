// A recording: its frames, and what was said at each; any of them can be put into the state.

import { apply, changed, state } from "./state.js";
import { fromBase64, inflated } from "./packed.js";

const MOST_REEL = 200e6;
const MOST_LINES = 400;
const MOST_EVENTS = 2000;
const FULL_FRAME = 8;
const HEAD_BYTES = 18;
const VALUE_BYTES = { 0: 1, 1: 2, 2: 1, 3: 2, 4: 4, 5: 1, 6: 1 };
const IS_SPARSE = { 2: true, 3: true, 6: true };

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
    const found = countUpTo(this.frames, slide - 1, (frame) => frame.slides);
    return Math.min(found, this.frames.length - 1);
  }

  // Put a frame into the state.
  show(number) {
    if (number === this.here) return;
    let first = number;
    while (!this.frames[first].full && first !== this.here + 1) first--;
    for (let at = first; at <= number; at++) apply(this.frames[at].bytes.buffer);
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
      state.log = this.log.slice(Math.max(0, lines - MOST_LINES), lines).map((each) => each[1]);
      changed("log");
    }
    const events = countUpTo(this.strip, this.frames[number].ms, (each) => each[0]);
    if (events !== this.eventsSaid) {
      this.eventsSaid = events;
      state.strip = this.strip.slice(Math.max(0, events - MOST_EVENTS), events);
      changed("strip");
    }
  }

  // Which of a kind's values (4: volts, 5: motors) a frame says: [[index, value as it was sent]].
  saidBy(number, kind) {
    const view = new DataView(this.frames[number].bytes.buffer);
    let at = HEAD_BYTES;
    for (let n = view.getUint16(16, true); n > 0; n--) {
      const form = view.getUint8(at + 1);
      const count = view.getUint32(at + 2, true);
      const stride = VALUE_BYTES[form] + (IS_SPARSE[form] ? 2 : 0);
      if (view.getUint8(at) === kind) return valuesOf(view, at + 6, form, count, stride);
      at += 6 + count * stride;
    }
    return [];
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
  return {
    bytes, full: Boolean(view.getUint8(1) & FULL_FRAME), phase: view.getUint8(2), ms: view.getFloat64(4, true),
    slides: view.getUint32(12, true),
  };
}

// By name, in the order of frames: [[frame, value]].
function sorted(news) {
  const found = {};
  for (const [number, said] of news) {
    for (const [name, value] of Object.entries(said)) (found[name] ??= []).push([number, value]);
  }
  return found;
}

function valuesOf(view, at, form, count, stride) {
  const found = [];
  for (let n = 0; n < count; n++, at += stride) {
    const place = IS_SPARSE[form] ? at + 2 : at;
    const value = VALUE_BYTES[form] === 2 ? view.getInt16(place, true) : view.getInt8(place);
    found.push([IS_SPARSE[form] ? view.getUint16(at, true) : n, value]);
  }
  return found;
}

// How many of a list in rising order are not above `most`.
export function countUpTo(list, most, valueOf) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueOf(list[middle]) <= most) low = middle + 1; else high = middle;
  }
  return low;
}
