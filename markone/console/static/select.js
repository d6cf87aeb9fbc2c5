// What is pointed at: one part of the machine, what is said of it, and what it is wired to.

import { indexOfPart, kindOfPart } from "./address.js";
import { changed, on, state } from "./state.js";
import { ask } from "./talk.js";

const ASK_AGAIN_MS = 400;
const ASK_PAUSE_MS = 90; // the server takes so many messages a second, and no more
let wantedPart = null;
let askedPart = null;
let askedInVain = false; // while an answer was awaited
let lastAsked = 0;
let askLater = 0;
let askIsDue = false;

state.pointed = null; // {at, told: the reply to `explain` or null, wires: the reply to `wires` or null, pots: indices}

// Point at a part by its address, such as S3.14, A217, P217 or R2; null points at nothing.
export function pointAt(address) {
  if (address === wantedPart) return;
  wantedPart = address;
  state.pointed = address ? { at: address, told: null, wires: null, pots: potsOfResponse(address) } : null;
  changed("pointed");
  if (address) askSoon(ASK_PAUSE_MS);
}

function potsOfResponse(address) {
  if (kindOfPart(address) !== "R" || !state.machine) return [];
  const [first, last] = state.machine.bank.slice(indexOfPart(address));
  return Array.from({ length: last - first }, (_, n) => first + n);
}

async function askOfPart() {
  if (askedPart) { askedInVain = true; return; } // one question at a time; the last is asked when its answer has come
  askedInVain = false;
  const at = askedPart = wantedPart;
  lastAsked = performance.now();
  try {
    const told = await ask({ do: "explain", at });
    const wires = await wiresOf(at, told);
    if (wantedPart === at) {
      state.pointed = { at, told, wires, pots: wires ? wires.pots : potsOfResponse(at) };
      changed("pointed");
    }
  } catch { /* the complaint has been shown */ }
  if (askedPart === at) askedPart = null;
  if (wantedPart && (wantedPart !== at || askedInVain)) askSoon(wantedPart === at ? ASK_AGAIN_MS : ASK_PAUSE_MS);
}

function isMissing(at) {
  const most = { A: state.machine.units, P: state.machine.pots, R: state.machine.responses }[kindOfPart(at)];
  return indexOfPart(at) >= most;
}

async function wiresOf(at, told) {
  const before = state.pointed?.at === at ? state.pointed.wires : null;
  const kind = kindOfPart(at);
  if (kind === "S" || kind === "A") return before ?? ask({ do: "wires", at });
  if (kind !== "P") return null;
  return before ?? { ...(await ask({ do: "wires", at: `A${told.unit}` })), pots: [indexOfPart(at)] };
}

function askSoon(pause) {
  const due = Math.max(0, lastAsked + pause - performance.now());
  clearTimeout(askLater);
  askIsDue = true;
  askLater = setTimeout(() => { askIsDue = false; if (wantedPart) askOfPart(); }, due);
}

function askAgainSoon() {
  if (wantedPart && !askIsDue) askSoon(ASK_AGAIN_MS);
}

export function startSelect() {
  on(["cells", "units", "volts", "lamps", "targets", "light"], askAgainSoon);
  on(["connected", "machine"], () => {
    askedPart = null;
    if (!state.pointed) return;
    if (isMissing(state.pointed.at)) { pointAt(null); return; }
    state.pointed.wires = null; // it may be another machine
    askAgainSoon();
  });
}
