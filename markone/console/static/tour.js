// The tour that the machine gives by itself: it learns two letters, a fault strikes, and it heals by learning on.

import { RETINA_SIDE, cellName } from "./address.js";
import { state } from "./state.js";
import { feedSlide, showSlide } from "./holder.js";
import { sayOfTour } from "./sentence.js";
import { send } from "./talk.js";
import { verdict } from "./verdict.js";
import { say } from "./words.js";

const TOUR_LETTERS = ["C", "T"];
const TOUR_FACE = "block";
const TOUR_SPEED = 2; // two seconds of the machine in one of ours
const IN_A_ROW = 4; // right answers, after which both letters are known
const MOST_LESSONS = 40;
const MOST_COLUMNS = 14; // of photocells that may break
const BREAK_MS = 45;
const READ_MS = 4500;

export class Tour {
  constructor() { this.runs = true; }

  // Somebody else takes over: nothing is done any more, and the machine stays as it is.
  stop() { this.runs = false; sayOfTour(""); }

  // All of it; true if nobody broke in.
  async give(pace = 1) {
    this.pace = pace;
    const told = { one: TOUR_LETTERS[0], two: TOUR_LETTERS[1] };
    try {
      await this.until(() => state.machine && state.connected && state.canOperate && (state.following || !state.showing));
      if (state.following) return await this.watch();
      this.do({ do: "speed", factor: TOUR_SPEED * pace });
      await this.tell("kiosk.hello", told, READ_MS);
      await this.tell("kiosk.learn", told, READ_MS);
      await this.learn();
      await this.tell("kiosk.learnt", told, READ_MS);
      await this.tell("kiosk.fault", told, READ_MS / 2);
      await this.breakUntilWrong();
      await this.tell("kiosk.wrong", told, READ_MS);
      await this.learn();
      await this.tell("kiosk.healed", told, 2 * READ_MS);
      await this.tell("kiosk.yours", told, 2 * READ_MS);
      return true;
    } catch (error) {
      if (error !== BROKEN_OFF) throw error;
      return false;
    }
  }

  // A procedure is tour enough.
  async watch() {
    await this.until(() => !state.following);
    await this.wait((4 * READ_MS) / this.pace);
    return true;
  }

  // Both letters in turn until they are read.
  async learn() {
    for (let n = 0, right = 0; n < MOST_LESSONS && right < IN_A_ROW; n++) {
      right = (await this.lesson(TOUR_LETTERS[n % 2])) ? right + 1 : 0;
    }
  }

  // Show one letter to the end; whether it was read.
  async lesson(letter) {
    feedSlide(TOUR_FACE, letter);
    await this.until(() => state.slide === letter && state.answer?.wanted === letter);
    this.check();
    showSlide();
    await this.until(() => verdict());
    await this.until(() => !state.showing);
    return verdict()?.right;
  }

  // Column after column of photocells stays lit, until a letter is misread.
  async breakUntilWrong() {
    for (let column = 0; column < MOST_COLUMNS; column++) {
      for (let row = 0; row < RETINA_SIDE; row++) {
        this.do({ do: "strike", kind: "photocell stuck lit", at: cellName(RETINA_SIDE * row + column) });
        await this.wait(BREAK_MS);
      }
      if (column % 2 === 0) continue;
      for (const letter of TOUR_LETTERS) if (!(await this.lesson(letter))) return;
    }
  }

  async tell(key, told, ms) { this.check(); sayOfTour(say(key, told)); await this.wait(ms / this.pace); }
  do(message) { this.check(); send(message); }
  check() { if (!this.runs) throw BROKEN_OFF; }

  async wait(ms) {
    await new Promise((done) => setTimeout(done, ms));
    this.check();
  }

  async until(holds) {
    while (!holds()) await this.wait(40);
    this.check();
  }
}

const BROKEN_OFF = new Error("somebody took over");
