// @ts-check
import { el } from "./dom.js";

/**
 * Préparer: what is done to every device of the batch is chosen once; each scan applies it.
 *
 * @param {import("./desk.js").Desk} desk
 */
export async function start(desk) {
  const tick = (/** @type {string} */ id, /** @type {string} */ name, /** @type {boolean} */ checked) => el("label.desk-piece", null, el("input.form-check-input", { id, type: "checkbox", checked, onchange: () => desk.scanner.take() }), name);
  const select = (/** @type {string} */ id, /** @type {string} */ label, /** @type {Record<string, string>} */ words) => el("div.field", null, el("label.form-label", { for: id }, label),
    el("select.form-select", { id, onchange: () => desk.scanner.take() }, el("option", { value: "" }, desk.t("asItIs")), ...Object.entries(words).map(([code, word]) => el("option", { value: code }, word))));
  desk.work.replaceChildren(el("fieldset.desk-pieces", null, el("legend", null, desk.t("applied")),
    tick("desk-tag", desk.t("tagPrinted"), true), tick("desk-accessories", desk.t("accessoriesPresent"), true), tick("desk-stock", desk.t("toStock"), true)),
  el("div.desk-fields", null, select("desk-mdm", desk.t("mdm"), desk.words.mdmStates), select("desk-grade", desk.t("condition"), desk.words.grades)));
  desk.tell("quiet", desk.t("scanDevice"));

  const ticked = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (desk.work.querySelector(`#${id}`)).checked;
  const chosen = (/** @type {string} */ id) => /** @type {HTMLSelectElement} */ (desk.work.querySelector(`#${id}`)).value || undefined;
  return {
    /** @param {string} text */
    async scan(text) {
      const apply = { mdmState: chosen("desk-mdm"), grade: chosen("desk-grade"), tagPrinted: ticked("desk-tag") || undefined, accessoriesPresent: ticked("desk-accessories") || undefined };
      const { results: [result] } = await desk.api.post("devices/prepare-batch", { devices: [text], apply, putInStock: ticked("desk-stock") });
      if (result.problem) return desk.tell("bad", `${text} : ${result.problem.title}`, result.problem.reasons.length ? result.problem.reasons.map((/** @type {any} */ reason) => reason.detail) : [result.problem.detail]);
      desk.done({ at: new Date().toISOString(), tone: "good", tag: result.assetTag ?? text, text: desk.word("scans", result.outcome) });
    },
  };
}
