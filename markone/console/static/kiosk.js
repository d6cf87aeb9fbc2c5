// For a museum: the machine gives a tour of itself; any touch takes over; when all are gone it begins again.

import { Countdown } from "./countdown.js";
import { on, state } from "./state.js";
import { Idle } from "./idle.js";
import { Tour } from "./tour.js";
import { send } from "./talk.js";
import { say } from "./words.js";

const IDLE_S = 120;
const COUNTDOWN_S = 20;
let tourNow = null;
let isLost = false;
let isDue = false; // as soon as there is a machine again

// ?kiosk switches it on; ?idle=SECONDS and ?countdown=SECONDS are shorter for tests, and ?pace=TIMES hurries the tour.
export function startKiosk(query) {
  if (!query.has("kiosk")) return;
  document.body.dataset.kiosk = "on";
  for (const name of ["contextmenu", "dragstart"]) addEventListener(name, (event) => event.preventDefault());
  const banner = addBanner();
  const countdown = new Countdown(numberOf(query, "countdown", COUNTDOWN_S), beginAgain);
  const idle = new Idle(numberOf(query, "idle", IDLE_S), () => {
    if (tourNow) idle.rest();
    else countdown.begin();
  }, (event) => {
    if (event.type === "keydown") countdown.stop(); // a touch closes it by its click, or it would fall through
    else countdown.again();
    takeOver(banner);
  });
  on(["connected"], comeBack);
  beginTour(banner, numberOf(query, "pace", 1));
}

// What a tour said while the line was down is lost, and its machine as well.
function comeBack() {
  if (!state.connected) isLost = state.machine !== null;
  else if (isLost && (tourNow || isDue)) beginAgain();
  else isLost = false;
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
  isDue = !state.connected;
  if (isDue) return;
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
