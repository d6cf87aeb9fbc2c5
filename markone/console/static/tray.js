// The tray of slides: one touch puts a slide into the holder.

import { on, state } from "./state.js";
import { feedSlide } from "./holder.js";
import { say } from "./words.js";

// What the lamps are to spell for slides that are no letters, where they can.
const SLIDE_SPELT = { left: "L", right: "R", lying: "H", standing: "V", 0: "A", 1: "B", 2: "C", 3: "D", 4: "E", 5: "F", 6: "G", 7: "H", 8: "I", 9: "J" };
const SLIDE_SIGNS = { left: "◧", right: "◨", lying: "▬", standing: "▮" };
let trayPlace = null;
let groupPick = null;
let trayListed = "";

export function startTray(place, pick) {
  trayPlace = place;
  groupPick = pick;
  pick.addEventListener("change", () => { listSlides(); });
  place.addEventListener("keydown", goAlong);
  on(["machine", "words"], listTray);
  on(["slide", "machine"], markSlide);
}

function listTray() {
  if (!state.machine) return;
  const chosen = groupPick.value;
  groupPick.replaceChildren(...Object.keys(state.machine.tray).map((group) => new Option(say(`tray.group.${group}`), group)));
  if (chosen in state.machine.tray) groupPick.value = chosen;
  listSlides();
}

function listSlides() {
  const group = groupPick.value;
  const names = state.machine.tray[group];
  const listed = `${document.documentElement.lang} ${group} ${names}`;
  if (listed === trayListed) return;
  trayListed = listed;
  trayPlace.replaceChildren(...names.map((name, n) => slideButton(group, name, n)));
  trayPlace.dataset.group = group;
  markSlide();
}

function slideButton(group, name, n) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "slide";
  button.tabIndex = n ? -1 : 0;
  button.dataset.slide = name;
  const [word, nth] = name.split(" ");
  button.textContent = SLIDE_SIGNS[word] ?? name;
  button.setAttribute("aria-label", nth ? `${say(`tray.name.${word}`)} ${nth}` : name);
  if (nth) { const small = document.createElement("small"); small.textContent = nth; button.append(small); }
  button.addEventListener("click", () => { feedSlide(group, name, SLIDE_SPELT[word] ?? ""); document.body.dataset.tab = "retina"; });
  button.addEventListener("focus", () => { for (const each of trayPlace.children) each.tabIndex = each === button ? 0 : -1; });
  return button;
}

function goAlong(event) {
  if (event.key === "Enter" && event.repeat) event.preventDefault(); // a key that is held down puts one slide in
  const buttons = [...trayPlace.children];
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  buttons[Math.min(buttons.length - 1, Math.max(0, to))].focus();
}

function markSlide() {
  for (const button of trayPlace.children) {
    if (button.dataset.slide === state.slide) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}
