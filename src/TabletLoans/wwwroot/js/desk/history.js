// @ts-check
import { el } from "./dom.js";

/**
 * What was scanned in this session, newest first, each with its undo. It survives a reload in the tab's own memory, where a line holds
 * a tag and ids, and never a name.
 *
 * @typedef {{path: string, body?: object}} Step a POST that compensates
 * @typedef {{at: string, tone: string, text: string, tag?: string, link?: string, undo?: Step[], undone?: boolean}} Line
 */

const most = 200;

export class History {
  /**
   * @param {HTMLOListElement} list
   * @param {string} key of whose session it is
   * @param {{language: string, words: Record<string, any>, zone?: string, undo: (line: Line) => Promise<boolean | null>}} desk null: it can never be undone
   */
  constructor(list, key, desk) {
    this.list = list;
    this.key = key;
    this.desk = desk;
    /** @type {Line[]} */
    this.lines = this.#kept();
    for (const line of [...this.lines].reverse()) this.#show(line);
    this.#count();
  }

  /** @param {Line} line @param {string} [who] shown now, kept nowhere */
  add(line, who) {
    this.lines.unshift(line);
    this.lines.length = Math.min(this.lines.length, most);
    this.#show(line, who);
    while (this.list.children.length > most) this.list.lastElementChild?.remove();
    this.#keep();
    this.#count();
  }

  /** At the clock of the organisation, whatever this computer's says. @param {string} at */
  time(at) {
    return new Date(at).toLocaleTimeString(this.desk.language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.desk.zone });
  }

  /** @param {Line} line @param {string} [who] */
  #show(line, who) {
    const undo = line.undo && !line.undone
      ? el("button.btn.btn-outline-secondary.btn-sm", { type: "button", onclick: () => this.#undo(line, item) }, this.desk.words.undo, el("span.visually-hidden", null, ` ${line.tag ?? line.text}`))
      : null;
    const item = el(`li.tone-${line.undone ? "quiet" : line.tone}`, null,
      el("time", { datetime: line.at }, this.time(line.at)),
      el("span.history-text", null, line.link && line.tag ? el("a", { href: line.link }, line.tag) : line.tag ? el("strong", null, line.tag) : null, line.tag ? " " : null, line.text, who ? ` · ${who}` : null, line.undone ? el("strong", null, ` ${this.desk.words.undone}`) : null),
      undo);
    this.list.prepend(item);
    return item;
  }

  /** @param {Line} line @param {HTMLElement} item */
  async #undo(line, item) {
    const button = item.querySelector("button");
    button?.setAttribute("disabled", "");
    const undone = await this.desk.undo(line);
    if (undone === null) {
      line.undo = undefined; // something came after it: nothing to press any more
      button?.remove();
      return this.#keep();
    }
    if (!undone) return button?.removeAttribute("disabled");
    line.undone = true;
    button?.remove();
    item.className = "tone-quiet";
    item.querySelector(".history-text")?.append(el("strong", null, ` ${this.desk.words.undone}`));
    this.#keep();
  }

  #count() {
    const empty = this.list.parentElement?.querySelector(".history-empty");
    if (empty instanceof HTMLElement) empty.hidden = this.lines.length > 0;
  }

  #keep() {
    sessionStorage.setItem(this.key, JSON.stringify(this.lines));
  }

  /** @returns {Line[]} */
  #kept() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key) ?? "[]");
    } catch {
      return [];
    }
  }
}
