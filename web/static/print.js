/** A sheet to print: the button does what the browser's own menu does. */

document.body.classList.add("js");
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
