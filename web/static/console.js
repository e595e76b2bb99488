/** The chair's console and the secretary's table: kept current; the chair's buttons follow the chair. */

import { tick } from "./clock.js";
import { Live } from "./live.js";

document.body.classList.add("js");
const live = new Live();
live.on("part", tick);

// Who presides has another page: it is fetched anew when the chair changes hands.
live.on("ChairHandedOver", () => live.view === "console" && location.reload());
live.on("CalledToOrder", () => live.view === "table" && location.reload());       // the roll's names are frozen anew

// What asked for it folds up again, and only that: another fold may just have been opened.
live.on("state", ({ id, state }) => {
  if (state !== "received") return;
  for (const form of document.querySelectorAll(`form[data-asked="${CSS.escape(id)}"]`)) {
    const fold = form.closest("details.once");
    if (fold) fold.open = false;
  }
});
