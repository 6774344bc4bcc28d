// @ts-check
/** The one field of the desk, for a scanner that types and for fingers: it has the focus whenever nothing else needs it. */

const twiceWithin = 2000;

export class Scanner {
  /**
   * @param {HTMLInputElement} field
   * @param {{scan: (text: string) => void, enter: () => void, clear: () => void, repeated: (text: string) => void}} desk
   */
  constructor(field, desk) {
    this.field = field;
    this.desk = desk;
    this.last = { text: "", at: 0 };
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("paste", (event) => this.#paste(event));
    document.addEventListener("keydown", (event) => this.#elsewhere(event));
    document.addEventListener("click", (event) => {
      if (!(event.target instanceof Element) || !event.target.closest("a, button, input, select, textarea, label, summary")) this.focus();
    });
    window.addEventListener("focus", () => this.focus());
    this.focus();
  }

  focus() {
    if (!(document.activeElement instanceof HTMLElement) || !document.activeElement.matches("textarea, select, main input:not([type=checkbox])")) this.field.focus({ preventScroll: true });
  }

  /** After a refusal the same scan is a new try, however soon. */
  forget() {
    this.last = { text: "", at: 0 };
  }

  take() {
    this.field.value = "";
    this.field.focus({ preventScroll: true });
  }

  /** A scanner ends what it types with CR, LF (which arrives as Ctrl+J or Ctrl+M from some) or Tab. @param {KeyboardEvent} event */
  #key(event) {
    const ends = event.key === "Enter" || (event.ctrlKey && ["j", "m"].includes(event.key.toLowerCase()));
    const text = this.field.value.trim();
    if (ends || (event.key === "Tab" && !event.shiftKey && text)) {
      event.preventDefault();
      this.#scanned(text);
    } else if (event.key === "Escape") {
      this.take();
      this.desk.clear();
    }
  }

  /** Several lines pasted are several scans. @param {ClipboardEvent} event */
  #paste(event) {
    const lines = (event.clipboardData?.getData("text") ?? "").split(/[\r\n\t]+/).filter((line) => line.trim());
    if (lines.length < 2) return;
    event.preventDefault();
    for (const line of lines) this.#scanned(line.trim());
  }

  /** What a scanner types while a button has the focus belongs to the field. @param {KeyboardEvent} event */
  #elsewhere(event) {
    if (event.target === this.field || event.key.length !== 1 || event.key === " " || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.matches("textarea, select, input:not([type=checkbox])")) return;
    this.field.focus({ preventScroll: true });
  }

  /** @param {string} text */
  #scanned(text) {
    this.field.value = "";
    if (!text) return this.desk.enter();
    const now = Date.now();
    const again = text.toUpperCase() === this.last.text && now - this.last.at < twiceWithin;
    this.last = { text: text.toUpperCase(), at: now };
    if (again) this.desk.repeated(text);
    else this.desk.scan(text);
  }
}
