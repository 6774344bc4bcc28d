// @ts-check
import { newKey } from "./api.js";
import { el } from "./dom.js";

/**
 * Échanger: the device that fails, then the one that goes out instead. One step for the service: nobody leaves with two, or with none.
 *
 * @param {import("./desk.js").Desk} desk
 */
export async function start(desk) {
  /** @type {{device?: any, loan?: any, next?: any, check?: any, key?: string}} */
  let now = {};

  const value = (/** @type {string} */ id) => /** @type {HTMLInputElement | null} */ (desk.work.querySelector(`#${id}`))?.value.trim() || undefined;
  const body = () => ({ device: now.next.id, grade: value("desk-grade"), notes: value("desk-notes"), spare: /** @type {HTMLInputElement | null} */ (desk.work.querySelector("#desk-spare"))?.checked === true });

  async function swap() {
    if (!now.loan || !now.next) return desk.tell("quiet", desk.t(now.loan ? "scanSpare" : "scanBroken"));
    const reason = value("desk-reason");
    if (now.check?.confirmations.length && !reason) return desk.tell("wait", desk.t("reasonNeeded"));
    const { device, loan, next, check, key } = now;
    const done = await desk.api.post(`loans/${loan.id}/swap`, { ...body(), confirmationToken: check?.token ?? undefined, reason }, key);
    now = {};
    show();
    const who = loan.borrower ? `${loan.borrower.lastName} ${loan.borrower.firstName}` : undefined;
    desk.done({
      at: new Date().toISOString(), tone: "good", tag: next.assetTag, text: desk.t("swapped", { tag: device.assetTag }), link: desk.link(`loans/${done.id}`),
      undo: [{ path: `loans/${done.id}/undo`, body: { act: "lend" } }, { path: `loans/${loan.id}/undo`, body: { act: "return" } }],
    }, { who });
  }

  function show() {
    const { device, loan, next, check } = now;
    desk.work.replaceChildren(el("div.desk-pair", null,
      card(desk.t("broken"), device?.assetTag, device && [device.model.name, loan.borrower ? `${loan.borrower.lastName} ${loan.borrower.firstName}` : ""].filter(Boolean).join(" · "), desk.t("scanBroken")),
      card(desk.t("spare"), next?.assetTag, next?.model.name, desk.t("scanSpare"))),
    loan ? el("div.desk-confirm", null,
      el("div.desk-fields", null,
        el("div.field", null, el("label.form-label", { for: "desk-grade" }, desk.t("condition")), el("select.form-select", { id: "desk-grade" }, ...Object.entries(desk.words.grades).map(([code, word]) => el("option", { value: code, selected: code === "D" }, /** @type {string} */ (word))))),
        el("div.field", null, el("label.form-label", { for: "desk-notes" }, desk.t("fault")), el("input.form-control", { id: "desk-notes", maxlength: 1000, autocomplete: "off", placeholder: desk.t("notesHint") }))),
      el("label.desk-piece", null, el("input.form-check-input", { id: "desk-spare", type: "checkbox", checked: true }), desk.t("isSpare")),
      check?.confirmations.length ? el("div.field", null, el("label.form-label", { for: "desk-reason" }, desk.t("reason")), el("input.form-control", { id: "desk-reason", maxlength: 500, autocomplete: "off" }),
        el("button.btn.btn-primary.btn-lg.desk-go", { type: "button", onclick: () => desk.run(swap) }, desk.t("swap"))) : null) : "");
  }

  /** @param {string} title @param {string | undefined} name @param {string | undefined} detail @param {string} missing */
  const card = (title, name, detail, missing) => el(`section.desk-card${name ? ".desk-card-full" : ""}`, { "aria-label": title },
    el("p.desk-card-title", null, title), name ? el("p.desk-card-name", null, name) : el("p.desk-card-missing", null, missing), detail ? el("p.desk-card-detail", null, detail) : null);

  /** @param {any} device @param {string} text */
  async function broken(device, text) {
    if (!device?.openLoan) return desk.tell("bad", device ? desk.t("notOnLoan", { tag: device.assetTag }) : desk.t("nothingFound", { text }), [desk.t("swapHelp")]);
    now = { device, loan: await desk.api.get(`loans/${device.openLoan.id}`), key: newKey() };
    show();
    desk.tell("quiet", desk.t("scanSpare"));
  }

  /** @param {any} device @param {string} text */
  async function spare(device, text) {
    if (!device) return desk.tell("bad", desk.t("nothingFound", { text }), [desk.t("nothingFoundHelp")]);
    now.next = device;
    const check = await desk.api.ask(`loans/${now.loan.id}/swap/check`, body()).catch((error) => {
      now.next = undefined;
      throw error;
    });
    if (check.blockers.length) {
      now.next = undefined;
      return desk.tell("bad", desk.t("notLent", { tag: device.assetTag }), check.blockers.map((/** @type {any} */ reason) => reason.detail));
    }
    if (!check.confirmations.length) return swap();
    now.check = check;
    show();
    desk.tell("wait", desk.t("confirmNeeded"), check.confirmations.map((/** @type {any} */ reason) => reason.detail));
    /** @type {HTMLElement | null} */ (desk.work.querySelector("#desk-reason"))?.focus();
  }

  show();
  desk.tell("quiet", desk.t("scanBroken"));
  return {
    /** @param {string} text */
    async scan(text) {
      const device = await desk.device(text);
      return now.loan ? spare(device, text) : broken(device, text);
    },
    enter: swap,
    clear() {
      now = {};
      show();
      desk.tell("quiet", desk.t("scanBroken"));
    },
  };
}
