// Faults: struck at a part that is clicked or typed, and a list of what is out of order, to be repaired.

import { DeskTrial, deskDraw, deskInput, deskLabel, deskNode, deskPane, deskPointed, deskShown, deskVerb } from "./bench.js";
import { on, state } from "./state.js";
import { say, sayOf } from "./words.js";

const FAULT_EXAMPLE = { S: "S1.1", A: "A1", C: "C1", P: "P1", R: "R1", plug: "A1+1", "two plugs": "A1+1 A2+1", mains: "mains" };

export class FaultPane {
  constructor() {
    this.built = this.listed = "";
    this.kind = deskNode("select", "operates");
    this.kind.addEventListener("change", () => this.choose());
    this.at = deskInput("text", { maxLength: 30, size: 10, className: "operates" });
    this.amount = deskInput("number", { min: 0, step: "any", className: "operates" });
    this.amountLabel = deskLabel("faults.amount", this.amount);
    this.strike = deskVerb("faults.strike", () => this.hit(this.at.value.trim() || this.at.placeholder), "danger");
    this.arm = deskInput("checkbox", { className: "operates" });
    this.trial = new DeskTrial();
    this.list = deskNode("ul", "broken");
    this.list.tabIndex = 0;
    const where = deskNode("div", "controls", "", deskLabel("faults.at", this.at), this.amountLabel, this.strike);
    const what = deskNode("div", "controls", "", deskLabel("faults.kind", this.kind), deskLabel("faults.arm", this.arm, "check"));
    this.node = deskPane("faults", what, where, this.trial.node, this.list);
    deskDraw(["machine", "broken"], () => this.draw());
    deskDraw(["pointed"], () => this.point());
    on(["pointed"], () => { if (!deskShown()) this.pointed = deskPointed(); }); // nothing is struck from elsewhere
  }

  draw() {
    if (!state.machine) return;
    const built = JSON.stringify([state.machine.faults, say("faults.title")]);
    if (built !== this.built) this.build(built);
    const listed = JSON.stringify([state.broken, say("faults.title"), state.canOperate]);
    if (listed === this.listed) return;
    this.listed = listed;
    const rows = Object.entries(state.broken).map(([at, kind]) => this.item(at, kind));
    this.list.replaceChildren(...(rows.length ? rows : [deskNode("li", "note", "faults.none")]));
  }

  build(built) {
    this.built = built;
    const chosen = this.kind.value || "jammed motor";
    this.kind.replaceChildren(...state.machine.faults.map((fault) => {
      const option = deskNode("option", "", "", sayOf("faults.kind", fault.kind));
      option.value = fault.kind;
      return option;
    }));
    this.kind.value = chosen;
    this.choose();
  }

  fault() { return state.machine?.faults.find((fault) => fault.kind === this.kind.value); }

  choose() {
    const fault = this.fault();
    if (!fault) return;
    this.at.value = "";
    this.at.placeholder = FAULT_EXAMPLE[fault.at] ?? "";
    this.at.disabled = fault.at === "mains" || !state.canOperate;
    this.amountLabel.hidden = fault.amount === null;
    if (fault.amount !== null) { this.amount.value = fault.amount; this.amount.max = fault.most; }
    this.point();
  }

  // What is pointed at, as this kind of fault has to be addressed; the armed fault strikes there at once.
  point() {
    const fault = this.fault();
    const at = fault && deskPointed() ? faultAddress(fault.at, deskPointed()) : "";
    const fresh = deskPointed() !== this.pointed;
    this.pointed = deskPointed();
    if (!at) return;
    this.at.value = at;
    if (fresh && this.arm.checked) this.hit(at);
  }

  hit(at) {
    const fault = this.fault();
    if (!fault || !state.canOperate) return;
    const amount = fault.amount === null ? {} : { amount: this.amount.valueAsNumber };
    this.trial.try({ do: "strike", kind: fault.kind, at: fault.at === "mains" ? "mains" : at, ...amount });
  }

  item(at, kind) {
    const repair = deskVerb("faults.repair", () => this.trial.try({ do: "repair", at }));
    repair.disabled = !state.canOperate;
    repair.setAttribute("aria-label", say("faults.repair.one", { at }));
    return deskNode("li", "", "", deskNode("span", "", "", `${at}: ${sayOf("faults.kind", kind)}`), repair);
  }
}

function faultAddress(kind, pointed) {
  const number = Number(pointed.slice(1));
  if (kind === pointed[0]) return pointed;
  if (pointed[0] === "A" && kind === "C") return `C${Math.ceil(number / 8)}`;
  if (pointed[0] === "A" && kind === "plug") return pointed.includes("+") || pointed.includes("-") ? pointed : `${pointed}+1`;
  return "";
}
