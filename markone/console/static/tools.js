// What is done to the slide: shifted, turned, sprinkled with noise, cleared, turned to its negative; a picture put in.

import { on, state } from "./state.js";
import { clearSlide, invertSlide, moveSlide } from "./holder.js";
import { keyButton } from "./keys.js";
import { putPicture } from "./picture.js";

const TURN_DEGREES = 15;
const TOOLS = [
  [() => moveSlide({ right: -1 }), { name: "tools.left", sign: "←" }],
  [() => moveSlide({ down: -1 }), { name: "tools.up", sign: "↑" }],
  [() => moveSlide({ down: 1 }), { name: "tools.down", sign: "↓" }],
  [() => moveSlide({ right: 1 }), { name: "tools.right", sign: "→" }],
  [() => moveSlide({ turn: TURN_DEGREES }), { name: "tools.turn.left", sign: "↺" }],
  [() => moveSlide({ turn: -TURN_DEGREES }), { name: "tools.turn.right", sign: "↻" }],
  [clearSlide, { name: "tools.clear", sign: "✕" }],
];
const INVERT = [invertSlide, { name: "tools.invert", sign: "◐" }];

export function startTools(place) {
  place.append(...TOOLS.map(toolButton), noiseSlider(), toolButton(INVERT), pictureButton());
}

const toolButton = ([act, looks]) => keyButton(act, { ...looks, look: "key tool" });

function noiseSlider() {
  const label = document.createElement("label");
  label.className = "noise";
  const text = document.createElement("span");
  text.dataset.say = "tools.noise";
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", id: "noise", min: 0, max: 40, step: 5, value: 0 });
  slider.addEventListener("input", () => moveSlide({ noise: Number(slider.value) / 100 }));
  on(["moved"], () => { slider.value = String(100 * state.moved.noise); });
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
