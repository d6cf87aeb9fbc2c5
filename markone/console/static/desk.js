// The operator's desk: show, teach, and how fast time passes.

import { on, state } from "./state.js";
import { send } from "./talk.js";
import { keyButton } from "./keys.js";
import { showSlide } from "./holder.js";
import { say } from "./words.js";

const PACES = [["slow", 0.2], ["real", 1], ["fast", 10]];

export function startDesk(show, teach, pace) {
  show.addEventListener("click", () => {
    if (state.following) send({ do: "halt" });
    else if (show.getAttribute("aria-disabled") !== "true") showSlide();
  });
  teach.addEventListener("click", () => send({ do: "teach", on: !state.teach }));
  pace.append(...PACES.map(paceButton));
  pace.addEventListener("keydown", (event) => choosePace(event, pace));
  on(["time", "machine", "words"], () => tellShow(show));
  on(["teach"], () => teach.setAttribute("aria-checked", String(state.teach)));
  on(["speed"], () => tellPace(pace));
}

function tellShow(show) {
  const busy = (state.showing && state.playing && !state.following) || !state.canOperate || !state.machine;
  show.setAttribute("aria-disabled", String(busy));
  const text = say(state.following && state.canOperate ? "museum.halt" : "museum.show");
  if (show.textContent !== text) show.textContent = text;
}

function paceButton([name, factor]) {
  const button = keyButton(() => send({ do: "speed", factor }), { says: `museum.pace.${name}` });
  button.setAttribute("role", "radio");
  button.dataset.factor = factor;
  return button;
}

function tellPace(pace) {
  const buttons = [...pace.children];
  const chosen = buttons.find((button) => Number(button.dataset.factor) === state.speed);
  for (const button of buttons) {
    button.setAttribute("aria-checked", String(button === chosen));
    button.tabIndex = button === (chosen ?? buttons[0]) ? 0 : -1;
  }
}

function choosePace(event, pace) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const buttons = [...pace.children], at = buttons.indexOf(document.activeElement);
  if (!step || at < 0) return;
  event.preventDefault();
  const next = buttons[(at + step + buttons.length) % buttons.length];
  next.focus();
  next.click();
}
