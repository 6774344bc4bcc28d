// @ts-check
/** What every page does a little better with a script; all of it works without. */

/** A menu that stays open over the page is closed by Escape and by a click elsewhere. */
for (const menu of document.querySelectorAll("details.drop")) {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.removeAttribute("open");
  });
  menu.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || event.key !== "Escape") return;
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
  });
}

/** A form is sent once, however often its button is pressed; one that leads to a file (data-again) leaves its page as it is. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || "again" in form.dataset) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

/** A page that comes back from the browser's memory may send its forms again. */
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) form.removeAttribute("data-sent");
});

/** The box in the head of a list ticks every row; without a script it is not there. */
for (const all of document.querySelectorAll("input.tick-all")) {
  if (!(all instanceof HTMLInputElement)) continue;
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of all.closest("table")?.querySelectorAll("tbody input[type=checkbox]") ?? []) /** @type {HTMLInputElement} */ (box).checked = all.checked;
  });
}
