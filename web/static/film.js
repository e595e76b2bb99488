/**
 * The stage on a page: two pictures and three voices in one box, made when they are wanted.
 *
 * Until then there is no media element at all: in a hall a second loudspeaker would howl.
 */

import { Stage } from "./media.js";

export class Film {
  #box;
  #stage;
  #silent;
  shown = false;

  /** `silent`: pictures only, for a screen whose hall has its own loudspeaker. */
  constructor(box, { silent = false, onState = () => {} } = {}) {
    this.#box = box;
    this.#silent = silent;
    const { meeting, csrf } = document.body.dataset;
    this.#stage = new Stage({ meeting, csrf, onState: (state, role) => {
      if (state === "silent") addEventListener("pointerdown", () => this.#stage.resume(), { once: true });
      onState(state, role);
    } });
  }

  async watch() {
    if (this.shown) return;
    this.shown = true;
    const [first, second] = [document.createElement("video"), document.createElement("video")];
    second.hidden = true;
    for (const one of [first, second]) one.addEventListener("resize", () => { one.hidden = one === second && !one.videoWidth; });
    const audio = this.#silent ? null : document.createElement("audio");
    this.#box.replaceChildren(first, second, ...(audio ? [audio] : []));
    this.#box.hidden = false;
    await this.#stage.watch([first, second], audio);
  }

  send(stream) {
    return this.#stage.send(stream);
  }

  hush(stream) {
    this.#stage.stop("send");
    stream?.getTracks().forEach((track) => track.stop());
  }

  stop() {
    this.#stage.stop();
    this.#box.replaceChildren();
    this.#box.hidden = true;
    this.shown = false;
  }
}
