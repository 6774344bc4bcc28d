// @ts-check
import { el } from "./dom.js";

/**
 * What a mode works on, to be chosen once; where there is one only, it is chosen. Where there is none, the way to make one.
 *
 * @param {import("./desk.js").Desk} desk @param {string} label @param {{value: string, name: string}[]} options
 * @param {string} none @param {string} path @param {(value: string) => void} chosen
 */
export function choice(desk, label, options, none, path, chosen) {
  if (!options.length) return el("div.empty", null, el("p", null, none), el("a.btn.btn-outline-secondary", { href: desk.link(path) }, desk.t("goThere")));
  const asked = new URLSearchParams(location.search).get("id");
  const first = options.find((option) => option.value === asked)?.value ?? (options.length === 1 ? options[0].value : "");
  const select = /** @type {HTMLSelectElement} */ (el("select.form-select", { id: "desk-choice", onchange: () => { keep(select.value); chosen(select.value); desk.scanner.take(); } },
    el("option", { value: "" }, desk.t("toChoose")), ...options.map((option) => el("option", { value: option.value, selected: option.value === first }, option.name))));
  /** In the address, so that a reload goes on with it. @param {string} value */
  function keep(value) {
    const address = new URL(location.href);
    if (value) address.searchParams.set("id", value);
    else address.searchParams.delete("id");
    history.replaceState(null, "", address);
  }
  if (first) queueMicrotask(() => chosen(first));
  return el("div.field", null, el("label.form-label", { for: "desk-choice" }, label), select);
}
