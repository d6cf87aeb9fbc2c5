// The page begins: its machine, its two faces, its language.

import { startComplaint } from "./complaint.js";
import { startEngineer } from "./engineer.js";
import { startFaces } from "./faces.js";
import { startKiosk } from "./kiosk.js";
import { startKeep } from "./keep.js";
import { startLanguage } from "./language.js";
import { startMore } from "./more.js";
import { startMuseum } from "./museum.js";
import { startOperator } from "./operator.js";
import { startScrub } from "./scrub.js";
import { startSound } from "./sound.js";
import { sourceOf } from "./source.js";
import { talkTo } from "./talk.js";

const pageQuery = new URLSearchParams(location.search);
const pagePart = (id) => document.getElementById(id);

talkTo(sourceOf(location.hash.slice(1)));
startComplaint();
startMuseum();
startEngineer();
startSound(pagePart("sound"));
startKeep(pagePart("keep"));
startMore(pagePart("more"), pageQuery);
startOperator(pagePart("operator"));
startScrub();
startFaces(pagePart("face"), pageQuery);
startKiosk(pageQuery);
startLanguage(pagePart("language"), pageQuery);
