// A picture that is dropped on the page or chosen: sent to the machine, and nowhere else.

import { send } from "./talk.js";
import { wantWord } from "./holder.js";
import { complainOf } from "./complaint.js";
import { say } from "./words.js";

const MOST_PICTURE_BYTES = 2_000_000;

export function startPicture(place) {
  for (const name of ["dragover", "drop"]) addEventListener(name, refuseDrop); // or it would be opened
  place.addEventListener("drop", (event) => { if (!isInKiosk()) putPicture(event.dataTransfer.files[0]); });
}

const isInKiosk = () => "kiosk" in document.body.dataset;

function refuseDrop(event) {
  event.preventDefault();
  if (isInKiosk()) event.dataTransfer.dropEffect = "none";
}

export async function putPicture(file) {
  if (!file) return;
  if (file.size > MOST_PICTURE_BYTES) { complainOf(say("tools.picture.large")); return; }
  const bytes = new Uint8Array(await file.arrayBuffer());
  wantWord("");
  send({ do: "picture", data: base64Of(bytes), dark_on_light: await isLightAround(file) });
}

function base64Of(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

// Whether its border is light, as that of a drawing on paper: then what is dark on it is the figure.
async function isLightAround(file) {
  try {
    const image = await createImageBitmap(file, { resizeWidth: 16, resizeHeight: 16 });
    const canvas = new OffscreenCanvas(16, 16);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // what is transparent shows paper
    pen.fillRect(0, 0, 16, 16);
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, 16, 16);
    let sum = 0;
    for (let n = 0; n < 16; n++) for (const at of [n, 240 + n, 16 * n, 16 * n + 15]) sum += data[4 * at] + data[4 * at + 1] + data[4 * at + 2];
    return sum / (64 * 3) > 127;
  } catch { return false; }
}
