// What is done to the slide: shifted, turned, sprinkled with noise, cleared, turned to its negative; a picture put in.

import { on } from "./state.js";
import { clearSlide, invertSlide, movedBy, moveSlide } from "./holder.js";
import { putPicture } from "./picture.js";
import { say } from "./words.js";

const TURN_DEGREES = 15;
const TOOLS = [
  { key: "tools.left", sign: "←", act: () => moveSlide({ right: -1 }) },
  { key: "tools.up", sign: "↑", act: () => moveSlide({ down: -1 }) },
  { key: "tools.down", sign: "↓", act: () => moveSlide({ down: 1 }) },
  { key: "tools.right", sign: "→", act: () => moveSlide({ right: 1 }) },
  { key: "tools.turn.left", sign: "↺", act: () => moveSlide({ turn: TURN_DEGREES }) },
  { key: "tools.turn.right", sign: "↻", act: () => moveSlide({ turn: -TURN_DEGREES }) },
  { key: "tools.clear", sign: "✕", act: clearSlide },
];
const INVERT = { key: "tools.invert", sign: "◐", act: invertSlide };

export function startTools(place) {
  place.append(...TOOLS.map(toolButton), noiseSlider(), toolButton(INVERT), pictureButton());
}

function toolButton({ key, sign, act }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "key tool";
  button.textContent = sign;
  button.dataset.name = key;
  button.addEventListener("click", act);
  on(["words"], () => { button.title = say(key); });
  return button;
}

function noiseSlider() {
  const label = document.createElement("label");
  label.className = "noise";
  const text = document.createElement("span");
  text.dataset.say = "tools.noise";
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", id: "noise", min: 0, max: 40, step: 5, value: 0 });
  slider.addEventListener("input", () => moveSlide({ noise: Number(slider.value) / 100 }));
  on(["moved"], () => { slider.value = String(100 * movedBy.noise); });
  label.append(text, slider);
  return label;
}

function pictureButton() {
  const label = document.createElement("label");
  label.className = "key picture";
  const text = document.createElement("span");
  text.dataset.say = "tools.picture";
  const input = document.createElement("input");
  Object.assign(input, { type: "file", accept: "image/*", id: "picture", className: "unseen" });
  input.addEventListener("change", () => { putPicture(input.files[0]); input.value = ""; });
  label.append(text, input);
  return label;
}
