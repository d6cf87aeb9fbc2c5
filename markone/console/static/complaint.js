// Why something was not done: a sentence that goes away by itself.

import { onComplaint } from "./talk.js";

const STAYS_MS = 7000;
let complaintLater = 0;

// In the page's language, unless another is named.
export function complainOf(text, lang = document.documentElement.lang) {
  const place = document.getElementById("complaint");
  place.textContent = text;
  place.lang = lang;
  clearTimeout(complaintLater);
  complaintLater = setTimeout(() => { place.textContent = ""; }, STAYS_MS);
}

export function startComplaint() { onComplaint(complainOf); }
