// Whom the page talks to: a server, or a recording in the page itself. Both take the same messages.

let source = null;
let last = 0;
const open = new Map();
let complain = (text) => { if (text) console.warn(text); };

export function talkTo(other) { source = other; }

// Where a sentence goes that says why something was not done.
export function onComplaint(show) { complain = show; }

// Say what is to be done; a refusal comes to `onComplaint`.
export function send(message) {
  complain(""); // what was said of the act before has nothing to do with this one
  source?.send(message);
}

// Ask something: a promise of the reply.
export function ask(message) {
  const id = ++last;
  return new Promise((resolve, reject) => {
    open.set(id, { resolve, reject });
    source?.send({ ...message, id });
  });
}

// A reply or an error has come.
export function answered(message) {
  const asked = open.get(message.id);
  open.delete(message.id);
  if (message.is === "error") {
    const { text, lang = document.documentElement.lang } = message;
    complain(text, lang);
    asked?.reject(Object.assign(new Error(text), { lang }));
  } else asked?.resolve(message);
}

// Nobody will answer any more what was asked: whoever was to do it is gone.
export function forgetAsked() {
  for (const asked of open.values()) asked.reject(new Error(""));
  open.clear();
}

export function wordsOf(language) { return source.words(language); }
export const isLive = () => source?.live ?? false;
