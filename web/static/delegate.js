/** The delegate's page: plates, pages read on one's own, and sound and picture for who sits elsewhere. */

import "./clock.js";
import { Film } from "./film.js";
import { Live } from "./live.js";
import { capture } from "./media.js";
import { attend } from "./plates.js";

document.body.classList.add("js");
const live = new Live();
const $ = (selector) => document.querySelector(selector);
const { meeting } = document.body.dataset;
attend(live);

// ---- pages: the presenter's, or one's own

const own = $("[data-own]"), shared = $("[data-part=page]");

function read(html, address) {
  if (html !== null) own.innerHTML = html;
  own.hidden = html === null;
  shared.hidden = html !== null;
  [own.id, shared.id] = html === null ? ["", "main"] : ["main", ""];
  history.replaceState(null, "", address);
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-turn], [data-follow]");
  if (!link || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  if (link.hasAttribute("data-follow")) {
    read(null, `/meetings/${meeting}/live`);
    return shared.querySelector("a, [tabindex]")?.focus({ preventScroll: true });
  }
  const asked = new URL(link.href).searchParams;
  const answer = await fetch(`/meetings/${meeting}/live/page/${asked.get("version")}/${asked.get("page")}`).catch(() => null);
  if (!answer?.ok) return location.assign(link.href);
  const name = link.getAttribute("aria-label").split(":")[0];
  read(await answer.text(), link.href);
  (own.querySelector(`[data-turn][aria-label^="${CSS.escape(name)}"]`) ?? own.querySelector("[data-follow]"))?.focus({ preventScroll: true });
});

// ---- sound and picture

let film = null, given = null, wanted = false;
const stands = { watch: "stopped", send: "stopped" };

function say(text) {
  const words = $("[data-listen] span");
  if (words) words.textContent = text;
}

/** The button says what is so: heard only once the relay has our sound. */
function tell() {
  const words = $("[data-listen]")?.dataset;
  if (!words) return;
  const { watch, send } = stands;
  if (given) return say(send === "connected" ? words.sends : send === "refused" || send === "taken" ? words.refused : words.wait);
  say({ connected: words.stop, connecting: words.wait, lost: words.wait }[watch] ?? words.start);
}

function filmed() {
  film ??= new Film($("[data-film]"), { onState: (state, role) => {
    stands[role] = state;
    tell();
  } });
  return film;
}

/** Where one sits and who has the floor decide; each new drawing of the part is asked again. */
async function sync() {
  const place = $("[data-listen]");
  if (!place) {
    if (film) film.stop();
    if (given) film.hush(given);
    [film, given, wanted] = [null, null, false];
    return;
  }
  const speaks = Boolean(place.dataset.speaks);
  if (wanted || speaks) await filmed().watch();
  if (speaks && !given) {
    say(place.dataset.asks);
    given = await capture().catch(() => null);
    if (!given) return say(place.dataset.refused);
    if (!$("[data-listen]")?.dataset.speaks) {         // taken back while the browser asked
      film?.hush(given);
      given = null;
      return;
    }
    await filmed().send(given);
  } else if (!speaks && given) {
    filmed().hush(given);
    given = null;
  }
  tell();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-listen] button")) return;
  if (film?.shown && !given) {
    wanted = false;
    film.stop();
  } else wanted = true;
  sync();
});
live.on("part", ({ name }) => name === "sound" && sync());
if ($("[data-listen]")?.dataset.speaks) sync();
