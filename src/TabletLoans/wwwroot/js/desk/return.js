// @ts-check
import { newKey } from "./api.js";
import { el } from "./dom.js";

/**
 * Restituer: a scan shows what should have come back; an empty Enter, or the next scan, takes it back as ticked. A device that lists
 * nothing is taken back at once, and so is one that we may not see: the service never refuses a device that it knows.
 *
 * @param {import("./desk.js").Desk} desk
 */
export async function start(desk) {
  /** @type {{text: string, device: any, loan: any, at: string, key: string} | null} */
  let now = null;

  async function back() {
    if (!now) return desk.tell("quiet", desk.t("scanDevice"));
    const { text, device, loan, at, key } = now;
    const ticked = [...desk.work.querySelectorAll("input[data-kind]:checked")].map((input) => ({ kind: /** @type {HTMLInputElement} */ (input).dataset.kind, quantity: Number(/** @type {HTMLInputElement} */ (input).dataset.quantity) }));
    const grade = /** @type {HTMLSelectElement | null} */ (desk.work.querySelector("#desk-grade"))?.value;
    const notes = /** @type {HTMLInputElement | null} */ (desk.work.querySelector("#desk-notes"))?.value.trim();
    now = null;
    show();
    await send({ device: device?.id ?? text, grade: grade || undefined, notes: notes || undefined, at, accessories: loan ? ticked : undefined }, text, loan?.borrower, key);
  }

  /** @param {any} body @param {string} text @param {any} borrower @param {string} key */
  async function send(body, text, borrower, key) {
    const answer = await desk.api.post("loans/return", body, key);
    const lines = answer.anomalies.map((/** @type {any} */ anomaly) => anomaly.detail);
    desk.done({
      at: body.at, tone: lines.length ? "wait" : "good", tag: answer.device.assetTag ?? text, text: lines.length ? desk.t("returnedOdd", { count: lines.length }) : desk.t("returned"),
      link: answer.loan ? desk.link(`loans/${answer.loan.id}`) : undefined, undo: answer.loan ? [{ path: `loans/${answer.loan.id}/undo`, body: { act: "return" } }] : undefined,
    }, { who: borrower ? `${borrower.lastName} ${borrower.firstName}` : undefined, lines });
  }

  function show() {
    if (!now) return desk.work.replaceChildren(el("p.desk-hint", null, desk.t("returnHint")));
    const { device, loan } = now;
    const due = loan.accessories.filter((/** @type {any} */ piece) => piece.out > piece.returned);
    desk.work.replaceChildren(
      el("section.desk-card.desk-card-full", { "aria-label": desk.t("device") },
        el("p.desk-card-title", null, desk.t("device")), el("p.desk-card-name", null, device.assetTag),
        el("p.desk-card-detail", null, [device.model.name, loan.borrower ? `${loan.borrower.lastName} ${loan.borrower.firstName}` : "", loan.overdue ? desk.t("overdue", { day: desk.day(loan.dueOn) }) : ""].filter(Boolean).join(" · "))),
      el("div.desk-confirm", null,
        due.length ? el("fieldset.desk-pieces", null, el("legend", null, desk.t("cameBack")), ...due.map((/** @type {any} */ piece) => el("label.desk-piece", null,
          el("input.form-check-input", { type: "checkbox", checked: true, "data-kind": piece.kind, "data-quantity": piece.out - piece.returned }),
          `${desk.word("pieceKinds", piece.kind)}${piece.out - piece.returned > 1 ? ` × ${piece.out - piece.returned}` : ""}`))) : null,
        el("div.desk-fields", null,
          el("div.field", null, el("label.form-label", { for: "desk-grade" }, desk.t("condition")),
            el("select.form-select", { id: "desk-grade" }, el("option", { value: "" }, desk.t("sameCondition")), ...Object.entries(desk.words.grades).map(([code, word]) => el("option", { value: code }, /** @type {string} */ (word))))),
          el("div.field", null, el("label.form-label", { for: "desk-notes" }, desk.t("notes")),
            el("input.form-control", { id: "desk-notes", maxlength: 1000, autocomplete: "off", placeholder: desk.t("notesHint"), onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && !desk.scanner.strayed(/** @type {HTMLInputElement} */ (event.target)) && desk.run(back) }))),
        el("button.btn.btn-primary.btn-lg.desk-go", { type: "button", onclick: () => desk.run(back) }, desk.t("takeBack"))));
  }

  show();
  desk.tell("quiet", desk.t("scanDevice"));
  return {
    /** @param {string} text */
    async scan(text) {
      if (now) await back();
      const [device, at] = [await desk.device(text), new Date().toISOString()];
      const before = device && !device.openLoan && desk.history.lines.find((line) => line.tag === device.assetTag && !line.undone);
      if (before?.undo?.[0].body && "act" in before.undo[0].body && before.undo[0].body.act === "return") return desk.tell("quiet", desk.t("alreadyBack", { tag: device.assetTag, time: desk.history.time(before.at) }));
      const loan = device?.openLoan ? await desk.api.get(`loans/${device.openLoan.id}`) : null;
      if (!loan) return send({ device: device?.id ?? text, at }, text, null, newKey());
      now = { text, device, loan, at, key: newKey() };
      desk.tell(loan.overdue ? "wait" : "quiet", desk.t("sureBack", { tag: device.assetTag }));
      show();
    },
    enter: back,
    clear() {
      now = null;
      show();
      desk.tell("quiet", desk.t("scanDevice"));
    },
  };
}
