/**
 * One's own screen or window, shown to everybody: templates/live/share.html has the button and all words.
 *
 *   chosen ─▶ ShareScreen ─▶ receipt ─▶ sent to the relay, a still of it each ten seconds when it changed
 *   "stop" on the page, in the browser or by the chair ─▶ WithdrawScreen, or the record says that it is
 *
 * The browser asks before anything else is done: without a screen there is nothing to put on the record.
 */

import { Stage } from "./media.js";

const EVERY = 10_000;                                 // ms between two looks for a still
const WIDE = 1_280, ROOM = 80_000;                    // pixels and bytes of a still at most
const ENOUGH = 4;                                     // of 255, a spot of the picture that has changed
const SPOTS = [64, 36];

const choose = (sound) => navigator.mediaDevices.getDisplayMedia({
  video: { width: { max: 1_280 }, height: { max: 720 }, frameRate: { max: 5 } },
  audio: sound && { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  selfBrowserSurface: "exclude", systemAudio: sound ? "include" : "exclude",
});

class Screen {
  #live; #stage; #stream = null; #asked = ""; #says = "idle"; #timer = 0; #seen = null;

  constructor(live) {
    this.#live = live;
    const { meeting, csrf } = document.body.dataset;
    Object.assign(this, { csrf, at: `/meetings/${encodeURIComponent(meeting)}` });
    this.#stage = new Stage({ meeting, csrf, onState: (state) => this.#state(state) });
    document.addEventListener("click", (event) => event.target.closest("[data-share] button[type=button]") && this.#begin());
    live.on("part", () => this.#draw());
    live.on("receipt", ({ re }) => re === this.#asked && this.#send());
    live.on("ruling", ({ re, said }) => re === this.#asked && this.#end(said));
    live.on("ScreenWithdrawn", ({ source }) => source === `screen:${live.subject}` && this.#end("idle"));
    live.on("media", (what) => this.#stage.told(what));
    addEventListener("pagehide", () => this.#stream && this.#withdraw());
    this.#draw();
  }

  get #place() {
    return document.querySelector("[data-share]");
  }

  /** The button is offered where the browser can do it and this page does not show already. */
  #draw() {
    const place = this.#place;
    if (!place) return;
    const does = place.dataset.share === "does", able = Boolean(navigator.mediaDevices?.getDisplayMedia);
    place.querySelector("button[type=button]").hidden = !able || Boolean(this.#stream);
    const words = place.querySelector("[role=status]");
    const says = this.#says === "idle" && !(does && !this.#stream) ? "" : place.dataset[this.#says] ?? this.#says;
    if (words.textContent !== says) words.textContent = says;
  }

  #say(what) {
    this.#says = what;
    this.#draw();
  }

  async #begin() {
    const place = this.#place;
    this.#say("asks");
    const stream = await choose("sound" in place.dataset).catch(() => null);
    if (!stream) return this.#say("refused");
    this.#stream = stream;
    stream.getVideoTracks()[0].addEventListener("ended", () => this.#stream === stream && this.#withdrawn());
    this.#say("starts");
    this.#asked = this.#live.ask("ShareScreen");
  }

  async #send() {
    this.#asked = "";
    if (!this.#stream) return;
    this.#timer = setInterval(() => this.#still(), EVERY);
    await this.#stage.share(this.#stream);
    this.#still();
  }

  #state(state) {
    if (!this.#stream || state === "stopped") return;
    if (state === "taken") return this.#end("idle");         // another page of ours shows by now
    if (state === "refused") return this.#withdrawn("away");
    this.#say({ connected: "on", lost: "lost" }[state] ?? this.#says);
  }

  /** Stopped in the browser, or it cannot be sent. */
  #withdrawn(says = "idle") {
    this.#end(says);
    this.#live.ask("WithdrawScreen");
  }

  /** The page goes: there is no time to wait for a receipt. */
  #withdraw() {
    fetch(`${this.at}/do/WithdrawScreen`, {
      method: "POST", keepalive: true, headers: { "Content-Type": "application/json", "X-CSRF": this.csrf },
      body: JSON.stringify({ id: `gone-${Date.now()}-${Math.random().toString(36).slice(2, 10)}` }),
    }).catch(() => {});
  }

  #end(says) {
    clearInterval(this.#timer);
    const stream = this.#stream;
    [this.#stream, this.#asked, this.#seen] = [null, "", null];
    this.#stage.stop();
    stream?.getTracks().forEach((track) => track.stop());
    this.#say(says);
  }

  // ---- stills

  async #still() {
    const stream = this.#stream;
    const picture = await this.#frame();
    if (!picture || !this.#changed(picture)) return;
    const still = await packed(picture);
    if (!still || stream !== this.#stream) return;
    const answer = await fetch(`${this.at}/screen/still`, {
      method: "POST", headers: { "Content-Type": still.type, "X-CSRF": this.csrf }, body: still,
    }).catch(() => null);
    if (!answer?.ok) this.#seen = null;               // taken anew next time
  }

  async #frame() {
    const video = Object.assign(document.createElement("video"), { muted: true, srcObject: this.#stream });
    await video.play().catch(() => {});
    const { videoWidth: width, videoHeight: height } = video;
    if (!width) return null;
    const share = Math.min(1, WIDE / Math.max(width, height));
    const canvas = sized(width * share, height * share);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    video.srcObject = null;
    return canvas;
  }

  #changed(picture) {
    const small = sized(...SPOTS).getContext("2d", { willReadFrequently: true });
    small.drawImage(picture, 0, 0, ...SPOTS);
    const { data } = small.getImageData(0, 0, ...SPOTS), before = this.#seen;
    this.#seen = data;
    return !before || data.some((one, at) => Math.abs(one - before[at]) > ENOUGH);
  }
}

const sized = (width, height) => Object.assign(document.createElement("canvas"), { width: Math.round(width), height: Math.round(height) });

/** As sharp as its room allows; a browser that knows no WebP gives JPEG. */
async function packed(canvas) {
  for (const quality of [0.8, 0.6, 0.4, 0.2]) {
    for (const type of ["image/webp", "image/jpeg"]) {
      const still = await new Promise((done) => canvas.toBlob(done, type, quality));
      if (still?.type !== type) continue;
      if (still.size <= ROOM) return still;
      break;
    }
  }
  return null;
}

export const offer = (live) => new Screen(live);
