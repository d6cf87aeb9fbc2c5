// The page begins: its language, its face, its machine.

import { changed, state, on } from "./state.js";
import { startComplaint } from "./complaint.js";
import { startEngineer } from "./engineer.js";
import { startKiosk } from "./kiosk.js";
import { startKeep } from "./keep.js";
import { startMuseum } from "./museum.js";
import { startOperator } from "./operator.js";
import { startScrub } from "./scrub.js";
import { startSound } from "./sound.js";
import { sourceOf } from "./source.js";
import { talkTo } from "./talk.js";
import { LANGUAGES, say, speak } from "./words.js";

const PAGE_FACES = ["museum", "engineer"];
let faceIsSet = false;
const pageQuery = new URLSearchParams(location.search);

function startPage(source) {
  talkTo(source);
  startComplaint();
  startMuseum();
  startEngineer();
  startSound(document.getElementById("sound"));
  startKeep();
  startOperator(document.getElementById("operator"));
  startScrub();
  startFaces();
  startKiosk(pageQuery);
  startLanguage();
}

// --- language ---------------------------------------------------------------------------------------------------

function startLanguage() {
  const pick = document.getElementById("language");
  pick.append(...Object.entries(LANGUAGES).map(([code, name]) => new Option(name, code)));
  pick.value = firstLanguage();
  pick.addEventListener("change", () => { keepLanguage(pick.value); speak(pick.value); });
  speak(pick.value);
}

function firstLanguage() {
  const wishes = [pageQuery.get("lang"), keptLanguage(), ...navigator.languages.map((each) => each.slice(0, 2))];
  return wishes.find((each) => each in LANGUAGES) ?? "en";
}

function keptLanguage() { try { return localStorage.getItem("markone.language"); } catch { return null; } }
function keepLanguage(code) { if (!pageQuery.has("kiosk")) try { localStorage.setItem("markone.language", code); } catch { /* a page that keeps nothing */ } }

// --- faces ------------------------------------------------------------------------------------------------------

function startFaces() {
  document.getElementById("face").addEventListener("click", otherFace);
  addEventListener("keydown", (event) => { if (event.key === "F2") { event.preventDefault(); otherFace(); } });
  const wished = PAGE_FACES.find((face) => face === pageQuery.get("face"));
  on(["words"], tellFace);
  on(["machine"], () => { // a link may say which
    if (!state.machine || faceIsSet) return;
    setFace(wished ?? state.machine.description.face);
  });
  document.getElementById("engineer").hidden = true;
}

function otherFace() { setFace(document.body.dataset.face === "museum" ? "engineer" : "museum"); }

export function setFace(name) {
  faceIsSet = true;
  document.body.dataset.face = name;
  for (const face of PAGE_FACES) document.getElementById(face).hidden = face !== name;
  tellFace();
  changed("layout", "face");
}

function tellFace() {
  document.getElementById("face").textContent = say(document.body.dataset.face === "museum" ? "main.to.engineer" : "main.to.museum");
  document.getElementById("face").title = "F2";
  document.title = say("main.title");
}

startPage(sourceOf(location.hash.slice(1)));
