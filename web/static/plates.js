/**
 * The three plates of an open ballot: press one to choose, once more to send.
 *
 * Without JavaScript the choice travels in the address and the second press is a plain form; here both
 * happen in place. After sending the plates lock, and stay as they are whatever is drawn anew, until
 * the receipt has come and the page's own part says it in words.
 */

const groups = () => document.querySelectorAll("[data-ballot]");
const plates = (group) => [...group.querySelectorAll(".plate")];

function choose(group, chosen, locked) {
  for (const plate of plates(group)) {
    const here = plate === chosen;
    plate.setAttribute("aria-checked", String(here));
    plate.lastElementChild.textContent = here ? group.dataset.chosenWord : "";
    if (locked) plate.setAttribute("aria-disabled", "true");
    else plate.removeAttribute("aria-disabled");
    if (here) ["form", "name"].forEach((name) => plate.removeAttribute(name));
    else [plate.name, plate.type] = ["choose", "submit"], plate.setAttribute("form", "choose");
  }
  const option = group.closest("form")?.elements.option;
  if (option && chosen) option.value = chosen.value;
  const how = group.closest("[data-part]")?.querySelector(".how");
  if (!how) return;
  how.hidden = Boolean(locked);
  if (chosen && !locked) how.textContent = group.dataset.onceMore;
}

/** As far as it has come: chosen and sent, or received. */
function asItStands(group) {
  const sent = plates(group).find((plate) => plate.value === group.dataset.option);
  if (sent) choose(group, sent, true);
}

export function attend(live) {
  document.addEventListener("click", (event) => {
    const plate = event.target.closest("[data-ballot] .plate");
    if (!plate) return;
    const group = plate.closest("[data-ballot]");
    if (plate.getAttribute("aria-disabled") === "true") return event.preventDefault();
    if (plate.getAttribute("aria-checked") === "true") return;       // the second press: the form is sent
    event.preventDefault();
    choose(group, plate, false);
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const plate = step && event.target.closest?.("[data-ballot] .plate");
    if (!plate) return;
    event.preventDefault();
    const all = plates(plate.closest("[data-ballot]"));
    all[(all.indexOf(plate) + step + all.length) % all.length].focus();
  });
  live.on("held", ({ type, fields }) => {
    if (type !== "CastVote") return;
    for (const group of groups()) {
      if (group.dataset.ballot === fields.ballot) choose(group, plates(group).find((plate) => plate.value === fields.option), true);
    }
  });
  live.on("ruling", () => {
    for (const group of groups()) {
      if (group.dataset.state === "received" || !group.closest("form")) continue;
      delete group.dataset.option;
      choose(group, plates(group).find((plate) => plate.getAttribute("aria-checked") === "true"), false);
    }
  });
  live.on("part", ({ name }) => {
    if (name !== "ballot") return;
    document.body.classList.toggle("vote", groups().length > 0);
    queueMicrotask(() => groups().forEach(asItStands));
  });
  queueMicrotask(() => groups().forEach(asItStands));
}
