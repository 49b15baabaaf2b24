// Experiments: a shadow thinks beside the live version and is compared; a split is told in words; a canary says why it ended.

import { customer } from "../customer.mjs";

async function api({ server, cookies }, method, path, body) {
  const reply = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
      "x-csrf-token": cookies.find(({ name }) => name.endsWith("csrf")).value,
      "content-type": "application/json",
    },
    body: body && JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return reply.status === 204 ? undefined : reply.json();
}

/** The only agent that answers, with a draft that differs. */
async function answering(context) {
  const { items: others } = await api(context, "GET", "/agents");
  for (const other of others.filter(({ status }) => status === "active")) await leave(context, other);
  const agent = await api(context, "POST", "/agents/from-template", { template: "front-desk" });
  await api(context, "POST", `/agents/${agent.id}/publish`, { note: "Первая" });
  await api(context, "PATCH", `/agents/${agent.id}`, { status: "active" });
  await api(context, "PATCH", `/agents/${agent.id}`, { draft: { instructions: "Отвечайте коротко и по делу." } });
  return agent;
}
/** The next story finds the firm as it was. */
async function leave(context, agent) {
  await api(context, "PATCH", `/agents/${agent.id}`, { status: "inactive" });
}
const begin = (context, agent, more) =>
  api(context, "POST", "/experiments", { name: "Короче", agent_id: agent.id, kind: "split", share: 50, ...more });

const arm = (name, version, more) => ({
  arm: name,
  version,
  conversations: 214,
  contacts: 190,
  turns: 1_031,
  turn_ms: 1_840,
  tokens: 412_000,
  cost: 96_400_000,
  ratings: 31,
  rating: 4.6,
  ...more,
});
const row = (measure, is_good, standing, [hits, of, low, high], [vHits, vOf, vLow, vHigh], more) => ({
  measure,
  is_good,
  standing,
  control: { hits, of, low, high },
  variant: { hits: vHits, of: vOf, low: vLow, high: vHigh },
  ...more,
});
/** What hundreds of talks show cannot be played here. */
const counted = {
  arms: [
    arm("control", 1),
    arm("variant", 2, { conversations: 208, turns: 902, turn_ms: 940, cost: 61_200_000, rating: 4.8 }),
  ],
  comparisons: [
    row("conversion", true, "better", [62, 200, 0.25, 0.377], [89, 198, 0.382, 0.519], { chance: 0.004, needed: 178 }),
    row("resolution", true, "even", [140, 200, 0.633, 0.759], [146, 198, 0.672, 0.794], {
      chance: 0.41,
      needed: 1_912,
    }),
    row("hand_over", false, "worse", [20, 200, 0.066, 0.15], [36, 198, 0.134, 0.242], { chance: 0.02, needed: 260 }),
    row("lost", false, "too_few", [3, 200, 0.005, 0.043], [2, 198, 0.003, 0.036], { needed: 9_110 }),
  ],
  shadow: [],
};

/** The real experiment with other figures. */
async function figures(page, more, changes = {}) {
  await page.route(/\/api\/v1\/experiments\/[0-9a-f-]{36}$/, async (route) => {
    const reply = await route.fetch();
    const told = await reply.json();
    await route.fulfill({ json: { ...told, ...more, experiment: { ...told.experiment, ...changes } } });
  });
}

export const stories = [
  {
    name: "a shadow is begun in the editor, thinks along and is stopped",
    path: "/app/agents",
    pictures: ["experiment-start", "experiment-shadow"],
    run: async (context) => {
      const { page, server, shot, t, expect } = context;
      const agent = await answering(context);
      await page.goto(`${server.url}/app/agents/${agent.id}?section=experiments`);
      await page.getByText(t("experiments:empty.title")).waitFor();
      await shot("experiments-empty");
      await page.getByRole("button", { name: t("experiments:start"), exact: true }).click();
      const form = page.getByRole("dialog");
      await form.getByRole("button", { name: t("experiments:form.action"), exact: true }).click();
      await form.getByText(t("experiments:form.name_missing")).waitFor();
      await form.getByRole("textbox", { name: t("experiments:form.name") }).fill("Короче и по делу");
      await form.getByRole("radio", { name: t("experiments:kind.canary.name") }).check();
      const share = form.getByRole("slider", { name: t("experiments:form.share"), exact: true });
      await share.focus();
      await page.keyboard.press("ArrowRight");
      expect.equal(await share.getAttribute("aria-valuenow"), "11");
      await form.getByRole("button", { name: t("experiments:form.rules") }).click();
      await form.getByLabel(t("experiments:form.conversations"), { exact: true }).waitFor();
      await shot("experiment-canary-rules");
      await form.getByRole("radio", { name: t("experiments:kind.shadow.name") }).check();
      await shot("experiment-start");
      await form.getByRole("button", { name: t("experiments:form.action"), exact: true }).click();
      await page.getByRole("heading", { name: "Короче и по делу", level: 1 }).waitFor();
      await page.getByText(t("experiments:shadow.none"), { exact: true }).waitFor();
      const { items } = await api(context, "GET", `/experiments?agent_id=${agent.id}`);
      expect.deepEqual(
        items.map(({ kind, share, control, variant, status }) => [kind, share, control, variant, status]),
        [["shadow", 100, 1, 2, "running"]],
      );

      await customer(context, "Вероника")("Здравствуйте! Сколько стоит женская стрижка?");
      // The shadow answers after the customer has been answered.
      const deadline = Date.now() + 20_000;
      for (;;) {
        const { items: answers } = await api(context, "GET", `/experiments/${items[0].id}/shadows`);
        if (answers.length > 0) break;
        if (Date.now() > deadline) throw new Error("the shadow has said nothing");
        await page.waitForTimeout(200);
      }
      await page.reload();
      const answers = page.getByRole("list", { name: t("experiments:shadow.answers") });
      await answers.getByText("Сколько стоит женская стрижка?").first().waitFor();
      await answers.getByText(t("experiments:shadow.silent")).first().waitFor();
      await shot("experiment-shadow");
      await page
        .getByRole("radiogroup", { name: t("experiments:shadow.filter") })
        .getByText(t("experiments:agreement.failed"), { exact: true })
        .click();
      await page.getByText(t("experiments:shadow.nothing")).waitFor();

      await page.getByRole("button", { name: t("experiments:stop.action"), exact: true }).click();
      const sure = page.getByRole("dialog");
      await sure.getByRole("button", { name: t("experiments:stop.action"), exact: true }).click();
      await page.getByText(t("experiments:ended.stopped")).waitFor();
      await page.getByRole("button", { name: t("experiments:promote.action") }).waitFor({ state: "detached" });
      await leave(context, agent);
    },
  },
  {
    name: "a split is told in words and its version accepted",
    path: "/app/agents",
    pictures: ["experiment-report"],
    run: async (context) => {
      const { page, server, shot, t, expect } = context;
      const agent = await answering(context);
      const { id } = await begin(context, agent);
      const second = await begin(context, agent).catch(String);
      expect.match(second, /experiment_running/);
      await page.goto(`${server.url}/app/experiments/${id}`);
      await page.getByRole("heading", { name: t("experiments:verdict.early") }).waitFor();
      await shot("experiment-early");
      await figures(page, counted);
      await page.reload();
      await page.getByRole("heading", { name: t("experiments:verdict.mixed") }).waitFor();
      const even = t("experiments:standing.even_more", { count: 1_800 });
      await page.getByText(even).waitFor();
      await shot("experiment-report");
      await page.unroute(/\/api\/v1\/experiments\/[0-9a-f-]{36}$/);
      await page.getByRole("button", { name: t("experiments:promote.action"), exact: true }).click();
      const sure = page.getByRole("dialog");
      await sure.getByRole("heading", { name: t("experiments:promote.title", { variant: 2 }) }).waitFor();
      await sure.getByRole("button", { name: t("experiments:promote.action"), exact: true }).click();
      await page.getByText(t("experiments:ended.promoted")).waitFor();
      const now = await api(context, "GET", `/agents/${agent.id}`);
      expect.ok(now.live_version >= 2);
      await page.getByRole("link", { name: new RegExp(t("experiments:back")) }).click();
      const list = page.getByRole("list", { name: t("experiments:list") });
      await list.getByText(t("experiments:status.promoted"), { exact: true }).waitFor();
      await shot("experiments");
      await leave(context, agent);
    },
  },
  {
    name: "a colleague ends it, and a canary says why it was taken back",
    path: "/app/agents",
    run: async (context) => {
      const { page, server, shot, t } = context;
      const agent = await answering(context);
      const { id } = await begin(context, agent, { kind: "canary", share: 10 });
      await page.goto(`${server.url}/app/experiments/${id}`);
      await page.getByText(t("experiments:canary.after", { count: 20, ended: 0 })).waitFor();
      await shot("experiment-canary");
      await api(context, "POST", `/experiments/${id}/stop`);
      await page.getByText(t("experiments:ended.stopped")).waitFor();
      await figures(page, counted, { status: "rolled_back", reason: "hand_over" });
      await page.reload();
      await page.getByText(t("experiments:ended.hand_over")).waitFor();
      await shot("experiment-taken-back");
      await leave(context, agent);
    },
  },
];
