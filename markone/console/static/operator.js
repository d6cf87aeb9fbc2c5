// A machine that several pages share: who operates it hands it over, and who looks on asks for it.

import { on, state } from "./state.js";
import { ask } from "./talk.js";
import { say } from "./words.js";

export function startOperator(bar) {
  const [told, button] = bar.children;
  button.addEventListener("click", () => {
    ask({ do: state.canOperate ? "hand_over" : "operate" }).catch(() => { /* the complaint has been shown */ });
  });
  on(["machine", "words"], () => {
    bar.hidden = !state.shared || (state.canOperate && !state.waiting);
    button.disabled = state.asked && !state.canOperate;
    button.textContent = say(state.canOperate ? "operator.hand_over" : "operator.ask");
    const text = say(operatorKey(), { waiting: state.waiting });
    if (told.textContent !== text) told.textContent = text;
  });
}

function operatorKey() {
  if (state.canOperate) return "operator.waiting";
  return state.asked ? "operator.asked" : "operator.looks_on";
}
