// Where the machine is: in this page as a recording, in a notebook's kernel, or at a server.

import { Live } from "./live.js";
import { Posted, isInNotebook } from "./posted.js";
import { Recorded, holdsRecording } from "./recorded.js";

export function sourceOf(link) {
  if (holdsRecording()) return new Recorded(link);
  return isInNotebook() ? new Posted(link) : new Live();
}
