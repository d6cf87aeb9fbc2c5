// How the machine sounds: relays that click, motors that hum. Silent until it is asked for.

import { on, state } from "./state.js";

const MOST_CLICKS = 12; // at once
const HUM_HZ = [58, 117, 174];
let soundDesk = null; // the AudioContext, once it is asked for
let humLoudness = null;
let heardUnits = new Uint8Array(0);

export function startSound(button) {
  button.addEventListener("click", () => setSound(button, button.getAttribute("aria-pressed") !== "true"));
  on(["units"], hearUnits);
  on(["motors", "time", "connected"], hearMotors);
  document.addEventListener("visibilitychange", hearMotors); // nothing is drawn, and so nothing heard, of a hidden page
}

function setSound(button, on) {
  button.setAttribute("aria-pressed", String(on));
  if (on && !soundDesk) openSound();
  if (on) soundDesk.resume();
  else soundDesk?.suspend();
}

function openSound() {
  soundDesk = new AudioContext();
  humLoudness = soundDesk.createGain();
  humLoudness.gain.value = 0;
  const muffle = soundDesk.createBiquadFilter();
  muffle.type = "lowpass";
  muffle.frequency.value = 420;
  for (const hz of HUM_HZ) {
    const motor = soundDesk.createOscillator();
    motor.type = "sawtooth";
    motor.frequency.value = hz;
    motor.connect(muffle);
    motor.start();
  }
  muffle.connect(humLoudness).connect(soundDesk.destination);
}

const isHeard = () => soundDesk?.state === "running";

function hearUnits() {
  let flips = 0;
  for (let unit = 0; unit < state.units.length; unit++) if ((state.units[unit] > 127) !== (heardUnits[unit] > 127)) flips++;
  heardUnits = state.units.slice();
  if (!isHeard() || document.hidden) return;
  for (let n = 0; n < Math.min(MOST_CLICKS, Math.ceil(flips / 8)); n++) relayClick(0.08 * Math.random());
}

// A relay: a burst of noise of some thousandths of a second, through a narrow filter.
function relayClick(after) {
  const seconds = 0.012;
  const noise = soundDesk.createBuffer(1, Math.ceil(seconds * soundDesk.sampleRate), soundDesk.sampleRate);
  const samples = noise.getChannelData(0);
  for (let n = 0; n < samples.length; n++) samples[n] = (2 * Math.random() - 1) * (1 - n / samples.length) ** 3;
  const source = soundDesk.createBufferSource();
  source.buffer = noise;
  const tin = soundDesk.createBiquadFilter();
  Object.assign(tin, { type: "bandpass" });
  tin.frequency.value = 1700 + 1300 * Math.random();
  const loud = soundDesk.createGain();
  loud.gain.value = 0.22;
  source.connect(tin).connect(loud).connect(soundDesk.destination);
  source.start(soundDesk.currentTime + after);
}

function hearMotors() {
  if (!soundDesk) return;
  const isFollowed = state.connected && !document.hidden && state.playing;
  const runs = isFollowed && state.motors.reduce((sum, way) => sum + (way !== 0), 0);
  humLoudness.gain.setTargetAtTime(runs ? 0.02 + 0.05 * Math.min(1, runs / 150) : 0, soundDesk.currentTime, 0.05);
}
