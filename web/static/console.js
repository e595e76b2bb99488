/** The chair's console and the secretary's table: kept current; the chair's buttons follow the chair. */

import { tick } from "./clock.js";
import { Live } from "./live.js";
import { offer } from "./screen.js";

document.body.classList.add("js");
const live = new Live();
live.on("part", tick);
offer(live);

// Who presides has the buttons: they are fetched when the chair changes hands, and nothing else is touched,
// for a fold may be open and something typed in it.
live.on("ChairHandedOver", async () => {
  if (live.view !== "console") return;
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    document.querySelector(".acts").replaceWith(page.querySelector(".acts"));
    document.body.classList.toggle("watching", page.body.classList.contains("watching"));
  } catch {
    location.reload();
  }
});
live.on("CalledToOrder", () => live.view === "table" && location.reload());       // the roll's names are frozen anew

// What asked for it folds up again, and only that: another fold may just have been opened.
live.on("state", ({ id, state }) => {
  if (state !== "received") return;
  for (const form of document.querySelectorAll(`form[data-asked="${CSS.escape(id)}"]`)) {
    const fold = form.closest("details.once");
    if (fold) fold.open = false;
  }
});
