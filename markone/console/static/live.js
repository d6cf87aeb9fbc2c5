// The machine at the other end of a WebSocket.

import { heard } from "./heard.js";
import { apply, changed, state } from "./state.js";
import { forgetAsked } from "./talk.js";

export class Live {
  constructor() {
    this.live = true;
    this.again = 500;
    addEventListener("hashchange", () => { if (location.hash.slice(1) !== state.link) location.reload(); });
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/ws${location.search.includes("token") ? location.search : ""}`);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => {
      this.again = 500;
      state.connected = true;
      changed("connected");
      forgetAsked(); // what was asked while nobody listened
      this.send({ do: "open", link: location.hash.slice(1) });
    };
    this.socket.onmessage = (event) => this.take(event.data);
    this.socket.onclose = () => {
      state.connected = false;
      changed("connected");
      forgetAsked();
      setTimeout(() => this.connect(), this.again);
      this.again = Math.min(2 * this.again, 10000);
    };
  }

  take(data) {
    if (typeof data === "string") heard(JSON.parse(data));
    else apply(data);
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  async words(language) { return (await fetch(`static/words/${language}.json`)).json(); }
}
