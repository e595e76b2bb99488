/**
 * The stage on a page: two pictures and three voices in one box, made when they are wanted.
 *
 * Until then there is no media element at all: in a hall a second loudspeaker would howl.
 */

import { Stage, capture } from "./media.js";

export { capture };

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
    const videos = [0, 1].map(() => document.createElement("video"));
    const audio = this.#silent ? null : document.createElement("audio");
    const picture = () => {
      for (const one of videos) one.hidden = !one.videoWidth;
      this.#box.toggleAttribute("data-picture", videos.some((one) => one.videoWidth));
    };
    for (const one of videos) one.addEventListener("resize", picture);
    this.#box.append(...videos, ...(audio ? [audio] : []));
    this.#box.hidden = false;
    await this.#stage.watch(videos, audio);
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
    for (const one of this.#box.querySelectorAll("video, audio")) one.remove();
    this.#box.removeAttribute("data-picture");
    this.shown = false;
  }
}
