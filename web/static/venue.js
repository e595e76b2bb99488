/** A hall's own page (camera, microphone, loudspeaker) and its big screen (pictures only). */

import { tick } from "./clock.js";
import { Film, capture } from "./film.js";
import { Live } from "./live.js";
import { offer } from "./screen.js";

document.body.classList.add("js");
const live = new Live();
live.on("part", tick);
const $ = (selector) => document.querySelector(selector);
const screen = live.view === "stage";
const told = $("[data-media]"), button = $("[data-start-hall]"), self = $("[data-self]");
let stream = null;

const say = (state) => told && (told.textContent = told.dataset[state] ?? told.textContent);
const film = new Film($("[data-film]"), {
  silent: screen,
  onState: (state, role, near) => {
    if (role === "watch") live.carried = near && state === "connected";
    if (role === "send" && stream) say({ connected: "on", lost: "lost", refused: "refused", taken: "refused" }[state]);
  },
});

async function start() {
  say("asks");
  stream = await capture().catch(() => null);
  if (!stream) return say("refused");
  if (!button.isConnected) return stop();              // closed while the browser was asking
  const mirror = document.createElement("video");
  Object.assign(mirror, { autoplay: true, muted: true, playsInline: true, srcObject: stream });
  self.replaceChildren(mirror);
  self.hidden = false;
  document.body.classList.add("gives");              // the words beside "on the stage" follow
  button.querySelector("span").textContent = button.dataset.stopWord;
  button.classList.remove("main");
  await Promise.all([film.send(stream), film.watch()]);
}

function stop() {
  film.hush(stream);
  film.stop();
  stream = null;
  self.replaceChildren();
  self.hidden = true;
  document.body.classList.remove("gives");
  button.querySelector("span").textContent = button.dataset.startWord;
  button.classList.add("main");
  say("off");
}

button?.addEventListener("click", () => (stream ? stop() : start()));
if (screen) film.watch();
else offer(live);
live.on("part", ({ name }) => name === "still" && film.place());
live.on("media", (what) => film.told(what));
live.on("apart", (apart) => {                          // off the stage one is heard now all the same, by the neighbours
  const [told, alone] = [$("[data-part=state]"), $("[data-alone]")];
  if (alone) [told.hidden, alone.hidden] = [apart, !apart];
});
live.on("Closed", () => {
  if (stream) stop();
  for (const one of document.querySelectorAll("[data-till-close]")) one.remove();
});
