// @ts-check
import { el } from "./dom.js";
import { choice } from "./choice.js";

const tones = /** @type {Record<string, string>} */ ({ arrived: "good", already_arrived: "quiet", unexpected: "wait" });

/**
 * Réceptionner: what a shipment brought is scanned, in as many goes as it takes; what has not come is told when the reception ends.
 *
 * @param {import("./desk.js").Desk} desk
 */
export async function start(desk) {
  const { items } = await desk.api.get("shipments?state=sent&limit=100");
  /** @type {any} */
  let shipment = null;
  const place = el("div", null);
  desk.work.replaceChildren(choice(desk, desk.t("shipment"), items.map((/** @type {any} */ item) => ({ value: item.id, name: `${item.number} · ${item.school.name} · ${item.arrived} / ${item.shipped}` })), desk.t("noShipment"), "shipments", (id) => {
    shipment = items.find((/** @type {any} */ item) => item.id === id) ?? null;
    desk.tell("quiet", desk.t(shipment ? "scanDevice" : "chooseFirst"));
    show();
  }), place);
  desk.tell("quiet", desk.t(items.length ? "chooseFirst" : "noShipment"));

  function show() {
    place.replaceChildren(shipment ? el("div.desk-progress", null,
      el("p", null, desk.t("arrivedCount", { arrived: shipment.arrived, shipped: shipment.shipped })),
      el("progress", { max: Math.max(1, shipment.shipped), value: shipment.arrived, "aria-label": desk.t("arrivalProgress") }),
      shipment.state === "sent" ? el("button.btn.btn-outline-primary", { type: "button", onclick: () => desk.run(close) }, desk.t("endReception")) : null,
      el("p", null, el("a", { href: desk.link(`shipments/${shipment.id}`) }, desk.t("toShipment")))) : "");
  }

  async function close() {
    const answer = await desk.api.post(`shipments/${shipment.id}/close`);
    shipment = answer;
    const missing = answer.devices.filter((/** @type {any} */ device) => device.state === "missing").map((/** @type {any} */ device) => device.assetTag);
    desk.done({ at: new Date().toISOString(), tone: missing.length ? "wait" : "good", tag: answer.number, text: missing.length ? desk.t("receptionMissing", { count: missing.length }) : desk.t("receptionComplete"), link: desk.link(`shipments/${answer.id}`) }, { lines: missing });
    show();
  }

  return {
    /** @param {string} text */
    async scan(text) {
      if (!shipment) return desk.tell("bad", desk.t(items.length ? "chooseFirst" : "noShipment"));
      const answer = await desk.api.post(`shipments/${shipment.id}/arrival`, { devices: [text] });
      shipment = answer.shipment;
      show();
      const [result] = answer.results;
      if (result.problem) return desk.tell("bad", `${text} : ${result.problem.title}`, [result.problem.detail]);
      const odd = result.anomalies.map((/** @type {any} */ reason) => reason.detail);
      desk.done({ at: new Date().toISOString(), tone: odd.length ? "wait" : tones[result.outcome] ?? "wait", tag: result.assetTag ?? text, text: desk.word("scans", result.outcome) }, { lines: odd });
    },
  };
}
