// The bar of a recording: where it is, and any moment of it. A live page has none.

import { on, state } from "./state.js";
import { number, say } from "./words.js";

const KEYS = {
  ArrowRight: (source) => source.step(1), ArrowUp: (source) => source.step(1),
  ArrowLeft: (source) => source.step(-1), ArrowDown: (source) => source.step(-1),
  PageUp: (source) => toSlide(source, 1), PageDown: (source) => toSlide(source, -1),
  Home: (source) => source.step(-Infinity), End: (source) => source.step(Infinity),
};

// Put the bar at the foot of the page.
export function startScrub() {
  const bar = scrubPart("section", "scrub");
  bar.hidden = true;
  const play = scrubButton("scrub-play", (source) => source.play(!source.playing));
  const before = scrubButton("scrub-before", (source) => toSlide(source, -1));
  const range = scrubPart("input", "scrub-range");
  Object.assign(range, { type: "range", min: 0, max: 0, step: 1, value: 0 });
  range.addEventListener("input", () => {
    state.recording.play(false);
    state.recording.showFrame(Number(range.value));
  });
  range.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (act && state.recording) { event.preventDefault(); act(state.recording); }
  });
  const after = scrubButton("scrub-after", (source) => toSlide(source, 1));
  const where = scrubPart("output", "scrub-where");
  const track = scrubPart("div", "scrub-track");
  const marks = scrubPart("canvas", "scrub-marks");
  marks.setAttribute("aria-hidden", "true");
  track.append(marks, range);
  bar.append(play, before, track, after, where, scrubPart("span", "scrub-live"));
  document.body.append(bar);
  on(["recording", "words"], () => label(bar));
  on(["recording"], () => drawMarks(marks));
  on(["time", "words"], () => place(range, play, where));
  addEventListener("resize", () => drawMarks(marks));
}

function scrubPart(tag, id) { return Object.assign(document.createElement(tag), { id }); }

function scrubButton(id, act) {
  const button = Object.assign(scrubPart("button", id), { type: "button" });
  button.append(Object.assign(document.createElement("i"), { ariaHidden: "true" }));
  button.addEventListener("click", () => state.recording && act(state.recording));
  return button;
}

// By so many slides; first to the beginning of this one.
function toSlide(source, by) {
  const { reel } = source;
  const begun = reel.frameOfSlide(state.shown);
  source.play(false);
  source.showFrame(by < 0 && reel.here > begun ? begun : reel.frameOfSlide(Math.max(0, state.shown + by)));
}

function label(bar) {
  if (!state.recording?.reel) return;
  const { told, frames } = state.recording.reel;
  bar.hidden = false;
  bar.setAttribute("aria-label", say("scrub.bar"));
  const range = bar.querySelector("input");
  range.max = frames.length - 1;
  range.setAttribute("aria-label", say("scrub.range"));
  for (const [id, key] of [["scrub-before", "scrub.before"], ["scrub-after", "scrub.after"]]) {
    const button = document.getElementById(id);
    button.setAttribute("aria-label", say(key));
    button.title = say(key);
  }
  document.getElementById("scrub-live").textContent = say(told.cut ? "scrub.cut" : "scrub.live", { command: told.command });
}

function place(range, play, where) {
  const source = state.recording;
  if (!source || source.reel.here < 0) return;
  const key = source.playing ? "scrub.pause" : "scrub.play";
  play.classList.toggle("plays", source.playing);
  play.setAttribute("aria-label", say(key));
  play.title = say(key);
  range.value = source.reel.here;
  const numbers = {
    slide: state.shown, slides: source.reel.frames[source.reel.frames.length - 1].shown, name: state.slide,
    seconds: number(state.ms / 1000, 1), phase: say(`scrub.phase.${state.phase}`),
  };
  where.textContent = say("scrub.where", numbers);
  range.setAttribute("aria-valuetext", where.textContent);
}

// A mark for every slide that was answered wrong.
function drawMarks(canvas) {
  const source = state.recording;
  if (!source) return;
  const width = canvas.width = Math.max(1, canvas.clientWidth);
  canvas.height = Math.max(1, canvas.clientHeight);
  const pen = canvas.getContext("2d");
  const last = Math.max(1, source.reel.frames.length - 1);
  pen.fillStyle = getComputedStyle(canvas).color;
  for (const [number, answer] of source.reel.news.answer ?? []) {
    if (answer.right === false && source.reel.frames[number].phase === "decide") {
      pen.fillRect(Math.round(number / last * (width - 1)), 0, 1, canvas.height);
    }
  }
}
