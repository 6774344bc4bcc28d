// @ts-check
import { Api, Refused, Unreachable, newKey } from "./api.js";
import { el, fill } from "./dom.js";
import { History } from "./history.js";
import { Scanner } from "./scanner.js";
import { isMuted, mute, play } from "./sounds.js";

/**
 * The desk: one field, one panel of what is being done, one list of what was done. A mode is a module that says what a scan means; it
 * exports `start(desk)`, which answers {scan(text), enter(), clear(), refresh()}: the last where an undo changes what it shows.
 *
 * @typedef {{scan: (text: string) => Promise<void> | void, enter?: () => Promise<void> | void, clear?: () => void, refresh?: () => Promise<void> | void}} Mode
 */
export class Desk {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.words = JSON.parse(root.dataset.words ?? "{}");
    this.language = document.documentElement.lang;
    this.home = root.dataset.home ?? "";
    this.api = new Api(`/api/v1/organisations/${root.dataset.organisation}`, this.language);
    this.work = /** @type {HTMLElement} */ (root.querySelector("#desk-work"));
    this.told = /** @type {HTMLElement} */ (root.querySelector("#desk-told"));
    this.history = new History(/** @type {HTMLOListElement} */ (root.querySelector("#desk-history")), `tabletloans-desk:${root.dataset.organisation}:${root.dataset.person}`, {
      language: this.language, words: this.words, zone: root.dataset.zone || undefined, undo: (line) => this.#undo(line),
    });
    /** @type {Mode} */
    this.mode = { scan: () => {} };
    /** Scans are carried out one after the other, in the order in which they were made. */
    this.queue = Promise.resolve();
    this.scanner = new Scanner(/** @type {HTMLInputElement} */ (root.querySelector("#desk-scan")), {
      scan: (text) => this.run(() => this.mode.scan(text), text),
      enter: () => this.run(() => this.mode.enter?.()),
      clear: () => this.mode.clear?.(),
      repeated: (text) => this.run(() => this.note(this.t("repeated", { text }))),
    });
    this.#sound(/** @type {HTMLButtonElement} */ (root.querySelector("#desk-sound")));
  }

  async start() {
    const mode = await import(`./${this.root.dataset.mode}.js`);
    this.mode = await mode.start(this);
    this.root.dataset.ready = "yes";
    this.scanner.focus();
  }

  /** @param {string} name @param {Record<string, unknown>} [facts] */
  t(name, facts) {
    return fill(this.words[name] ?? name, facts);
  }

  /** The word of a code: word("states", "on_loan"). @param {string} list @param {string} code */
  word(list, code) {
    return this.words[list]?.[code] ?? code;
  }

  /** A local date as it is written here. @param {string} iso */
  day(iso) {
    return new Date(`${iso}T00:00:00Z`).toLocaleDateString(this.language, { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });
  }

  /** @param {string} path within the organisation */
  link(path) {
    return `${this.home}/${path}`;
  }

  /** One outcome: its colour, its sound, its sentence. @param {string} tone @param {string} title @param {string[]} [lines] */
  tell(tone, title, lines = []) {
    this.told.className = `desk-told tone-${tone}`;
    this.told.replaceChildren(el("p.desk-told-title", null, title), lines.length ? el("ul", null, ...lines.map((line) => el("li", null, line))) : "");
    play(tone);
  }

  /** A word more on what was told. @param {string} text */
  note(text) {
    this.told.append(el("p", null, text));
    play("quiet");
  }

  /** Told, and kept in the list of the session. @param {import("./history.js").Line} line @param {{who?: string, lines?: string[]}} [more] */
  done(line, { who, lines } = {}) {
    this.tell(line.tone, `${line.tag ? `${line.tag} ` : ""}${line.text}${who ? ` · ${who}` : ""}`, lines);
    this.history.add(line, who);
  }

  /** Carries something out in its turn; what goes wrong is told, and the desk is ready for the next scan. @param {() => Promise<void> | void} act @param {string} [text] */
  run(act, text) {
    this.queue = this.queue.then(async () => {
      this.root.dataset.busy = "yes";
      // Where the service is slow to answer, the screen says so rather than what it said before.
      const slow = setTimeout(() => this.note(this.t("waiting")), 1200);
      try {
        await act();
      } catch (error) {
        this.failed(error, text);
      } finally {
        clearTimeout(slow);
        delete this.root.dataset.busy;
        this.scanner.focus();
      }
    });
    return this.queue;
  }

  /** @param {unknown} error @param {string} [text] */
  failed(error, text) {
    this.scanner.forget();
    if (error instanceof Refused) {
      const reasons = error.problem.reasons?.map((reason) => reason.detail) ?? [];
      return this.tell("bad", `${text ? `${text} : ` : ""}${error.problem.title}`, reasons.length ? reasons : [error.problem.detail]);
    }
    if (error instanceof Unreachable) return this.tell("bad", text ? this.t("unreachable", { text }) : this.t("unreachableNow"));
    throw error;
  }

  /** What a person holds: a device of ours, a borrower, or several things to choose from. @param {string} q @returns {Promise<any[]>} */
  async find(q) {
    const { hits } = await this.api.ask("search", { q });
    const mine = hits.filter((/** @type {any} */ hit) => hit.kind === "device" || hit.kind === "borrower");
    const exact = mine.filter((/** @type {any} */ hit) => hit.exact);
    return exact.length === 1 ? exact : mine;
  }

  /** The device that a scan names, or null where it is not one that we may see. @param {string} text @returns {Promise<any>} */
  async device(text) {
    const hits = (await this.find(text)).filter((hit) => hit.kind === "device");
    return hits.length === 1 ? this.api.get(`devices/${hits[0].id}`) : null;
  }

  /** Buttons for what may be meant. @param {any[]} hits @param {(hit: any) => Promise<void> | void} choose */
  choices(hits, choose) {
    return el("div.desk-choices", { role: "group", "aria-label": this.t("choose") }, el("p", null, this.t("choose")), ...hits.slice(0, 12).map((hit) =>
      el("button.btn.btn-outline-secondary", { type: "button", onclick: () => this.run(() => choose(hit)) }, `${hit.title} · ${this.detail(hit)}`)));
  }

  /** @param {any} hit */
  detail(hit) {
    const [kind, ...rest] = hit.detail.split(" · ");
    return hit.kind === "borrower" ? [this.word("borrowers", kind), ...rest].join(" · ") : hit.detail;
  }

  /** @param {import("./history.js").Line} line @returns {Promise<boolean | null>} null where it can never be */
  async #undo(line) {
    /** @type {boolean | null} */
    let undone = false;
    await this.run(async () => {
      for (const step of line.undo ?? []) {
        await this.api.post(step.path, step.body ?? {}, newKey()).catch((error) => {
          if (error instanceof Refused && error.problem.status === 409) undone = null;
          throw error;
        });
      }
      undone = true;
      await this.mode.refresh?.();
      this.tell("quiet", this.t("wasUndone", { tag: line.tag ?? "" }));
    }, line.tag);
    return undone;
  }

  /** @param {HTMLButtonElement} button */
  #sound(button) {
    const show = () => {
      button.setAttribute("aria-pressed", String(!isMuted()));
      button.textContent = this.t(isMuted() ? "soundOff" : "soundOn");
    };
    button.addEventListener("click", () => {
      mute(!isMuted());
      show();
      play("good");
      this.scanner.take();
    });
    show();
  }
}

const root = document.getElementById("desk");
if (root) await new Desk(root).start();
