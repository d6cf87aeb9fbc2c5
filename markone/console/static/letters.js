// The letter that the lamps spell, the one that was wanted, and whether they are the same.

import { on, state } from "./state.js";
import { wantWord } from "./holder.js";
import { reading, verdict } from "./verdict.js";
import { say } from "./words.js";

let toldTargets = "";
const letterPart = (id) => document.getElementById(id);

export function startLetters() {
  letterPart("wanted").addEventListener("change", (event) => wantWord(event.target.value, tellWanted));
  on(["machine", "words"], listLetters);
  on(["verdict", "answer", "machine", "words"], tellAnswer);
}

function listLetters() {
  const list = letterPart("wanted");
  const words = allWords(state.machine?.responses ?? 0).filter(reading);
  list.replaceChildren(new Option(say("museum.wanted.none"), ""), ...words.map((signs) => new Option(reading(signs), signs)));
  tellWanted();
}

// All words of so many lamps, in signs; R1 counts one, R2 two, R3 four.
function allWords(lamps) {
  return Array.from({ length: Math.min(32, 2 ** lamps) }, (_, word) =>
    Array.from({ length: lamps }, (_, n) => ((word >> n) & 1 ? "+" : "-")).join(""));
}

function tellWanted() {
  const signs = toldTargets = state.answer?.targets ?? "";
  letterPart("wanted").value = reading(signs) ? signs : "";
}

// The letter is told only when the machine has answered to this very slide.
function tellAnswer() {
  const judged = verdict();
  const spelt = letterPart("spelt");
  spelt.textContent = judged ? reading(judged.lamps) || "?" : "–";
  spelt.dataset.right = judged?.right ?? "";
  letterPart("judged").textContent = judged ? say(judgedKey(judged)) : "";
  const isChosen = document.activeElement === letterPart("wanted");
  if (!isChosen || (state.answer?.targets ?? "") !== toldTargets) tellWanted();
}

function judgedKey(judged) {
  if (judged.right === null) return "museum.judged.untold";
  return judged.right ? "museum.judged.right" : "museum.judged.wrong";
}
