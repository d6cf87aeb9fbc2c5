// Procedures: pick one that comes along, change its lines, let an operator follow it; or show a slide by hand.

import { DeskTrial, deskDraw, deskLabel, deskName, deskNode, deskPane, deskSigns, deskVerb } from "./bench.js";
import { state } from "./state.js";
import { say } from "./words.js";

const PROCEDURE_OWN = "";
const PROCEDURE_MOST = 4000;

export class ProcedurePane {
  constructor() {
    this.filled = "";
    this.pick = deskNode("select");
    this.pick.addEventListener("change", () => { if (this.pick.value) this.text.value = state.machine.texts[this.pick.value]; });
    this.text = deskName(deskNode("textarea"), "procedures.text");
    Object.assign(this.text, { spellcheck: false, maxLength: PROCEDURE_MOST, wrap: "off" });
    this.text.addEventListener("input", () => { this.pick.value = this.shipped() ?? PROCEDURE_OWN; });
    this.run = deskVerb("procedures.run", () => this.follow(), "chief");
    this.halt = deskVerb("procedures.halt", () => this.trial.try({ do: "halt" }));
    this.trial = new DeskTrial();
    const buttons = deskNode("div", "controls", "", this.run, this.halt);
    this.node = deskPane("procedures", deskLabel("procedures.pick", this.pick), this.text, buttons, this.trial.node, this.byHand());
    deskDraw(["machine", "time", "slide", "answer"], () => this.draw(), 150);
  }

  byHand() {
    this.tray = deskNode("select", "operates");
    this.tray.addEventListener("change", () => this.feed());
    this.show = deskVerb("procedures.show", () => this.trial.try({ do: "show" }));
    this.wanted = deskNode("p", "note");
    return deskNode("div", "hand", "", deskLabel("procedures.slide", this.tray), this.show, this.wanted);
  }

  feed() {
    const [group, name] = JSON.parse(this.tray.value || "[]");
    if (group) this.trial.try({ do: "slide", group, name });
  }

  draw() {
    if (!state.machine) return;
    const filled = JSON.stringify([state.machine.procedures, Object.keys(state.machine.tray), say("procedures.own")]);
    if (filled !== this.filled) this.fill(filled);
    this.run.disabled = !state.canOperate;
    this.halt.disabled = !state.canOperate || !state.following;
    this.show.disabled = !state.canOperate || state.following || state.showing;
    this.tray.disabled = !state.canOperate || state.following;
    const targets = deskSigns(state.answer?.targets ?? "");
    const runs = say(state.following ? "procedures.runs" : "procedures.rests");
    this.wanted.textContent = `${runs} ${say("procedures.targets", { targets, slide: state.slide || "–" })}`;
  }

  fill(filled) {
    this.filled = filled;
    const own = deskNode("option", "", "procedures.own");
    own.value = PROCEDURE_OWN;
    const shipped = Object.entries(state.machine.procedures).map(([name, title]) => procedureOption(name, `${name}: ${title}`));
    this.pick.replaceChildren(...shipped, own);
    const groups = Object.entries(state.machine.tray).map(([group, names]) => procedureGroup(group, names));
    this.tray.replaceChildren(procedureOption("", "–"), ...groups);
    const now = state.machine.description.procedure || "letters";
    if (!this.text.value) this.text.value = state.machine.texts[now] ?? now;
    this.pick.value = this.shipped() ?? PROCEDURE_OWN;
  }

  shipped() { return Object.keys(state.machine.texts).find((name) => state.machine.texts[name] === this.text.value); }

  follow() { if (state.machine) this.trial.try({ do: "run", procedure: this.shipped() ?? this.text.value }); }
}

function procedureOption(value, text) {
  const option = deskNode("option", "", "", text);
  option.value = value;
  return option;
}

function procedureGroup(group, names) {
  const node = deskNode("optgroup");
  node.label = group;
  node.append(...names.map((name) => procedureOption(JSON.stringify([group, name]), `${group} ${name}`)));
  return node;
}
