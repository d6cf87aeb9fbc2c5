// What is pointed at, in its sentence; and why a potentiometer stands where it does: its moves, each as a sentence.

import { deskDraw, deskInput, deskLabel, deskName, deskNode, deskPane, deskPointed, deskVerb, deskVolts } from "./bench.js";
import { explanation, sourcesOf } from "./pointed.js";
import { state } from "./state.js";
import { ask } from "./talk.js";
import { clockTime, say, sayOf } from "./words.js";

export class WhyPane {
  constructor() {
    this.at = deskInput("text", { placeholder: "P1", size: 7, maxLength: 30 });
    this.at.addEventListener("keydown", (event) => { if (event.key === "Enter") this.ask(); });
    const button = deskVerb("timeline.why.ask", () => this.ask());
    button.classList.remove("operates"); // whoever looks on may ask too
    this.list = deskName(deskNode("ol", "moves"), "timeline.why");
    this.list.setAttribute("aria-live", "polite");
    this.told = deskNode("p", "told");
    this.both = deskName(deskNode("div", "answers", "", this.told, this.list), "why.title");
    this.both.tabIndex = 0;
    this.both.setAttribute("role", "group");
    this.node = deskPane("why", deskNode("div", "controls", "", deskLabel("timeline.why.pot", this.at), button), this.both);
    deskDraw(["pointed"], () => this.point());
    deskDraw(["time"], () => { if (state.ms < this.ms) this.why(); });
  }

  point() {
    const told = state.pointed?.told;
    if (!deskPointed()) this.told.textContent = say("explain.hint");
    else if (told) this.told.replaceChildren(deskNode("span", "", "", explanation(told)), ...sourcesOf(told.at));
    if (this.moves) this.tell();
    if (this.shown === deskPointed() || !deskPointed().startsWith("P")) return;
    this.shown = this.at.value = deskPointed();
    this.why();
  }

  // Asked for by name: its last move is what is to be read.
  async ask() {
    await this.why();
    this.both.scrollTop = this.both.scrollHeight;
  }

  async why() {
    const pot = this.at.value.trim().toUpperCase() || "P1";
    try {
      this.moves = await ask({ do: "why", pot });
      this.ms = state.ms;
      this.tell();
      this.both.scrollTop = 0;
    } catch (error) {
      this.moves = null;
      this.list.replaceChildren(deskNode("li", "refused", "", error.message));
    }
  }

  // In the page's language, which may be another than when it was asked.
  tell() {
    const told = whySentences(this.moves);
    if (told.join() === this.said) return;
    this.said = told.join();
    this.list.replaceChildren(...told.map((text) => deskNode("li", "", "", text)));
  }
}

function whySentences(told) {
  if (!told.moves.length) return [say("timeline.move.none", { pot: told.pot })];
  const more = told.more ? [say("timeline.move.more", { count: told.more })] : [];
  return [...more, ...told.moves.map((move) => whyMove(told.pot, move))];
}

function whyMove(pot, move) {
  const lamp = (value) => say(value > 0 ? "log.on" : value < 0 ? "log.off" : "log.either");
  const numbers = {
    pot, time: clockTime(move.ms), slide: move.name ? `${move.slide} (${move.name})` : move.slide, response: move.response + 1,
    was: lamp(move.lamp), wanted: lamp(move.wanted), ms: move.ran_ms, from: deskVolts(move.from_v, 3), to: deskVolts(move.to_v, 3),
    rule: sayOf("panel.mark", move.rule), mode: sayOf("panel.mark", move.mode),
  };
  const key = { "by hand": "hand", "not kept": "unknown" }[move.mode] ?? (move.way > 0 ? "up" : "down");
  return say(`timeline.move.${key}`, numbers);
}
