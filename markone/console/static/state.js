// What is known of the machine: frames and messages change it, and whoever draws a part is told.

import { RETINA_SIDE } from "./address.js";
import { SECTION, headOf, sectionsOf } from "./frames.js";

const FULL_SCALE = 32767;
const IN_PLACE = { down: 0, right: 0, turn: 0, noise: 0 };
const NAMES = Object.fromEntries(Object.entries(SECTION).map(([name, kind]) => [kind, name]));
export const MOST_LOG = 400;
export const MOST_STRIP = 2000;

// Arrays: light, inHolder, cells, units, lamps from 0 to 255; volts in volts; motors -127..127; currents in volts.
export const state = {
  machine: null, // what the server told of it: sizes, boards, switches, slides
  ms: 0, phase: "rest", playing: true, showing: false, following: false, shown: 0,
  inHolder: new Uint8Array(RETINA_SIDE ** 2), drawing: false, // the slide as it was told last: older than light while one draws
  moved: { ...IN_PLACE }, movedThere: { ...IN_PLACE }, moving: false, // from where it was put in; as it was told last
  light: new Uint8Array(RETINA_SIDE ** 2), cells: new Uint8Array(RETINA_SIDE ** 2), units: new Uint8Array(0), volts: new Float32Array(0),
  motors: new Int8Array(0), lamps: new Uint8Array(0), currents: new Float32Array(0), targets: new Int8Array(0),
  brokenUnits: new Int8Array(0), brokenPots: new Int8Array(0), brokenCells: new Int8Array(RETINA_SIDE ** 2),
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

// The slide lies as it was put in.
export function putInPlace() { state.moved = { ...IN_PLACE }; changed("moved"); }

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

// Take a binary frame.
export function apply(buffer) {
  const view = new DataView(buffer);
  const { full, ...head } = headOf(view);
  Object.assign(state, head);
  const touched = ["time"];
  for (const section of sectionsOf(view)) touched.push(takeSection(section));
  changed(...touched);
}

function takeSection({ kind, count, sparse, each }) {
  const name = NAMES[kind];
  const scale = name === "volts" ? (state.machine?.reach_v ?? 11) / FULL_SCALE : 1;
  const known = name === "light" ? "inHolder" : name;
  if (!sparse && state[known].length !== count) state[known] = new state[known].constructor(count);
  const target = state[known];
  each((index, value) => { target[index] = value * scale; });
  if (name === "light" && !state.drawing) state.light.set(state.inHolder);
  return name;
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
    if ("moved" in message) {
      state.movedThere = message.moved;
      if (!state.moving) { state.moved = { ...message.moved }; changed("moved"); }
    }
    if ("marks" in message) {
      for (const row of state.machine.dials) row.value = message.marks[row.name] ?? row.value;
      changed("marks");
    }
    if (message.log?.length) { state.log.push(...message.log); state.log.splice(0, state.log.length - MOST_LOG); changed("log"); }
    if (message.strip?.length) { state.strip.push(...message.strip); state.strip.splice(0, state.strip.length - MOST_STRIP); changed("strip"); }
  }
}

function tellOperator({ can_operate: can = true, asked = false, waiting = 0 }) {
  Object.assign(state, { canOperate: can, asked, waiting });
}
