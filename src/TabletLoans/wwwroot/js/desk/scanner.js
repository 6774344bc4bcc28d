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

  /** A tag that a scanner typed at the end of a remark, where the cursor was: it is taken out of it, and scanned. @param {HTMLInputElement} field */
  strayed(field) {
    const found = field.value.match(/[A-Z0-9]{2,12}-\d{2}-\d{6}[A-Z]$/i);
    if (!found) return false;
    field.value = field.value.slice(0, found.index).trim();
    this.#scanned(found[0]);
    return true;
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
    // Enter on a box says yes, as it does in the field: a box is ticked by the space bar.
    if (event.key === "Enter" && event.target instanceof HTMLInputElement && event.target.type === "checkbox") {
      event.preventDefault();
      return this.desk.enter();
    }
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
