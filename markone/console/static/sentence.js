// One sentence that says what happens now.

import { on, state } from "./state.js";
import { isLive } from "./talk.js";
import { reading, verdict } from "./verdict.js";
import { number, say } from "./words.js";

const TOO_FAST = 4; // above this speed single steps cannot be followed
let sentencePlace = null;
let sentenceOfTour = "";

export function startSentence(element) {
  sentencePlace = element;
  on(["time", "verdict", "slide", "light", "teach", "connected", "machine", "words", "log"], tellSentence);
}

// A tour says its own sentence while it rests; "" gives the word back.
export function sayOfTour(text) { sentenceOfTour = text; tellSentence(); }

function tellSentence() {
  const text = sentenceNow();
  if (sentencePlace.textContent !== text) sentencePlace.textContent = text;
}

function sentenceNow() {
  if (isLive() && !state.connected) return say("sentence.lost");
  if (!state.machine) return say("sentence.wait");
  if (state.following && (state.speed > TOO_FAST || !state.showing)) return say("sentence.following", { slides: number(state.shown, 0) });
  if (state.showing && !state.playing && isLive()) return say("sentence.paused");
  if (state.showing && state.speed <= TOO_FAST) return sentenceOfPhase();
  if (state.showing && state.playing && !verdict()) return sentencePlace.textContent;
  return sentenceOfTour || sentenceAtRest();
}

function sentenceOfPhase() {
  if (state.phase === "expose") return say("sentence.expose", { slide: slideName(), cells: litCount(state.cells) });
  if (state.phase === "settle") return say("sentence.settle", { units: litCount(state.units), of: state.units.length });
  if (state.phase === "reinforce" && state.motors.some(Boolean)) return say("sentence.reinforce", { motors: state.motors.filter(Boolean).length });
  return verdict() ? sentenceOfVerdict(verdict()) : say("sentence.settle", { units: litCount(state.units), of: state.units.length });
}

function sentenceOfVerdict(judged) {
  const told = { letter: reading(judged.lamps) || say("sentence.nothing"), wanted: reading(judged.targets) || say("sentence.other") };
  if (judged.right === null) return say("sentence.untold", told);
  if (judged.right) return say("sentence.right", told);
  if (state.showing && state.phase === "decide") return say("sentence.wrong", told);
  if (!state.teach) return say("sentence.wrong.tested", told);
  return say(isLive() && state.canOperate ? "sentence.wrong.taught" : "sentence.wrong.corrected", told);
}

function sentenceAtRest() {
  if (verdict()) return sentenceOfVerdict(verdict());
  if (!state.canOperate) return say("sentence.look");
  if (!state.light.some((each) => each > 127)) return say("sentence.empty");
  const wanted = reading(state.answer?.targets ?? "0");
  return say(wanted ? "sentence.ready.wanted" : "sentence.ready", { slide: slideName(), wanted });
}

const litCount = (lamps) => lamps.reduce((sum, each) => sum + (each > 127), 0);

// What a slide is called, in the page's language.
function slideName() {
  const name = state.slide;
  if (!name) return say("tray.drawn");
  if (name === "picture") return say("tray.picture");
  const [word, nth] = name.split(" ");
  return nth ? `${say(`tray.name.${word}`)} ${nth}` : name;
}
