// The museum's face and the engineer's: which of them is seen.

import { changed, on, state } from "./state.js";
import { say } from "./words.js";

const FACES = ["museum", "engineer"];
let faceButton = null;
let faceIsSet = false;

// The first is that of the address, or that of the machine: a link may say which.
export function startFaces(button, query) {
  faceButton = button;
  button.title = "F2";
  button.addEventListener("click", otherFace);
  addEventListener("keydown", (event) => { if (event.key === "F2") { event.preventDefault(); otherFace(); } });
  on(["words"], tellFace);
  on(["machine"], () => {
    if (state.machine && !faceIsSet) setFace(FACES.find((face) => face === query.get("face")) ?? state.machine.description.face);
  });
}

function otherFace() { setFace(FACES.find((face) => face !== document.body.dataset.face)); }

function setFace(name) {
  faceIsSet = true;
  document.body.dataset.face = name;
  for (const face of FACES) document.getElementById(face).hidden = face !== name;
  tellFace();
  changed("layout", "face");
}

function tellFace() {
  faceButton.textContent = say(document.body.dataset.face === "museum" ? "main.to.engineer" : "main.to.museum");
  document.title = say("main.title");
}
