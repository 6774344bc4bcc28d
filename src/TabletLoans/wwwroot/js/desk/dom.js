// @ts-check
/** Small words for building what the desk shows. Texts are always text: nothing that was typed or scanned becomes markup. */

/**
 * @param {string} name a tag, with classes: "p.desk-told"
 * @param {Record<string, unknown> | null} [attributes] properties as attributes; a function is a listener: {onclick: …}
 * @param {...(Node | string | null | undefined)} children
 */
export function el(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child) => child != null && child !== ""));
  return element;
}

/** A number that is read out with words: "{count} sur {all}". @param {string} text @param {Record<string, unknown>} [facts] */
export const fill = (text, facts = {}) => text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? ""));
