/**
 * A page in the sitting, kept current over one socket.
 *
 *   const live = new Live();              reads data-meeting, data-view, data-seq, data-subject of <body>
 *   live.on("FloorGiven", entry => …);    entries under their own names: {seq, at, by, type, …}
 *   live.on("part", {name, element} => …) a part of the page was replaced
 *   live.on("line", state => …)           "good", "weak" or "lost"
 *   live.on("apart", apart => …)          no line, and `carried`: the hall goes on by itself
 *   live.on("receipt", {re, seq, at, said} => …)   live.on("ruling", {re, code, said} => …)
 *   live.on("media", {type, peer, …} => …) what the relay says of a connection, for film.js
 *   live.on("held", {id, type, fields, form} => …) a request was taken over by the page, not yet receipted
 *   live.ask(type, fields) → id           any command of the sitting; kept until it is receipted
 *   live.mine()                           ask for one's own parts anew
 *   live.carried = true                   sound and picture go on by the hall's own relay, whatever our line does
 *   live.stop()                           leave for good
 *
 * What the page has to give: [data-part=NAME] (replaced when told), form[data-command=TYPE] (sent over
 * the socket instead; without JavaScript it is a plain form), in it [data-receipt] (made when missing),
 * and one [data-line], see templates/live/_line.html: all words stand there, none here.
 *
 * No hole: every frame says from which entry (`prev`) to which (`upto`) it goes; who has less than
 * `prev` asks again. No loss: a request stays in localStorage until its receipt or ruling came, also
 * across a reload, and goes out again under the same id, which counts once.
 */

import { clock } from "./clock.js";

const ALIVE = 5_000, SILENT = 12_000, LOST = 20_000, SLOWEST = 15_000;
const SIGNED_OUT = 4401, NOT_AT_THE_DESK = 4403;
const ASK_AGAIN = 3_000, STALE = 600_000;

export class Live {
  #heard = new EventTarget();
  #socket = null;
  #tries = 0;
  #first = true;
  #since = Date.now();        // last heard
  #line = "good";
  #carried = false;
  #apart = false;
  #timers = [];
  #mineTimer = 0;
  #waiting = new Set();       // ids sent on this socket
  #receipts = new Map();      // ballot ─▶ {option, said}
  #over = false;

  #kept = new Map();          // id ─▶ {type, fields, at}: not yet receipted

  constructor(root = document.body) {
    const { meeting, view, seq, subject } = root.dataset;
    Object.assign(this, { root, meeting, view, subject, seq: Number(seq) });
    this.person = subject?.startsWith("person:") ? subject.slice(7) : "";
    this.shelf = `dinh.kept.${meeting}.${subject}.`;
    this.#unpack();
    root.addEventListener("submit", (event) => this.#submitted(event));
    this.#timers.push(setInterval(() => this.#beat(), 1_000), setInterval(() => this.#send({ type: "Alive" }), ALIVE));
    addEventListener("online", () => this.#connect());
    document.addEventListener("visibilitychange", () => document.hidden || this.#connect());
    addEventListener("pagehide", () => this.#socket?.close());
    addEventListener("pageshow", (event) => event.persisted && this.#connect());
    this.#mark();
    this.#connect();
  }

  on(type, listener) {
    this.#heard.addEventListener(type, (event) => listener(event.detail));
    return this;
  }

  ask(type, fields = {}, form = null) {
    const id = form?.dataset.asked || uuid();
    this.#keep(id, { type, fields, at: Date.now() });
    if (form) form.dataset.asked = id;
    this.#tell("held", { id, type, fields, form });
    this.#deliver(id);
    return id;
  }

  set carried(carried) {
    this.#carried = carried;
    if (this.#line === "lost") this.#shown("lost");
  }

  mine() {
    this.#send({ type: "Mine" });
  }

  stop() {
    this.#over = true;
    this.#timers.forEach(clearInterval);
    this.#socket?.close();
  }

  // ---- the line

  #connect() {
    if (this.#over || (this.#socket && this.#socket.readyState < 2)) return;
    const gone = this.#first ? 0 : Math.max(1, Math.round((Date.now() - this.#since) / 1000));
    const at = new URL(`/meetings/${this.meeting}/gallery`, location.href);
    at.protocol = at.protocol.replace("http", "ws");
    at.search = new URLSearchParams({ view: this.view, since: this.seq, gone });
    const socket = (this.#socket = early(at.href) ?? new WebSocket(at));
    this.#waiting.clear();
    let greeted = false;
    const opening = setTimeout(() => socket.close(), SLOWEST);
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      clearTimeout(opening);
      this.#since = Date.now();
      this.#shown("good");
      this.#take(JSON.parse(data), !greeted);
      if (greeted) return;
      greeted = true;
      performance.mark("dinh-live");
      this.#tries = 0;
      if (!this.#first) this.mine();
      this.#first = false;
      for (const id of this.#kept.keys()) this.#deliver(id);
    };
    queueMicrotask(() => socket.heard?.splice(0).forEach(socket.onmessage));      // once the page listens
    socket.onclose = ({ code }) => {
      clearTimeout(opening);
      if (socket !== this.#socket) return;
      this.#socket = null;
      if (code === SIGNED_OUT) return this.#signedOut();
      if (code === NOT_AT_THE_DESK) return location.replace(`/meetings/${this.meeting}`);
      if (this.#over) return;
      if (!greeted || Date.now() - this.#since > SILENT) this.#shown("lost");
      const wait = Math.min(SLOWEST, 500 * 2 ** this.#tries++);
      setTimeout(() => this.#connect(), wait / 2 + Math.random() * wait);
    };
  }

  #send(message) {
    if (this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Each Alive is answered, so silence means the line, not a quiet meeting. */
  #beat() {
    const silent = Date.now() - this.#since;
    if (this.#socket?.readyState === 1 && silent > LOST) this.#drop();
    const none = !this.#socket && (silent > SILENT || navigator.onLine === false);
    if (none || silent > LOST) this.#shown("lost");      // also while a new socket waits for an answer
    else if (!this.#socket || silent > SILENT) this.#shown("weak");
  }

  /** A socket on a dead line may never say that it closed: do not wait for it. */
  #drop() {
    const socket = this.#socket;
    socket.close();
    socket.onclose({ code: 1006 });
  }

  // ---- what is told

  #take(frame, first) {
    if (frame.parts) this.#replace(frame.parts);
    if (frame.type === "Entries") {
      if (!first && frame.prev > this.seq) return this.#drop();   // a hole: ask since=seq
      const fresh = frame.entries.filter((entry) => entry.seq > this.seq);
      this.seq = first ? frame.upto : Math.max(this.seq, frame.upto);
      this.root.dataset.seq = this.seq;
      if (frame.missed) this.#put(this.root.querySelector("[data-part=missed]"), frame.missed);
      for (const entry of fresh) this.#tell(entry.type, entry);
      if (fresh.some((entry) => this.#concerns(entry))) this.#mineSoon();
    } else if (frame.type === "Receipt") {
      this.#settle(frame.re, "received", frame.said);
      this.#tell("receipt", frame);
      this.mine();
    } else if (frame.type === "Ruling") {
      if (frame.again) {
        this.#waiting.delete(frame.re);
        setTimeout(() => this.#deliver(frame.re), ASK_AGAIN);
        return this.#show(frame.re, "refused", frame.said);
      }
      this.#settle(frame.re, "refused", frame.said);
      this.#tell("ruling", frame);
    } else if (frame.type === "Media") this.#tell("media", { ...frame.what, peer: frame.peer });
  }

  /** Whether one's own parts may look different after it: it names me, or the page is for all in it. */
  #concerns(entry) {
    if (entry.by === this.person || entry.member === this.person || entry.to === this.person) return true;
    return !/^(VoteCast|PageShown|FloorAsked|PresenceDeclared|PresenceEnded|NoteTaken|AbsenceExcused)$/.test(entry.type);
  }

  #mineSoon() {
    clearTimeout(this.#mineTimer);
    this.#mineTimer = setTimeout(() => this.mine(), 100 + Math.random() * 900);   // not all of a hall at once
  }

  #replace(parts) {
    for (const [name, html] of Object.entries(parts)) {
      for (const element of this.root.querySelectorAll(`[data-part="${CSS.escape(name)}"]`)) {
        this.#put(element, html);
        this.#tell("part", { name, element });
      }
    }
    this.#mark();
  }

  #mark() {
    for (const form of this.root.querySelectorAll("form[data-command]")) this.#markForm(form);
    for (const ballot of this.root.querySelectorAll("[data-ballot]")) this.#markBallot(ballot);
  }

  /** New HTML for an element; focus, what is being typed and what is unfolded stay. */
  #put(element, html) {
    if (!element) return;
    const active = element.contains(document.activeElement) ? document.activeElement : null;
    const nameOf = (one) => one.id || (one.name ? `${one.form?.dataset.command}/${one.name}/${one.type === "radio" ? one.value : ""}` : "") || one.textContent.trim();
    const typed = new Map();
    for (const one of element.querySelectorAll("input:not([type=hidden]), textarea, select")) {
      const touched = one.type === "radio" || one.type === "checkbox" ? one.checked !== one.defaultChecked
        : one.tagName === "SELECT" ? [...one.options].some((option) => option.selected !== option.defaultSelected)
          : one.value !== one.defaultValue;
      if (touched) typed.set(nameOf(one), one.type === "radio" || one.type === "checkbox" ? one.checked : one.value);
    }
    const open = new Set([...element.querySelectorAll("details[open]")].map((one) => one.id || one.querySelector("summary")?.textContent.trim()));
    const focus = active && [nameOf(active), active.selectionStart, active.selectionEnd];
    element.innerHTML = html;
    for (const one of element.querySelectorAll("details")) {
      if (open.has(one.id || one.querySelector("summary")?.textContent.trim())) one.open = true;
    }
    for (const one of element.querySelectorAll("input:not([type=hidden]), textarea, select")) {
      const value = typed.get(nameOf(one));
      if (value === undefined) continue;
      if (typeof value === "boolean") one.checked = value;
      else one.value = value;
    }
    if (!focus) return;
    const again = [...element.querySelectorAll("a, button, input, textarea, select, summary, [tabindex]")].find((one) => nameOf(one) === focus[0]);
    again?.focus({ preventScroll: true });
    if (again && focus[1] != null && again.setSelectionRange && /^(text|search|)$/.test(again.type === "textarea" ? "" : again.type ?? "")) again.setSelectionRange(focus[1], focus[2]);
  }

  // ---- what is asked

  #submitted(event) {
    const form = event.target.closest("form[data-command]");
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    const fields = {};
    for (const [name, value] of new FormData(form, event.submitter)) {
      if (!["csrf", "id", "back"].includes(name) && typeof value === "string") fields[name] = value;
    }
    if (form.dataset.state === "sent" && this.#kept.has(form.dataset.asked)) return;      // pressed twice
    delete form.dataset.asked;
    this.ask(form.dataset.command, fields, form);
  }

  #deliver(id) {
    const request = this.#kept.get(id);
    if (!request || this.#waiting.has(id)) return;
    if (this.#send({ ...request.fields, type: request.type, id })) this.#waiting.add(id);
    this.#show(id);
  }

  #settle(id, state, said) {
    const request = this.#kept.get(id);
    this.#keep(id, null);
    this.#waiting.delete(id);
    if (state === "received" && request?.type === "CastVote") this.#receipts.set(request.fields.ballot, { ...request.fields, said });
    this.#show(id, state, said);
    for (const form of this.root.querySelectorAll(`form[data-asked="${CSS.escape(id)}"]`)) {
      if (state === "received") form.reset();
      delete form.dataset.asked;
    }
    this.#mark();
  }

  /** chosen ─▶ sent ─▶ received, or refused, in the form that asked. */
  #show(id, state = this.#waiting.has(id) ? "sent" : "chosen", said = null) {
    const words = this.root.querySelector("[data-line]")?.dataset ?? {};
    const text = said ?? (state === "sent" ? words.sending : words.kept) ?? "";
    for (const form of this.root.querySelectorAll(`form[data-asked="${CSS.escape(id)}"]`)) {
      form.dataset.state = state;
      let place = form.querySelector("[data-receipt]");
      if (!place) {
        place = document.createElement("output");
        place.dataset.receipt = "";
        place.className = "s receipt";
        form.append(place);
      }
      place.textContent = text;
    }
    this.#tell("state", { id, state, said: text });
  }

  /** A form drawn anew finds the request it stands for: by its command and hidden fields. */
  #markForm(form) {
    if (form.dataset.asked) return;
    const own = [...form.querySelectorAll("input[type=hidden]")].filter((one) => !["csrf", "id", "back"].includes(one.name));
    for (const [id, { type, fields }] of this.#kept) {
      if (type !== form.dataset.command || own.some((one) => one.value && fields[one.name] !== one.value)) continue;
      form.dataset.asked = id;
      this.#show(id);
    }
  }

  /** A ballot drawn anew shows what was received: data-option and data-received stand on it. */
  #markBallot(ballot) {
    const kept = [...this.#kept.values()].find(({ type, fields }) => type === "CastVote" && fields.ballot === ballot.dataset.ballot);
    const receipt = this.#receipts.get(ballot.dataset.ballot);
    const option = receipt?.option ?? kept?.fields.option;
    if (!option) return;
    ballot.dataset.option = option;
    ballot.dataset.state = receipt ? "received" : "sent";
    if (receipt) ballot.dataset.received = receipt.said;
  }

  // ---- small things

  /** What was kept when the page was closed. A vote names its ballot and can wait; all else grows stale. */
  #unpack() {
    try {
      for (const key of Object.keys(localStorage).filter((one) => one.startsWith(this.shelf))) {
        const request = JSON.parse(localStorage.getItem(key));
        if (request.type === "CastVote" || Date.now() - request.at < STALE) this.#kept.set(key.slice(this.shelf.length), request);
        else localStorage.removeItem(key);
      }
    } catch { /* no store, or not ours: nothing was kept */ }
  }

  #keep(id, request) {
    if (request) this.#kept.set(id, request);
    else this.#kept.delete(id);
    try {
      if (request) localStorage.setItem(this.shelf + id, JSON.stringify(request));
      else localStorage.removeItem(this.shelf + id);
    } catch { /* a full or forbidden store: kept as long as the page is open */ }
  }

  #shown(state) {
    const before = this.#line;
    this.#line = state;
    const apart = state === "lost" && this.#carried;
    if (apart !== this.#apart) this.#tell("apart", (this.#apart = apart));
    for (const element of document.querySelectorAll("[data-line][data-good]")) {
      element.dataset.state = state;
      for (const one of ["good", "weak", "lost"]) element.classList.toggle(one, one === state);
      for (const icon of element.querySelectorAll("[data-icon]")) icon.hidden = icon.dataset.icon !== state;
      const words = element.querySelector("[data-words]") ?? element.querySelector("span:last-of-type") ?? element;
      const said = element.dataset[apart ? "apart" : state];
      const text = said?.replace("{at}", clock(this.#since));
      if (text && (state !== "good" || before !== state || !words.dataset.set)) words.textContent = text;
      words.dataset.set = "";
    }
    if (before !== state) this.#tell("line", state);
  }

  #signedOut() {
    this.stop();
    this.#shown("lost");
    for (const element of document.querySelectorAll("[data-line][data-out]")) {
      (element.querySelector("[data-words]") ?? element).textContent = element.dataset.out;
    }
    this.#tell("out", {});
  }

  #tell(type, detail) {
    this.#heard.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** The socket that was opened in the head while this script was on its way (early.js), if it still stands. */
function early(address) {
  const socket = self.early;
  self.early = null;
  return socket?.url.startsWith(address) && socket.readyState < 2 ? socket : null;
}

/** crypto.randomUUID is missing where the page is not secure (a bare address in a hall). */
const uuid = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
