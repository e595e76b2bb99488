// The desk's conveniences: dropping files with progress, marking all, a template's usual hours, pages filling in.
// Every one of them is a plain form without this file.

document.documentElement.classList.add("js");

// Papers: choose or drop, and see how far they are. The listeners hang on the document, so that they
// also serve the rows that a later answer brings.
const dropped = (event) => event.target.closest?.("form[data-drop]");
addEventListener("change", (event) => {
  const form = dropped(event);
  if (form && event.target.files?.length) send(form, event.target.files);
});
addEventListener("dragover", (event) => {
  event.preventDefault();
  dropped(event)?.classList.add("over");
});
addEventListener("dragleave", (event) => dropped(event)?.classList.remove("over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  const form = dropped(event);
  form?.classList.remove("over");
  if (form && event.dataTransfer.files.length) send(form, event.dataTransfer.files);
});

function send(form, files) {
  const bar = form.querySelector("progress");
  const words = form.querySelector(".only-js");
  const sent = new FormData();
  sent.append("csrf", form.elements.csrf.value);
  for (const file of files) sent.append("file", file);
  const request = new XMLHttpRequest();
  bar.classList.remove("vh");
  form.setAttribute("aria-busy", "true");
  request.upload.addEventListener("progress", (event) => {
    const percent = Math.round((100 * event.loaded) / event.total);
    bar.value = percent;
    words.textContent = `${form.dataset.busy}: ${percent} %`;
  });
  request.addEventListener("error", () => {
    words.textContent = form.dataset.failed;
    bar.classList.add("vh");
    form.removeAttribute("aria-busy");
  });
  request.addEventListener("load", () => {
    // Taken: the page as it now stands. Not taken: the same page with the reason beside the item.
    if (request.status < 400) return location.replace(location.pathname);
    const main = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
    document.querySelector("main").replaceWith(main);
    main.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
  });
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.setRequestHeader("X-CSRF", form.elements.csrf.value);
  request.send(sent);
}

// Pages are being made: look again every three seconds, change nothing but these rows.
async function look() {
  if (!document.querySelector("[data-waiting]")) return;
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const row of document.querySelectorAll(".doc")) {
      const now = page.getElementById(row.id);
      if (row.querySelector("[data-waiting]") && now) row.replaceWith(now);
    }
  } catch { /* the line is gone for a moment: look again later */ }
  setTimeout(look, 3000);
}
setTimeout(look, 2000);

// Mark all members, all halls, without leaving the page.
for (const button of document.querySelectorAll("[data-all]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of document.querySelectorAll(`#${button.dataset.all} input:not(:disabled)`)) box.checked = true;
    count();
  });
}
function count() {
  const boxes = [...document.querySelectorAll("#members input")];
  const told = document.querySelector("[data-count]");
  if (told) told.textContent = `${boxes.filter((box) => box.checked).length}/${boxes.length}`;
}
document.getElementById("members")?.addEventListener("change", count);

// A template brings its usual hours and its name, as long as nobody wrote a title of their own.
const title = document.querySelector("input[name=title]");
let given = title?.value;
for (const radio of document.querySelectorAll("input[data-hours]")) {
  radio.addEventListener("change", () => {
    const { starts, hours, name } = radio.dataset;
    const end = (Number(starts.slice(0, 2)) + Number(hours)) % 24;
    document.querySelector("input[name=starts]").value = starts;
    document.querySelector("input[name=ends]").value = `${String(end).padStart(2, "0")}:${starts.slice(3)}`;
    if (title.value === given) {
      const comma = given.indexOf(",");
      title.value = given = comma < 0 ? name : name + given.slice(comma);
    }
  });
}

// Presenters are offered from those called; the cursor waits where the next item is written.
for (const field of document.querySelectorAll("input[name=presenter]")) field.setAttribute("list", "presenters");
if (location.hash === "#add") document.getElementById("add-title")?.focus();

// A letter's link, copied.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("span").textContent = button.dataset.done;
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
