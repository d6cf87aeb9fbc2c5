// For a museum: the machine gives a tour of itself; any touch takes over; when all are gone it begins again.

import { on } from "./state.js";
import { Idle } from "./idle.js";
import { Tour } from "./tour.js";
import { send } from "./talk.js";
import { say } from "./words.js";

const IDLE_S = 120;
const COUNTDOWN_S = 20;
let tourNow = null;
let countdownLeft = 0;
let countdownTimer = 0;

// ?kiosk switches it on; ?idle=SECONDS and ?countdown=SECONDS are shorter for tests, and ?pace=TIMES hurries the tour.
export function startKiosk(query) {
  if (!query.has("kiosk")) return;
  document.body.dataset.kiosk = "on";
  for (const name of ["contextmenu", "dragstart"]) addEventListener(name, (event) => event.preventDefault());
  const banner = addBanner();
  const dialog = addDialog();
  const idle = new Idle(numberOf(query, "idle", IDLE_S), () => {
    if (tourNow) idle.rest();
    else countDown(dialog, numberOf(query, "countdown", COUNTDOWN_S));
  }, (event) => {
    countdownLeft = numberOf(query, "countdown", COUNTDOWN_S);
    if (event.type === "keydown") stopCountdown(dialog); // a touch closes it by its click, or it would fall through
    takeOver(banner);
  });
  beginTour(banner, numberOf(query, "pace", 1));
}

function numberOf(query, name, otherwise) {
  const value = Number(query.get(name));
  return value > 0 ? value : otherwise;
}

async function beginTour(banner, pace) {
  tourNow = new Tour();
  banner.hidden = false;
  tellParent("idle");
  if (await tourNow.give(pace)) beginAgain();
}

// A new machine, even where a visitor has made a link to the one before.
function beginAgain() {
  history.replaceState(null, "", location.pathname + location.search);
  location.reload();
}

function takeOver(banner) {
  if (!tourNow) return;
  tourNow.stop();
  tourNow = null;
  banner.hidden = true;
  send({ do: "speed", factor: 1 });
  tellParent("busy");
}

// A page around this one, of the same origin, may want to know whether somebody is there.
function tellParent(word) {
  if (window.parent !== window) window.parent.postMessage(word, location.origin);
}

function addBanner() {
  const banner = document.createElement("p");
  banner.id = "kiosk";
  document.getElementById("sentence").after(banner);
  on(["words"], () => { banner.textContent = say("kiosk.touch"); });
  return banner;
}

// --- nobody seems to be there -------------------------------------------------------------------------------------

function addDialog() {
  const dialog = document.createElement("dialog");
  dialog.id = "still";
  const text = document.createElement("p");
  text.id = "still-text";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "key";
  button.dataset.say = "kiosk.stay";
  dialog.setAttribute("aria-labelledby", text.id);
  dialog.append(text, button);
  dialog.addEventListener("click", () => stopCountdown(dialog));
  document.body.append(dialog);
  return dialog;
}

function countDown(dialog, seconds) {
  countdownLeft = seconds;
  tellCountdown();
  dialog.showModal();
  countdownTimer = setInterval(() => {
    countdownLeft--;
    tellCountdown();
    if (countdownLeft <= 0) { clearInterval(countdownTimer); beginAgain(); }
  }, 1000);
}

function tellCountdown() {
  document.getElementById("still-text").textContent = say("kiosk.countdown", { seconds: countdownLeft });
}

function stopCountdown(dialog) {
  clearInterval(countdownTimer);
  if (dialog.open) dialog.close();
}
