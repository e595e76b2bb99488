// Sound and picture of one meeting: what the stage shows comes in, what this place gives goes out.
//
//   const stage = new Stage({ meeting, csrf, onState: (state, role, near) => … });
//   await stage.watch([first, second], audio);       // two pictures, up to three voices
//   await stage.send(await capture());                // or any MediaStream
//   await stage.share(screen);                        // what getDisplayMedia gave
//   stage.pause(true); stage.resume(); stage.stop();
//   stage.told({ type: "Sizes", peer, on });         // or "Twice": what the relay says; true when it is of a connection of ours
//   stage.pin("few");                                // no more than that, whatever the line takes: full, few, page
//
// A picture is given in two sizes, each with frames that can be left out: every watcher gets what
// its line takes. A size that nobody watches rests until the relay wants it.
//
// One offer, one answer, never again: who is on the stage is switched in the relay.
// States, told with the role they are about ("watch", "send" or "screen"):
//   connecting, connected, lost (comes back by itself), refused and taken (do not; taken:
//   another device of the same place sends now), silent (the browser wants a tap first: call
//   resume() from it), stopped.
// `near`: by the relay of this very hall. If that cannot be reached the next offer goes past it; a
// connection that had come and broke tries it first again.

import { exchange } from "./exchange.js";

const PAUSES = [500, 1000, 2000, 4000, 8000];         // ms until the next attempt
const PATIENCE = 2000;                                // ms a broken line may mend by itself
const KNOCKS = [1000, 1500, 1500, 3000];              // ms that the house has to answer, again and again
const OPENING = 15000, OPENING_NEAR = 5000;           // ms from the answer to the first key; in the hall's own network

/** Camera and microphone, modest: a hall on a thin line must be able to send it. */
export function capture({ video = true, audio = true } = {}) {
  return navigator.mediaDevices.getUserMedia({
    audio: audio && { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    video: video && { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15, max: 20 } },
  });
}

/** Small first: that is what goes on when our own line is thin. */
const SIZES = [
  { rid: "s", scaleResolutionDownBy: 4, maxBitrate: 80_000, scalabilityMode: "L1T2" },
  { rid: "f", maxBitrate: 600_000, scalabilityMode: "L1T3" },
];

/** A screen must stay sharp, and hardly moves: what is read needs few frames. */
const SCREEN = [
  { rid: "s", scaleResolutionDownBy: 2, maxBitrate: 150_000, scalabilityMode: "L1T2" },
  { rid: "f", maxBitrate: 600_000, scalabilityMode: "L1T2" },
];

export class Stage {
  #address;
  #csrf;
  #tell;
  #calls = new Map();                                 // role: Call
  #voices = [];                                       // audio elements of our own, for the second and third voice
  #stream = null;
  #most;

  constructor({ meeting, csrf, most = "full", onState = () => {} }) {
    this.#most = most;
    this.#address = `/meetings/${encodeURIComponent(meeting)}/media`;
    this.#csrf = csrf;
    this.#tell = onState;
  }

  /**
   * Show the stage's pictures and let its voices be heard. Resolves when the first attempt has been made.
   * The page is let load first: an element that waits for a picture would hold that up.
   */
  async watch(videos, audio) {
    if (document.readyState !== "complete") await new Promise((go) => addEventListener("load", go, { once: true }));
    const pictures = [...videos].slice(0, 2);
    for (const one of this.#voices) one.remove();
    this.#voices = audio ? [audio, ...[1, 2].map(() => audio.ownerDocument.createElement("audio"))] : [];
    for (const [at, one] of this.#voices.entries()) {
      one.autoplay = true;
      if (at) audio.after(one);
    }
    for (const one of pictures) Object.assign(one, { autoplay: true, muted: true, playsInline: true });
    return this.#call("watch", (connection) => {
      for (const element of [...pictures, ...this.#voices]) {
        const kind = pictures.includes(element) ? "video" : "audio";
        const { receiver } = connection.addTransceiver(kind, { direction: "recvonly" });
        element.srcObject = new MediaStream([receiver.track]);
        this.#play(element);
      }
    });
  }

  /** Give this place's sound and picture. A second stream takes the place of the first. */
  async send(stream) {
    const had = this.#stream;
    this.#stream = stream;
    const call = this.#calls.get("send");
    if (call?.connection && had?.getTracks().length === stream.getTracks().length) return call.replace(stream);
    return this.#call("send", (connection) => {
      const [sound] = this.#stream.getAudioTracks();
      const [picture] = this.#stream.getVideoTracks();
      if (sound) connection.addTransceiver(sound, { direction: "sendonly" });
      if (picture) give(connection, picture, SIZES, 20);
    });
  }

  /** Show a screen or a window, and let its sound be heard if the browser gave one. */
  share(stream) {
    return this.#call("screen", (connection) => {
      const [sound] = stream.getAudioTracks(), [picture] = stream.getVideoTracks();
      picture.contentHint = "detail";
      if (sound) connection.addTransceiver(sound, { direction: "sendonly" });
      give(connection, picture, SCREEN, 5);
    });
  }

  /** What the relay says of one of our connections; of somebody else's it is nothing to us. */
  told({ type, peer, on = [] }) {
    const call = [...this.#calls.values()].find((one) => one.peer === peer);
    if (type === "Sizes") call?.rest(on);
    if (type === "Twice") call?.twice(on);
    return Boolean(call);
  }

  /** What this person wants at most of what the stage shows. */
  pin(most) {
    this.#most = most;
    this.#calls.get("watch")?.pin(most);
  }

  /** Stop giving sound and picture for a while, without leaving. */
  pause(paused, kind = "") {
    for (const track of this.#stream?.getTracks() ?? []) if (!kind || track.kind === kind) track.enabled = !paused;
  }

  /** From a tap: let what the browser held back be heard. */
  resume() {
    return Promise.all(this.#voices.map((one) => one.play().catch(() => {})));
  }

  /** The connection of a role, for figures about it. */
  connection(role) {
    return this.#calls.get(role)?.connection ?? null;
  }

  stop(role = "") {
    for (const [name, call] of this.#calls) {
      if (role && name !== role) continue;
      call.stop();
      this.#calls.delete(name);
    }
  }

  #call(role, prepare) {
    this.#calls.get(role)?.stop(true);
    const call = new Call(this.#address, role, this.#csrf, prepare, (state, near) => this.#tell(state, role, near));
    call.most = this.#most;
    this.#calls.set(role, call);
    return call.open();
  }

  #play(element) {
    element.play().catch((error) => error.name === "NotAllowedError" && this.#tell("silent", "watch"));
  }
}

function give(connection, picture, sizes, maxFramerate) {
  const given = connection.addTransceiver(picture, {
    direction: "sendonly", sendEncodings: sizes.map((one) => ({ ...one, maxFramerate })),
  });
  const { codecs } = RTCRtpSender.getCapabilities("video");
  given.setCodecPreferences(codecs.filter(({ mimeType }) => /\/(VP8|rtx)$/i.test(mimeType)));
}

/** One connection and its coming back. */
class Call {
  connection = null;
  most = "full";
  #address; #role; #csrf; #prepare; #tell;
  #own = "";                                          // the address of our peer, to say goodbye
  #had = null;                                        // who we were before, when the line comes back
  #near = false;                                      // by the relay of this hall
  #past = false;                                      // it could not be reached: go past it
  #came = false;                                      // the connection had come
  #tries = 0;
  #timer = 0;
  #over = false;
  #leave = () => this.stop();
  #online = () => { if (this.#timer && !this.#over) this.#again(0); };

  constructor(address, role, csrf, prepare, tell) {
    [this.#address, this.#role, this.#csrf, this.#prepare, this.#tell] = [address, role, csrf, prepare, tell];
    addEventListener("pagehide", this.#leave);
    addEventListener("online", this.#online);
  }

  async open() {
    this.#drop();
    [this.#near, this.#came] = [false, false];
    this.#say("connecting");
    const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: [] });
    this.connection = connection;
    connection.addEventListener("connectionstatechange", () => this.#changed(connection));
    try {
      this.#prepare(connection);
      // No candidate is told: the relay answers whoever checks.
      const more = new URLSearchParams({
        ...(this.#had !== null && { again: this.#had }), ...(this.#role === "watch" && this.most !== "full" && { most: this.most }),
        ...(this.#past && { direct: 1 }),
      });
      const answer = await exchange(connection, `${this.#address}/${this.#role}${more.size ? `?${more}` : ""}`, this.#csrf);
      if (this.#over || this.connection !== connection) return;
      if (!answer.ok) return void this.#refused(answer.status, await answer.json().catch(() => ({})));
      this.#own = answer.headers.get("Location") ?? "";
      this.#had = this.#own.split("/").pop();
      this.#near = answer.headers.get("Dinh-Relay") === "hall";
      this.#timer = setTimeout(() => this.#lost(connection), this.#near ? OPENING_NEAR : OPENING);
      const [{ sender: { transport } }] = connection.getTransceivers();      // one for all: BUNDLE
      transport?.addEventListener("statechange", () => transport.state === "closed" && this.#lost(connection));
    } catch {
      this.#lost(connection);
    }
  }

  async replace(stream) {
    for (const { sender } of this.connection?.getTransceivers() ?? []) {
      const track = stream.getTracks().find(({ kind }) => kind === sender.track?.kind);
      if (track) await sender.replaceTrack(track);
    }
  }

  pin(most) {
    this.most = most;                                 // also when it comes back
    if (this.#own) fetch(`${this.#own}?most=${most}`, { method: "PUT", headers: { "X-CSRF": this.#csrf } }).catch(() => {});
  }

  get peer() {
    return this.#had;
  }

  /** Send these sizes of the picture and let the others rest. */
  async rest(on) {
    for (const { mid, sender } of this.connection?.getTransceivers() ?? []) {
      if (sender.track?.kind !== "video") continue;
      const how = sender.getParameters();
      for (const one of how.encodings) one.active = on.includes(one.rid ?? mid);
      await sender.setParameters(how).catch(() => {});           // negotiation not over yet: we are told again
    }
  }

  /**
   * Say each piece of the voice once more with the next one, where too much is lost on the way to the relay. Which
   * of the two codings agreed on is sent is told by their order in the answer: the browser is told it anew, nobody else.
   */
  async twice(on) {
    const connection = this.connection;
    const { sdp = "" } = connection?.remoteDescription ?? {};
    const [, red] = /^a=rtpmap:(\d+) red\//m.exec(sdp) ?? [];
    if (!red || connection.signalingState !== "stable") return;
    const order = (all, start, formats) => {
      const others = formats.split(" ").filter((one) => one !== red);
      return `${start}${(on ? [red, ...others] : [...others, red]).join(" ")}`;
    };
    await connection.setLocalDescription();
    await connection.setRemoteDescription({ type: "answer", sdp: sdp.replace(/^(m=audio \d+ \S+ )([\d ]+)/m, order) });
  }

  stop(quietly = false) {
    if (this.#over) return;
    this.#over = true;
    removeEventListener("pagehide", this.#leave);
    removeEventListener("online", this.#online);
    this.#drop();
    if (!quietly) this.#say("stopped");
  }

  #changed(connection) {
    if (connection !== this.connection || this.#over) return;
    const state = connection.connectionState;
    if (state === "connected") {
      clearTimeout(this.#timer);
      [this.#timer, this.#tries, this.#came, this.#past] = [0, 0, true, false];
      this.#say("connected");
    } else if (state === "disconnected") {
      this.#say("lost");
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#lost(connection), PATIENCE);
    } else if (state === "failed" || state === "closed") {
      this.#lost(connection);
    }
  }

  #lost(connection) {
    if (connection !== this.connection || this.#over) return;
    if (this.#near && !this.#came) this.#past = true;
    this.#say("lost");
    this.#again(PAUSES[Math.min(this.#tries++, PAUSES.length - 1)] * (0.75 + Math.random() / 2));
  }

  #again(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#knock(), pause);
  }

  /**
   * Come back once the house answers. TCP waits longer and longer on a dead line, half a minute in the end: so each
   * knock is a connection of its own, and short. Meanwhile the old connection stays, and may mend by itself.
   */
  async #knock(tries = 0) {
    const timer = this.#timer, began = Date.now(), patience = KNOCKS[tries % KNOCKS.length];
    const there = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(patience) }).catch(() => null);
    if (this.#over || this.#timer !== timer) return;  // it mended, or something else was begun
    if (there) return this.open();
    this.#timer = setTimeout(() => this.#knock(tries + 1), patience - Math.min(patience, Date.now() - began));
  }

  #refused(status, { code = "" }) {
    if (status >= 500 || status === 429) return this.#lost(this.connection);
    this.#over = true;
    this.#drop();
    this.#say(code === "taken" ? "taken" : "refused");
  }

  #say(state) {
    this.#tell(state, this.#near);
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.connection?.close();
    this.connection = null;
    if (this.#own && this.#over) {
      fetch(this.#own, { method: "DELETE", headers: { "X-CSRF": this.#csrf }, keepalive: true }).catch(() => {});
      this.#own = "";
    }
  }
}
