// The desk's conveniences: dropping files with progress, marking all, a template's usual hours, pages filling in.
// Every one of them is a plain form without this file.

document.documentElement.classList.add("js");

// Papers: choose or drop, and see how far they are.
for (const form of document.querySelectorAll("form[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  input.addEventListener("change", () => input.files.length && send(form, input.files));
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) send(form, event.dataTransfer.files);
  });
}
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => event.preventDefault());

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
    replace(new DOMParser().parseFromString(request.responseText, "text/html"), request.responseURL);
  });
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.setRequestHeader("X-CSRF", form.elements.csrf.value);
  request.send(sent);
}

// The answer is the page as it now stands, or as it was with the reason why not.
function replace(page, address) {
  const items = page.getElementById("items");
  if (!items || document.querySelector("details[open] :focus")) return location.assign(address);
  location.hash = "";
  document.querySelector("main").replaceWith(page.querySelector("main"));
  location.reload === undefined || arm();
}

function arm() {
  // The new page's forms need their listeners: loading it whole is the simplest that is always right.
  if (document.querySelector("[role=alert]")) {
    document.querySelector("[role=alert]").scrollIntoView({ block: "center" });
    return;
  }
  location.replace(location.pathname);
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
