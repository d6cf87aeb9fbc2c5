// What is known of the machine: frames and messages change it, and whoever draws a part is told.

export const PHASES = ["rest", "expose", "settle", "decide", "reinforce"];
export const FLAG = { playing: 1, showing: 2, following: 4, full: 8 };
const KINDS = {
  1: "light", 2: "cells", 3: "units", 4: "volts", 5: "motors", 6: "lamps", 7: "currents", 8: "targets",
  9: "brokenUnits", 10: "brokenPots", 11: "brokenCells", 12: "brokenLamps",
};
const FULL_SCALE = 32767;
const MOST_LOG = 400;

// Arrays: light, cells, units, lamps from 0 to 255; volts in volts; motors -127..127; currents in volts.
export const state = {
  machine: null, // what the server told of it: sizes, boards, switches, slides
  ms: 0, phase: "rest", playing: true, showing: false, following: false, shown: 0,
  light: new Uint8Array(400), cells: new Uint8Array(400), units: new Uint8Array(0), volts: new Float32Array(0),
  motors: new Int8Array(0), lamps: new Uint8Array(0), currents: new Float32Array(0), targets: new Int8Array(0),
  brokenUnits: new Int8Array(0), brokenPots: new Int8Array(0), brokenCells: new Int8Array(400),
  brokenLamps: new Int8Array(0),
  answer: null, teach: true, broken: {}, speed: 1, slide: "", curve: [], log: [], strip: [],
  canOperate: true, shared: false, asked: false, waiting: 0, connected: false,
  here: {}, // constants that stand elsewhere than as delivered: name -> [here, as delivered]
};

const listeners = new Map();
const waiting = new Set();
let asked = false;

// Call `draw(state)` in the next animation frame after any of these has changed; "machine" is another machine.
export function on(names, draw) {
  for (const name of names) {
    if (!listeners.has(name)) listeners.set(name, new Set());
    listeners.get(name).add(draw);
  }
  waiting.add(draw);
  request();
}

export function changed(...names) {
  for (const name of names) for (const draw of listeners.get(name) ?? []) waiting.add(draw);
  request();
}

function request() {
  if (!asked) { asked = true; requestAnimationFrame(drawAll); }
}

// Draw at once what waits; a film calls it, where no clock runs.
export function drawAll() {
  asked = false;
  const now = [...waiting];
  waiting.clear();
  for (const draw of now) draw(state);
}

// Take a binary frame; docs/console.md has its layout.
export function apply(buffer) {
  const view = new DataView(buffer);
  const flags = view.getUint8(1);
  state.playing = Boolean(flags & FLAG.playing);
  state.showing = Boolean(flags & FLAG.showing);
  state.following = Boolean(flags & FLAG.following);
  state.phase = PHASES[view.getUint8(2)];
  state.ms = view.getFloat64(4, true);
  state.shown = view.getUint32(12, true);
  const sections = view.getUint16(16, true);
  let at = 18;
  const touched = ["time"];
  for (let n = 0; n < sections; n++) {
    const name = KINDS[view.getUint8(at)];
    const form = view.getUint8(at + 1);
    const count = view.getUint32(at + 2, true);
    at = readSection(view, at + 6, name, form, count);
    touched.push(name);
  }
  changed(...touched);
}

const FORMS = {
  0: { size: 1, get: (view, at) => view.getUint8(at) },
  1: { size: 2, get: (view, at) => view.getInt16(at, true) },
  2: { size: 1, sparse: true, get: (view, at) => view.getUint8(at) },
  3: { size: 2, sparse: true, get: (view, at) => view.getInt16(at, true) },
  4: { size: 4, get: (view, at) => view.getFloat32(at, true) },
  5: { size: 1, get: (view, at) => view.getInt8(at) },
  6: { size: 1, sparse: true, get: (view, at) => view.getInt8(at) },
};

function readSection(view, at, name, code, count) {
  const form = FORMS[code];
  const scale = name === "volts" ? (state.machine?.reach_v ?? 11) / FULL_SCALE : 1;
  if (!form.sparse && state[name].length !== count) state[name] = new state[name].constructor(count);
  const target = state[name];
  const stride = form.size + (form.sparse ? 2 : 0);
  for (let n = 0; n < count; n++, at += stride) {
    const place = form.sparse ? view.getUint16(at, true) : n;
    target[place] = form.get(view, form.sparse ? at + 2 : at) * scale;
  }
  return at;
}

// Take a message of the server that answers no question.
export function tell(message) {
  if (message.is === "machine") {
    state.machine = message;
    state.shared = message.shared ?? false;
    state.here = message.here ?? {};
    tellOperator(message);
    changed("machine");
  } else if (message.is === "operator") {
    tellOperator(message);
    changed("machine");
  } else if (message.is === "news") {
    for (const name of ["answer", "teach", "broken", "speed", "slide", "curve", "here"]) {
      if (name in message) { state[name] = message[name]; changed(name); }
    }
    if ("marks" in message) {
      for (const row of state.machine.dials) row.value = message.marks[row.name] ?? row.value;
      changed("marks");
    }
    if (message.log?.length) { state.log.push(...message.log); state.log.splice(0, state.log.length - MOST_LOG); changed("log"); }
    if (message.strip?.length) { state.strip.push(...message.strip); state.strip.splice(0, state.strip.length - 2000); changed("strip"); }
  }
}

function tellOperator({ can_operate: can = true, asked = false, waiting = 0 }) {
  Object.assign(state, { canOperate: can, asked, waiting });
}
