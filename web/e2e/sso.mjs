// Signing in by a firm's own service against independent software (`oidc-provider` from npm, certified OpenID Connect): the
// administrator sets it up on the screen, a new colleague signs in at the provider's own form and is in the team, then passwords of
// that domain are refused, while the owner's goes on working.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { AxeBuilder } from "@axe-core/playwright";
import { Provider } from "oidc-provider";
import { chromium } from "playwright-core";
import { invite, signIn } from "./colleague.mjs";
import { Server } from "./server.mjs";
import { translator } from "./texts.mjs";

const shots = new URL("./shots/sso/", import.meta.url).pathname;
mkdirSync(shots, { recursive: true });
const CLIENT = { id: "samovar", secret: "a secret & of the client" };

/** The firm's service; whoever types a name there is `name@firm.example`. */
async function startProvider(redirect) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirect] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@firm.example`, email_verified: true, name: "Вера Петрова" }),
    }),
  });
  server.on("request", provider.callback());
  return { issuer, stop: () => server.close() };
}

const server = new Server();
await server.start();
const provider = await startProvider(`${server.url}/sso/callback`);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});

async function open({ lang = "ru", width = 1280, cookies = [], path }) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    locale: lang === "ru" ? "ru-RU" : "en-GB",
    reducedMotion: "reduce",
  });
  await context.addInitScript((chosen) => localStorage.setItem("samovar.lang", chosen), lang);
  await context.addCookies(cookies);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(`${server.url}${path}`);
  return page;
}

async function shot(page, name) {
  await page.screenshot({ path: `${shots}${name}.png` });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const bad = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  assert.deepEqual(
    bad.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`),
    [],
    name,
  );
  assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth + 1), `${name} is too wide`);
  assert.deepEqual(await page.evaluate(() => globalThis.samovarMissing ?? []), [], name);
}

/** The provider's own form: the name, then consent where it asks. */
async function signInThere(page, name) {
  await page.waitForURL((url) => url.origin === provider.issuer);
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
}

try {
  const t = translator("ru");
  const owner = await signIn(server);
  const colleague = { email: "gleb@firm.example", password: "тихая роща над рекой" };
  await invite(server, owner, { email: colleague.email, name: "Глеб" });

  const settings = await open({ cookies: owner, path: "/app/settings/sso" });
  await settings.getByLabel(t("sso:issuer")).fill(`${provider.issuer}/wrong`);
  await settings.getByRole("button", { name: t("sso:try") }).click();
  await settings.getByText(t("app:problem.sso_provider_wrong")).waitFor();
  await settings.getByLabel(t("sso:issuer")).fill(provider.issuer);
  await settings.getByRole("button", { name: t("sso:try") }).click();
  await settings.getByText(t("sso:try_ok")).waitFor();
  await settings.getByLabel(t("sso:client_id")).fill(CLIENT.id);
  await settings.getByLabel(t("sso:client_secret"), { exact: true }).fill(CLIENT.secret);
  await settings.getByRole("combobox", { name: t("sso:domains") }).fill("gmail.com");
  await settings.keyboard.press("Enter");
  await settings.getByRole("button", { name: t("app:save") }).click();
  await settings.getByText(t("app:problem.domain_public")).waitFor();
  await settings.getByRole("combobox", { name: t("sso:domains") }).press("Backspace");
  await settings.getByRole("combobox", { name: t("sso:domains") }).fill("@firm.example");
  await settings.keyboard.press("Enter");
  await settings.getByLabel(t("sso:label")).fill("«Ключик»");
  await settings.getByRole("button", { name: t("app:save") }).click();
  await settings.getByText(t("app:saved")).waitFor();
  await settings.getByText("/sso/callback").waitFor();
  await shot(settings, "settings");

  // A new colleague, on a phone, straight from a page they were headed to.
  const vera = await open({ width: 360, path: "/app/settings/profile" });
  await vera.getByLabel(t("access:field.email")).fill("vera@firm.example");
  const way = vera.getByRole("link", { name: t("access:sso.by", { label: "«Ключик»" }) });
  await way.waitFor();
  await shot(vera, "login");
  await way.click();
  await signInThere(vera, "vera");
  await vera.waitForURL((url) => url.pathname === "/app/settings/profile");
  await vera.getByRole("heading", { name: t("access:profile.title") }).waitFor();
  assert.equal(await vera.getByLabel(t("access:field.name")).inputValue(), "Вера Петрова");
  await settings.goto(`${server.url}/app/settings/people`);
  await settings.getByText("vera@firm.example").waitFor();

  // From now on the service alone, for everybody of the domain but owners.
  await settings.goto(`${server.url}/app/settings/sso`);
  await settings.getByRole("switch", { name: t("sso:is_enforced") }).click();
  await settings.getByRole("button", { name: t("app:save") }).click();
  await settings.getByText(t("app:saved")).waitFor();
  const gleb = await open({ path: "/app/login" });
  await gleb.getByLabel(t("access:field.email")).fill(colleague.email);
  await gleb.getByLabel(t("access:field.password"), { exact: true }).fill(colleague.password);
  await gleb.getByRole("button", { name: t("access:login.action"), exact: true }).click();
  await gleb.getByRole("alert").getByText(t("app:problem.sso_required")).waitFor();
  await shot(gleb, "refused");
  await gleb.getByRole("link", { name: t("access:sso.by", { label: "«Ключик»" }) }).click();
  await signInThere(gleb, "gleb");
  await gleb.waitForURL((url) => url.pathname.startsWith("/app/") && url.pathname !== "/app/login");
  assert.ok((await signIn(server)).length > 0, "the owner's password");

  // Cancelled at the provider: said in words.
  const back = await open({ lang: "en", path: "/app/login?sso=sso_denied" });
  await back.getByRole("alert").getByText(translator("en")("access:sso.refusal.sso_denied")).waitFor();
  console.log("sso: set up, joined by the provider's own form, enforced");
} finally {
  await browser.close();
  provider.stop();
  await server.remove();
}
