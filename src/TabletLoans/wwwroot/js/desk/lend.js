// @ts-check
import { Refused, newKey } from "./api.js";
import { el } from "./dom.js";
import { People } from "./people.js";

/**
 * Remettre: a card or a name, a device, what goes with it, and yes. In whatever order they are scanned; an empty Enter says yes.
 *
 * @param {import("./desk.js").Desk} desk
 */
export async function start(desk) {
  const list = desk.root.dataset.list ? new People(desk, desk.root.dataset.list, (line) => desk.run(() => take({ line }))) : null;
  /** @type {{borrower?: any, device?: any, line?: any, check?: any, key?: string}} */
  let now = {};
  /** What went with the last device usually goes with the next. @type {Set<string>} */
  let pieces = new Set(JSON.parse(sessionStorage.getItem("tabletloans-desk-pieces") ?? '["charger"]'));

  const body = () => ({ device: now.device.id, borrowerId: now.borrower.id, accessories: [...pieces].map((kind) => ({ kind })) });
  const nameOf = (/** @type {any} */ borrower) => borrower.title ?? `${borrower.lastName} ${borrower.firstName}`;

  /** Something new is known. @param {{borrower?: any, device?: any, line?: any}} more */
  async function take(more) {
    if (more.line) {
      const person = more.line.borrower;
      more = { line: more.line, borrower: { id: more.line.borrowerId, title: person ? `${person.lastName} ${person.firstName}` : desk.t("forgotten"), detail: more.line.className ?? "" }, device: more.line.device ?? now.device };
    } else if (more.borrower) more.line = list?.of(more.borrower.id);
    now = { ...now, ...more, check: undefined, key: newKey() };
    desk.tell("quiet", now.borrower && now.device ? desk.t("sure") : now.borrower ? desk.t("scanDevice") : desk.t("scanBorrower"));
    if (now.borrower && now.device) await check();
    show();
  }

  /** What stands against it: a device that cannot leave is put down, the person stays. */
  async function check() {
    now.check = await desk.api.ask("loans/check", body()).catch((error) => {
      now.device = undefined;
      show();
      throw error;
    });
    if (now.check.blockers.length) {
      desk.tell("bad", desk.t("notLent", { tag: now.device.assetTag }), now.check.blockers.map((/** @type {any} */ reason) => reason.detail));
      now.device = now.check = undefined;
    } else if (now.check.confirmations.length) desk.tell("wait", desk.t("confirmNeeded"), now.check.confirmations.map((/** @type {any} */ reason) => reason.detail));
    else if (now.check.warnings.length) desk.tell("wait", desk.t("sure"), now.check.warnings.map((/** @type {any} */ reason) => reason.detail));
  }

  async function lend() {
    if (!now.check) return desk.tell("quiet", now.borrower ? desk.t("scanDevice") : desk.t("scanBorrower"));
    const reason = /** @type {HTMLInputElement | null} */ (desk.work.querySelector("#desk-reason"))?.value.trim();
    if (now.check.confirmations.length && !reason) {
      desk.tell("wait", desk.t("reasonNeeded"));
      /** @type {HTMLElement | null} */ (desk.work.querySelector("#desk-reason"))?.focus();
      return;
    }
    const asked = { ...body(), confirmationToken: now.check.token ?? undefined, reason: reason || undefined };
    const { line, device, borrower, key } = now;
    const { borrowerId, ...withoutPerson } = asked;
    const made = line ? desk.api.post(`handout-lists/${list?.id}/lines/${line.id}/hand-over`, withoutPerson, key) : desk.api.post("loans", asked, key);
    const loan = await made.catch((error) => {
      // Somebody was faster: begin anew. Where nobody answered all stays as it is, to be sent again with the same key.
      if (error instanceof Refused) now = {};
      show();
      void list?.refresh();
      throw error;
    });
    now = {};
    show();
    const due = loan.dueOn ? desk.t("lentUntil", { day: desk.day(loan.dueOn) }) : desk.t("lent");
    desk.done({ at: new Date().toISOString(), tone: "good", tag: device.assetTag, link: desk.link(`loans/${loan.id}`), text: due, undo: [{ path: `loans/${loan.id}/undo`, body: { act: "lend" } }] }, { who: nameOf(borrower) });
    await list?.refresh();
  }

  function show() {
    desk.work.replaceChildren(
      el("div.desk-pair", null,
        card(desk.t("borrower"), now.borrower && nameOf(now.borrower), now.borrower?.kind ? desk.detail(now.borrower) : now.borrower?.detail, desk.t("scanBorrower"), () => { now.borrower = now.line = now.check = undefined; show(); }),
        card(desk.t("device"), now.device?.assetTag, now.device?.model?.name ?? now.device?.model, desk.t("scanDevice"), () => { now.device = now.check = undefined; show(); })),
      now.check ? confirm() : "");
  }

  /** @param {string} title @param {string | undefined} name @param {string | undefined} detail @param {string} missing @param {() => void} drop */
  function card(title, name, detail, missing, drop) {
    return el(`section.desk-card${name ? ".desk-card-full" : ""}`, { "aria-label": title },
      el("p.desk-card-title", null, title),
      name ? el("p.desk-card-name", null, name) : el("p.desk-card-missing", null, missing),
      name && detail ? el("p.desk-card-detail", null, detail) : null,
      name ? el("button.btn.btn-link.btn-sm", { type: "button", onclick: () => { drop(); desk.scanner.take(); } }, desk.t("change"), el("span.visually-hidden", null, ` ${title}`)) : null);
  }

  function confirm() {
    return el("div.desk-confirm", null,
      el("fieldset.desk-pieces", null, el("legend", null, desk.t("pieces")), ...Object.entries(desk.words.pieceKinds).map(([kind, word]) =>
        el("label.desk-piece", null, el("input.form-check-input", { type: "checkbox", value: kind, checked: pieces.has(kind), onchange: (/** @type {Event} */ event) => tick(kind, /** @type {HTMLInputElement} */ (event.target).checked) }), /** @type {string} */ (word)))),
      el("p.desk-due", null, now.check.dueOn ? desk.t("dueOn", { day: desk.day(now.check.dueOn) }) : desk.t("noDueDate")),
      now.check.confirmations.length ? el("div.field", null,
        el("label.form-label", { for: "desk-reason" }, desk.t("reason")),
        el("input.form-control", { id: "desk-reason", maxlength: 500, autocomplete: "off", "aria-describedby": "desk-reason-told", onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && desk.run(lend) }),
        el("div.form-text", { id: "desk-reason-told" }, desk.t("reasonHelp"))) : null,
      el("button.btn.btn-primary.btn-lg.desk-go", { type: "button", onclick: () => desk.run(lend) }, desk.t("lend")));
  }

  /** @param {string} kind @param {boolean} goes */
  function tick(kind, goes) {
    if (goes) pieces.add(kind);
    else pieces.delete(kind);
    sessionStorage.setItem("tabletloans-desk-pieces", JSON.stringify([...pieces]));
    now.key = newKey();
  }

  /** The next person's card says yes to what was ready, as the next device does at a return; what waits for a reason is never left silently. @param {any} hit */
  async function next(hit) {
    if (hit.kind !== "borrower" || !now.check || hit.id === now.borrower.id) return choose(hit);
    if (now.check.confirmations.length) return desk.tell("bad", desk.t("notYet", { name: nameOf(now.borrower) }), [desk.t("notYetHelp")]);
    await lend();
    await choose(hit);
  }

  /** @param {any} hit */
  const choose = (hit) => hit.kind === "device" ? desk.api.get(`devices/${hit.id}`).then((device) => take(list?.prepared(device.id) ? { line: list.prepared(device.id), device } : { device })) : take({ borrower: hit });

  show();
  desk.tell("quiet", desk.t("scanBorrower"));
  const { borrower, device } = desk.root.dataset;
  if (borrower) await desk.run(async () => choose({ id: borrower, kind: "borrower", ...(await person(desk, borrower)) }));
  if (device) await desk.run(() => choose({ id: device, kind: "device" }));
  return {
    /** @param {string} text */
    async scan(text) {
      const hits = await desk.find(text);
      if (hits.length === 1) return next(hits[0]);
      if (!hits.length) return desk.tell("bad", desk.t("nothingFound", { text }), [desk.t("nothingFoundHelp")]);
      desk.tell("quiet", desk.t("choose"));
      show();
      desk.work.append(desk.choices(hits, next));
    },
    enter: lend,
    clear() {
      now = {};
      show();
      desk.tell("quiet", desk.t("scanBorrower"));
    },
    refresh: () => list?.refresh(),
  };
}

/** @param {import("./desk.js").Desk} desk @param {string} id */
async function person(desk, id) {
  const borrower = await desk.api.get(`borrowers/${id}`);
  return { title: `${borrower.lastName} ${borrower.firstName}`, detail: [borrower.kind, borrower.className].filter(Boolean).join(" · ") };
}
