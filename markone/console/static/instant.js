// An instant of a recording, in the part of an address behind #: `t=MS`, or a link of a console.

import { deflated, fromBase64, inflated, toBase64 } from "./packed.js";

const MOST_LINK = 6000;
const MOST_PLAIN = 16000;
const NOT_COMPARED = ["ms", "face"];

// {ms, face} of what a fragment names; an Error whose message is a key of the words for what it cannot.
export async function instantIn(fragment, told) {
  const time = /^t=(\d{1,12})$/.exec(fragment);
  if (time) return { ms: Number(time[1]), face: null };
  const given = await describedBy(fragment);
  const known = Object.keys(told.defaults);
  if (!Object.keys(given).every((name) => known.includes(name))) throw new Error("recorded.no_link");
  const full = { ...told.defaults, ...given };
  if (!Number.isInteger(full.ms) || full.ms < 0) throw new Error("recorded.no_link");
  const same = known.every((name) => NOT_COMPARED.includes(name) || alike(full[name], told.description[name]));
  if (!same) throw new Error("recorded.other");
  return { ms: full.ms, face: ["museum", "engineer"].includes(given.face) ? given.face : null };
}

async function describedBy(link) {
  if (link.length > MOST_LINK || !/^[A-Za-z0-9_-]+$/.test(link)) throw new Error("recorded.no_link");
  try {
    const bytes = fromBase64(link.replaceAll("-", "+").replaceAll("_", "/"));
    const given = JSON.parse(new TextDecoder().decode(await inflated(bytes, MOST_PLAIN)));
    if (given === null || typeof given !== "object" || Array.isArray(given)) throw new Error();
    return given;
  } catch { throw new Error("recorded.no_link"); }
}

function alike(one, other) {
  if (typeof one !== "object" || one === null) return one === other;
  const names = Object.keys(one).sort();
  return names.join() === Object.keys(other ?? {}).sort().join() && names.every((name) => one[name] === other[name]);
}

// A link that opens this instant, here and, where a procedure was followed, at a live console too.
export async function linkToInstant(told, ms, face) {
  if (!told.description.procedure) return `t=${Math.round(ms)}`;
  const full = { ...told.description, ms: Math.round(ms), face };
  const kept = Object.fromEntries(Object.entries(full).filter(([name, value]) => !alike(value, told.defaults[name])));
  const packed = await deflated(new TextEncoder().encode(JSON.stringify(kept)));
  return toBase64(packed).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
