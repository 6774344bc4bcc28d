// @ts-check
/** A file that is dropped is a file that is chosen; an import that runs shows how far it is. Both work without. */

for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = zone.querySelector("input[type=file]");
  if (!(zone instanceof HTMLElement) || !(field instanceof HTMLInputElement)) continue;
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("drop-zone-over");
    });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("drop-zone-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = event.dataTransfer?.files;
    if (files?.length) field.files = files;
  });
}

const job = document.querySelector("#import-job[data-running]");

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("#import-job[data-running]");
    if (!now) {
      location.reload();
      return;
    }
    job?.replaceChildren(...now.childNodes);
  } catch {
    // The network will come back, and the import goes on without us.
  }
  setTimeout(look, 1000);
}

if (job) setTimeout(look, 700);
