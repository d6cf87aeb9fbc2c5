// Why something was not done: a sentence that goes away by itself.

import { onComplaint } from "./talk.js";

const STAYS_MS = 7000;
let complaintLater = 0;

export function complainOf(text) {
  const place = document.getElementById("complaint");
  place.textContent = text;
  clearTimeout(complaintLater);
  complaintLater = setTimeout(() => { place.textContent = ""; }, STAYS_MS);
}

export function startComplaint() { onComplaint(complainOf); }
