/** The delegate's page: plates, pages read on one's own, and sound and picture for who sits elsewhere. */

import { tick } from "./clock.js";
import { Live } from "./live.js";
import { attend } from "./plates.js";

document.body.classList.add("js");
const live = new Live();
const $ = (selector) => document.querySelector(selector);
const { meeting } = document.body.dataset;
attend(live);
live.on("part", tick);

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

// ---- one's own screen, for who may show it

let offered = false;

async function share() {
  if (offered || !$("[data-share]")) return;
  offered = true;
  const found = await import("./screen.js").catch(() => null);
  if (found) found.offer(live);
  else offered = false;
}
live.on("part", ({ name }) => name === "do" && share());
share();

// ---- sound and picture

let film = null, given = null, muted = false, wanted = false, fetching = null, fetches = 0;
const stands = { watch: "stopped", send: "stopped" };

function say(text) {
  const words = $("[data-listen] span");
  if (words) words.textContent = text;
}

/** The button says what is so: heard only once the relay has our sound, and is not muted. */
function tell() {
  const words = $("[data-listen]")?.dataset;
  if (!words) return;
  const { watch, send } = stands;
  if (given && (send === "refused" || send === "taken")) return say(words.refused);
  if (given) return say(muted ? words.muted : send === "connected" ? words.sends : words.wait);
  say({ connected: words.stop, connecting: words.wait, lost: words.wait }[watch] ?? words.start);
}

/** Fetched when it is wanted, for most never; under another name after a failure, which browsers remember. */
function media() {
  fetching ??= import(`./film.js?${fetches++}`).catch((failure) => {
    fetching = null;
    throw failure;
  });
  return fetching;
}

const told = (state, role, near) => {
  if (role === "watch") live.carried = near && state === "connected";
  stands[role] = state;
  tell();
};

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
  if (!wanted && !speaks && !given) return tell();
  if (!film) say(place.dataset.wait);
  const found = await media().catch(() => null);
  if (!found) wanted = false;                          // the line went before the scripts came
  if (!found || !$("[data-listen]")) return tell();
  film ??= new found.Film($("[data-film]"), { onState: told });
  if (wanted || speaks) await film.watch();
  if (speaks && !given) {
    say(place.dataset.asks);
    muted = false;
    given = await found.capture().catch(() => null);
    if (!given) return say(place.dataset.refused);
    if (!$("[data-listen]")?.dataset.speaks) {         // taken back while the browser asked
      film?.hush(given);
      given = null;
      return;
    }
    await film?.send(given);
  } else if (!speaks && given) {
    film?.hush(given);
    given = null;
  }
  tell();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-listen] button")) return;
  if (given) {
    muted = !muted;
    film?.pause(muted);
    return tell();
  }
  if (film?.shown) {
    wanted = false;
    film.stop();
  } else wanted = true;
  sync();
});
live.on("part", ({ name }) => name === "sound" && sync());
live.on("part", ({ name }) => name === "still" && film?.place());
live.on("media", (what) => film?.told(what));
if ($("[data-listen]")?.dataset.speaks) sync();
else if ($("[data-listen]")) setTimeout(() => media().catch(() => {}), 4_000);       // likely to be wanted soon
