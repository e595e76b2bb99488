// The reader's conveniences: keys, the picture in place, the next page ahead, and the word that it was opened.
// Without it every page is a plain link away.

const body = document.body;

function turn(rel) {
  const link = document.querySelector(`a[rel=${rel}]`);
  if (link) location.assign(link.href);
}

addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "ArrowLeft" || event.key === "PageUp") turn("prev");
  else if (event.key === "ArrowRight" || event.key === "PageDown") turn("next");
});

const ask = document.querySelector("[data-show]");
const place = document.querySelector("[data-picture]");
if (ask && place) {
  ask.addEventListener("click", (event) => {
    event.preventDefault();
    const picture = place.querySelector("img");
    picture.src = picture.dataset.src;
    place.hidden = false;
    ask.parentElement.hidden = true;
    place.scrollIntoView({ block: "start" });
  });
}

if (body.dataset.opened && !sessionStorage.getItem(body.dataset.opened)) {
  fetch(body.dataset.opened, { method: "POST", headers: { "X-CSRF": body.dataset.csrf }, keepalive: true })
    .then((answer) => answer.ok && sessionStorage.setItem(body.dataset.opened, "yes"))
    .catch(() => {});
}
