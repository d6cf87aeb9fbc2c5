// The museum's face: the machine on one screen.

import { changed, on, state } from "./state.js";
import { startClock } from "./clock.js";
import { startDesk } from "./desk.js";
import { startDials } from "./dials.js";
import { keyButton } from "./keys.js";
import { startLetters } from "./letters.js";
import { startPicture } from "./picture.js";
import { startSwitchboard } from "./switchboard.js";
import { startPointed } from "./pointed.js";
import { startResponses } from "./responses.js";
import { startRetina } from "./retina.js";
import { startSelect } from "./select.js";
import { startSentence } from "./sentence.js";
import { startTools } from "./tools.js";
import { startTray } from "./tray.js";
import { startUnits } from "./units.js";
import { startVerdict } from "./verdict.js";

const MUSEUM_TABS = ["retina", "slides", "units", "dials"];
const ONLY_OPERATORS = ["tools", "drawer", "desk", "letters"]; // whoever looks on can point at everything else

export function startMuseum() {
  const part = (id) => document.getElementById(id);
  startVerdict();
  startSelect();
  const racks = {
    retina: startRetina(part("retina")), units: startUnits(part("units")),
    dials: startDials(part("pots")), responses: startResponses(part("answer")),
  };
  startSwitchboard(part("board"), part("wires"), racks);
  startLetters();
  startTray(part("tray"), part("group"));
  startTools(part("tools"));
  startPicture(part("museum"));
  startDesk(part("show"), part("teach"), part("pace"));
  startClock(part("clock"));
  startSentence(part("sentence"));
  startPointed(part("point"));
  startTabs(part("tabs"));
  on(["machine"], () => { for (const id of ONLY_OPERATORS) part(id).inert = !state.canOperate; });
  for (const place of document.querySelectorAll("[data-zoom]")) addZoom(place, racks[place.dataset.zoom]);
  new MutationObserver(() => changed("layout")).observe(document.body, { attributes: true, attributeFilter: ["data-tab", "data-face"] });
}

// On a phone one part is seen at a time.
function startTabs(nav) {
  nav.append(...MUSEUM_TABS.map((name) => {
    const button = keyButton(() => { document.body.dataset.tab = name; }, { says: `museum.tab.${name}` });
    button.dataset.to = name;
    return button;
  }));
  on(["layout"], () => {
    for (const button of nav.children) {
      if (button.dataset.to === document.body.dataset.tab) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    }
  });
}

function addZoom(place, rack) {
  place.append(
    keyButton(() => rack.zoomAtCursor(0.5), { sign: "−", name: "museum.zoom.out" }),
    keyButton(() => rack.zoomAtCursor(2), { sign: "+", name: "museum.zoom.in" }),
  );
}
