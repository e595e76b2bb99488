/**
 * The stage on a page: two pictures and three voices in one box, made when they are wanted.
 * While a screen is shown the box stands in [data-large], if the page has one; where the line carries
 * no picture of it, its last still is unfolded (templates/live/still.html). A line that carries the voice
 * alone is left to the voice: there a tap unfolds it.
 *
 * Until then there is no media element at all: in a hall a second loudspeaker would howl.
 * A video element keeps its last frame: a picture that stands still is put away, or the hall that
 * spoke last would be seen beside the name of who speaks now.
 */

import { Stage, capture } from "./media.js";

export { capture };

const MOST = "dinh.most";                             // in the session: what this person wants at most
const STILL = 3_000, LOOK = 500;                      // ms without a new frame; ms between two looks
const SCREEN = 10_000;                                // ms: a screen hardly moves
const GONE = 1_500;                                   // ms: our line carries no picture any more
const BLIND = ["page", "voice", "text"];              // steps without one

export class Film {
  #box;
  #looking = 0;
  #stage;
  #silent;
  #step = "";
  #unfolded = "";                                      // the step for which the still was unfolded, or not
  #home;
  #stands = document.querySelector("[data-stands]");
  shown = false;

  /** `silent`: pictures only, for a screen whose hall has its own loudspeaker. */
  constructor(box, { silent = false, onState = () => {} } = {}) {
    this.#box = box;
    this.#home = box.parentElement;
    this.#silent = silent;
    const { meeting, csrf } = document.body.dataset;
    const choice = this.#stands?.querySelector("[data-most]");
    if (choice) choice.value = sessionStorage.getItem(MOST) ?? "full";
    choice?.addEventListener("change", () => {
      sessionStorage.setItem(MOST, choice.value);
      this.#stage.pin(choice.value);
    });
    this.#stage = new Stage({ meeting, csrf, most: choice?.value, onState: (state, role, near) => {
      if (state === "silent") addEventListener("pointerdown", () => this.#stage.resume(), { once: true });
      onState(state, role, near);
    } });
  }

  async watch() {
    if (this.shown) return;
    this.shown = true;
    const videos = [0, 1].map(() => document.createElement("video"));
    const audio = this.#silent ? null : document.createElement("audio");
    const stamps = [], moved = [0, 0];
    const picture = () => {
      const patience = BLIND.includes(this.#step) ? [GONE, GONE] : [this.#shown ? SCREEN : STILL, STILL];
      for (const [at, one] of videos.entries()) one.hidden = !one.videoWidth || Date.now() - moved[at] > patience[at];
      this.#box.toggleAttribute("data-picture", videos.some((one) => !one.hidden));
    };
    this.#looking = setInterval(() => {
      const receivers = this.#stage.connection("watch")?.getReceivers() ?? [];
      for (const at of moved.keys()) {
        const stamp = receivers[at]?.getSynchronizationSources()[0]?.rtpTimestamp;
        if (stamp !== undefined && stamp !== stamps[at]) [stamps[at], moved[at]] = [stamp, Date.now()];
      }
      picture();
    }, LOOK);
    for (const one of videos) one.addEventListener("resize", picture);
    this.#box.append(...videos, ...(audio ? [audio] : []));
    picture();
    this.#tell(true);
    if (this.#stands) this.#stands.hidden = false;
    this.#box.hidden = false;
    this.place();
    await this.#stage.watch(videos, audio);
  }

  get #shown() {
    return document.querySelector("[data-shown]");
  }

  /** A screen begins, ends, or has a new still: ask for this whenever the part "still" was drawn. */
  place() {
    const large = document.querySelector("[data-large]"), to = large && this.shown && this.#shown ? large : this.#home;
    if (this.#box.parentElement !== to) {
      if (to.moveBefore) to.moveBefore(this.#box, to.firstChild);
      else to.prepend(this.#box);                      // stops what plays
      for (const one of this.#box.querySelectorAll("video, audio")) one.play().catch(() => {});
    }
    const still = document.querySelector("details[data-shown]");
    if (still && this.#step && this.#unfolded !== this.#step) still.open = this.#step === "page";
    this.#unfolded = still ? this.#step : "";          // from then on it is the reader's own
  }

  /** What the box says while there is no picture: `data-when` is "on" or "off". */
  #tell(on) {
    for (const one of this.#box.querySelectorAll("[data-when]")) one.hidden = (one.dataset.when === "on") !== on;
  }

  /** What the relay says of a connection of ours: the step that our line takes, in the page's words. */
  told(what) {
    if (!this.#stage.told(what) || what.type !== "Stands") return;
    this.#step = what.step;
    this.place();
    if (!this.#stands) return;
    const { step, why, kbit } = what, place = this.#stands.querySelector("p"), words = place.dataset;
    const said = words[why === "line" && !kbit ? "thin" : why];
    place.textContent = words[step] && said ? said.replace("{step}", words[step]).replace("{kbit}", kbit) : "";
  }

  send(stream) {
    return this.#stage.send(stream);
  }

  /** Give neither sound nor picture for a while, without leaving. */
  pause(paused) {
    this.#stage.pause(paused);
  }

  hush(stream) {
    this.#stage.stop("send");
    stream?.getTracks().forEach((track) => track.stop());
  }

  stop() {
    clearInterval(this.#looking);
    this.#tell(false);
    if (this.#stands) this.#stands.hidden = true;
    this.#stage.stop();
    for (const one of this.#box.querySelectorAll("video, audio")) one.remove();
    this.#box.removeAttribute("data-picture");
    [this.shown, this.#step] = [false, ""];
    this.place();
  }
}
