/** The technician's board asks again every five seconds, as long as somebody looks at it. */

import "./clock.js";

const PAUSE = 5_000;
const board = document.querySelector("[data-board]");

async function again() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-board]");
  if (fresh && fresh.innerHTML !== board.innerHTML) board.innerHTML = fresh.innerHTML;
}

setInterval(again, PAUSE);
