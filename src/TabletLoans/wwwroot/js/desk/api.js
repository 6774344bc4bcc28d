// @ts-check
/**
 * The REST API, as the desk calls it: the session's cookie, and on each scan an Idempotency-Key of its own, so that a scan that is
 * sent again after a fault is carried out once.
 */

/** @typedef {{code: string, detail: string}} Reason */
/** @typedef {{code: string, title: string, detail: string, status: number, reasons: Reason[]}} Problem */

/** What the service refuses, in its own words. */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }
}

/** Nobody answered: the request may be sent again with the same key. */
export class Unreachable extends Error {}

const patience = [300, 1000, 3000];

export class Api {
  /** @param {string} base such as /api/v1/organisations/ville @param {string} language */
  constructor(base, language) {
    this.base = base;
    this.language = language;
  }

  /** @param {string} path @returns {Promise<any>} */
  get(path) {
    return this.#send("GET", path);
  }

  /** Asks without changing anything. @param {string} path @param {object} body @returns {Promise<any>} */
  ask(path, body) {
    return this.#send("POST", path, body);
  }

  /** Changes something, once. @param {string} path @param {object} [body] @param {string} [key] @returns {Promise<any>} */
  post(path, body = {}, key = newKey()) {
    return this.#send("POST", path, body, key);
  }

  /** @param {string} method @param {string} path @param {object} [body] @param {string} [key] */
  async #send(method, path, body, key) {
    const headers = new Headers({ Accept: "application/json", "Accept-Language": this.language });
    if (body) headers.set("Content-Type", "application/json");
    if (key) headers.set("Idempotency-Key", key);
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await fetch(`${this.base}/${path}`, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin" });
        if (answer.status === 401) return toSignIn();
        if (answer.status === 503 && attempt < patience.length) throw new Unreachable();
        const content = answer.status === 204 ? null : await answer.json();
        if (!answer.ok) throw new Refused(content);
        return content;
      } catch (error) {
        if (error instanceof Refused || attempt >= patience.length) throw error instanceof Refused ? error : new Unreachable();
        await new Promise((resolve) => setTimeout(resolve, patience[attempt]));
      }
    }
  }
}

/** A random UUID; crypto.randomUUID exists on secure addresses only, and a school may reach the service without TLS on its own network. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The session ended: the way back leads here. @returns {Promise<never>} */
function toSignIn() {
  location.assign(`/sign-in?ended=yes&returnUrl=${encodeURIComponent(location.pathname + location.search)}`);
  return new Promise(() => {});
}
