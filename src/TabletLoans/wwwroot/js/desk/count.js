// @ts-check
import { el } from "./dom.js";
import { choice } from "./choice.js";

const tones = /** @type {Record<string, string>} */ ({ found: "good", already_found: "quiet", misplaced: "wait", unknown: "bad" });

/**
 * Inventaire: everything that is there is scanned, in any order and by several people; nothing moves.
 *
 * @param {import("./desk.js").Desk} desk
 */
export async function start(desk) {
  const { items } = await desk.api.get("inventories?state=open&limit=100");
  /** @type {any} */
  let campaign = null;
  const place = el("div", null);
  const choose = choice(desk, desk.t("campaign"), items.map((/** @type {any} */ item) => ({ value: item.id, name: `${item.name} · ${item.school?.name ?? desk.t("stockRoom")}` })), desk.t("noCampaign"), "inventories", (id) => {
    campaign = items.find((/** @type {any} */ item) => item.id === id) ?? null;
    show();
  });
  desk.work.replaceChildren(choose, place);
  show();

  function show() {
    place.replaceChildren(campaign ? el("div.desk-progress", null,
      el("p", null, desk.t("counted", { found: campaign.found, expected: campaign.expected, odd: campaign.misplaced + campaign.unknown })),
      el("progress", { max: Math.max(1, campaign.expected), value: campaign.found, "aria-label": desk.t("countProgress") }),
      el("p", null, el("a", { href: desk.link(`inventories/${campaign.id}`) }, desk.t("toCampaign")))) : "");
    desk.tell("quiet", desk.t(campaign ? "scanDevice" : items.length ? "chooseFirst" : "noCampaign"));
  }

  return {
    /** @param {string} text */
    async scan(text) {
      if (!campaign) return desk.tell("bad", desk.t(items.length ? "chooseFirst" : "noCampaign"));
      const at = new Date().toISOString();
      const answer = await desk.api.post(`inventories/${campaign.id}/scans`, { devices: [text], at });
      campaign = answer.inventory;
      show();
      const [result] = answer.results;
      const outcome = result.already ? "already_found" : result.outcome;
      desk.done({
        at, tone: tones[outcome] ?? "wait", tag: result.assetTag ?? text, text: desk.word("scans", outcome), link: result.deviceId && !result.elsewhere ? desk.link(`devices/${result.deviceId}`) : undefined,
        undo: result.already ? undefined : [{ path: `inventories/${campaign.id}/undo-scan`, body: { device: result.deviceId ?? text } }],
      });
    },
    async refresh() {
      if (campaign) campaign = await desk.api.get(`inventories/${campaign.id}`);
      show();
    },
  };
}
