// @ts-check
import { el } from "./dom.js";

/**
 * A class to be handed out line by line, with others at other desks: the list is asked for again and again, so that each desk sees what
 * the others did, and a line is given once whoever is faster.
 *
 * @typedef {{id: string, borrowerId: string, borrower: {lastName: string, firstName: string} | null, className: string | null,
 *   device: {id: string, assetTag: string, model: string} | null, loanId: string | null, handedOverAt: string | null, hasDevice: boolean}} Line
 */
const every = 4000;

export class People {
  /** @param {import("./desk.js").Desk} desk @param {string} id @param {(line: Line) => void} choose */
  constructor(desk, id, choose) {
    this.desk = desk;
    this.id = id;
    this.choose = choose;
    /** @type {Line[]} */
    this.lines = [];
    this.place = /** @type {HTMLElement} */ (desk.root.querySelector("#desk-people"));
    void this.refresh();
    setInterval(() => document.hidden || this.refresh(), every);
  }

  /** Lines still to be given, by person. @param {string} borrowerId */
  of(borrowerId) {
    return this.lines.find((line) => line.borrowerId === borrowerId && !line.loanId);
  }

  /** The line that a device was prepared for. @param {string} deviceId */
  prepared(deviceId) {
    return this.lines.find((line) => line.device?.id === deviceId && !line.loanId);
  }

  async refresh() {
    try {
      const list = await this.desk.api.get(`handout-lists/${this.id}`);
      const shown = JSON.stringify(list.lines);
      if (shown === this.shown) return;
      this.shown = shown;
      this.lines = list.lines;
      this.#show(list);
    } catch {
      // The next time will do: what is on the screen is checked by the server at each hand-over.
    }
  }

  /** @param {any} list */
  #show(list) {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.line : undefined;
    this.place.replaceChildren(
      el("p.desk-people-count", null, this.desk.t("listCount", { done: list.handedOver, all: list.lines.length })),
      el("progress", { max: Math.max(1, list.lines.length), value: list.handedOver, "aria-label": this.desk.t("listCount", { done: list.handedOver, all: list.lines.length }) }),
      el("ol.desk-people", null, ...this.lines.map((line) => this.#line(line))));
    if (focused) /** @type {HTMLElement | null} */ (this.place.querySelector(`[data-line="${focused}"]`))?.focus();
  }

  /** @param {Line} line */
  #line(line) {
    const name = line.borrower ? `${line.borrower.lastName} ${line.borrower.firstName}` : this.desk.t("forgotten");
    const tag = line.device?.assetTag;
    return line.loanId
      ? el("li.desk-person-done", null, el("span", null, name), el("a", { href: this.desk.link(`loans/${line.loanId}`) }, tag ?? this.desk.t("given")))
      : el("li", null, el("button.desk-person", { type: "button", "data-line": line.id, onclick: () => this.choose(line) }, el("span", null, name), tag ? el("span.desk-person-tag", null, tag) : line.hasDevice ? el("span.desk-person-has", null, this.desk.t("hasDevice")) : null));
  }
}
