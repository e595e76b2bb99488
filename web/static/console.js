/** The chair's console and the secretary's table: kept current; the chair's buttons follow the chair. */

import "./clock.js";
import { Live } from "./live.js";

document.body.classList.add("js");
const live = new Live();

// Who presides has another page: it is fetched anew when the chair changes hands.
live.on("ChairHandedOver", () => live.view === "console" && location.reload());
live.on("CalledToOrder", () => live.view === "table" && location.reload());       // the roll's names are frozen anew

// A question that was put to the vote, a note that was kept: what asked for it folds up again.
live.on("receipt", () => {
  for (const one of document.querySelectorAll("details.once[open]")) one.open = false;
});
