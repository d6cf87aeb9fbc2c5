// The engineer's face: the same machine, with all its instruments at once.

import { CurvePane } from "./curve.js";
import { deskNode } from "./bench.js";
import { FaultPane } from "./faults.js";
import { FieldPane } from "./field.js";
import { LogPane } from "./log.js";
import { PanelPane } from "./panel.js";
import { PartsPane } from "./parts.js";
import { ProcedurePane } from "./procedures.js";
import { ScopePane } from "./scope.js";
import { changed, on, state } from "./state.js";
import { TimePane } from "./timeline.js";
import { WhyPane } from "./why.js";

// Fill <main id="engineer">.
export function startEngineer() {
  const main = document.getElementById("engineer");
  const columns = [[PanelPane], [ProcedurePane, LogPane], [ScopePane, CurvePane, WhyPane], [FieldPane, PartsPane, FaultPane]];
  const desk = deskNode("div", "desk", "", ...columns.map((panes) => deskNode("div", "column", "", ...panes.map((Pane) => new Pane().node))));
  main.replaceChildren(new TimePane().node, desk);
  new MutationObserver(() => changed("desk")).observe(main, { attributes: true, attributeFilter: ["hidden"] });
  on(["machine"], () => {
    for (const control of main.querySelectorAll(".operates")) control.disabled = !state.canOperate && !(state.recording && control.closest(".pane-time"));
    changed("marks", "broken", "time"); // panes know more of what their own controls may do
  });
}
