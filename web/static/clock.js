/**
 * What counts by itself on a page: the clock, a speech, how long somebody waits.
 * The server sends points in time only; spans are reckoned here, by the server's clock.
 *
 *   [data-clock]                        09:42
 *   [data-since][data-of] > [data-spent], [data-left]     2:10, *50 seconds left*
 *   [data-meter][data-of] > *           the bar of a speech
 *   [data-minutes]                      16′
 *   [data-waits]                        *waiting 4′*
 */

const { now = "" } = document.body.dataset;
const ahead = now ? lead() : 0;
document.cookie = "js=1;path=/;max-age=31536000;samesite=lax";          // a page that still holds need not be sent again

/** How far the server's clock is before ours. A page that was kept says an old time: by it we know when it came. */
function lead() {
  const found = Date.parse(now) - Date.now();
  try {
    const kept = JSON.parse(localStorage.getItem("dinh.now") ?? "{}");
    if (now in kept) return kept[now];
    localStorage.setItem("dinh.now", JSON.stringify(Object.fromEntries([...Object.entries(kept), [now, found]].slice(-8))));
  } catch { /* no store: pages are not kept there either */ }
  return found;
}

const [, sign = "+", hours = "07", minutes = "00"] = /([+-])(\d\d):(\d\d)$/.exec(now) ?? [];
const zone = (sign === "-" ? -1 : 1) * (hours * 60 + minutes * 1) * 60_000;

/** hh:mm:ss at a point in time of this machine, as clocks in the house show it. */
export const clock = (at) => new Date(at + ahead + zone).toISOString().slice(11, 19);

const say = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};
const spent = (at, since) => Math.max(0, Math.floor((at - Date.parse(since)) / 1000));
const span = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export function tick() {
  const at = Date.now() + ahead;
  for (const one of document.querySelectorAll("[data-clock]")) say(one, new Date(at + zone).toISOString().slice(11, 16));
  for (const one of document.querySelectorAll("[data-since]")) {
    const seconds = spent(at, one.dataset.since), left = one.dataset.of - seconds;
    say(one.querySelector("[data-spent]"), span(seconds));
    const words = one.querySelector("[data-left]");
    if (words) say(words, left < 0 ? words.dataset.overWord : left <= 60 ? words.dataset.leftWord.replace("{n}", left) : "");
    one.classList.toggle("over", left < 0);
  }
  for (const one of document.querySelectorAll("[data-meter]")) {
    one.firstElementChild.style.width = `${Math.min(100, (100 * spent(at, one.dataset.meter)) / one.dataset.of)}%`;
  }
  for (const one of document.querySelectorAll("[data-minutes]")) say(one, `${Math.floor(spent(at, one.dataset.minutes) / 60)}′`);
  for (const one of document.querySelectorAll("[data-waits]")) {
    const waited = Math.floor(spent(at, one.dataset.waits) / 60);
    say(one, waited ? one.dataset.waitsWord.replace("{n}", waited) : one.dataset.nowWord);
  }
}

tick();
setInterval(tick, 500);
