/** Passwords in the clear, for whoever wants to see what they type. Without this script the box is not there. */
for (const label of document.querySelectorAll("label[data-show]")) {
  const field = document.getElementById(label.dataset.show ?? "");
  const box = label.querySelector("input");
  if (!(field instanceof HTMLInputElement) || !box) continue;
  label.hidden = false;
  box.addEventListener("change", () => { field.type = box.checked ? "text" : "password"; });
}
