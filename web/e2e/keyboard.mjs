// Every screen of the admin app without a mouse. Each address the router knows is opened at 1280 and at 360 pixels, in ru and
// light or en and dark in turn, and walked with Tab from top to end and round again: everything that can be pressed is come to,
// is seen to have the focus and is not hidden; then what opens over it takes the focus, keeps it and gives it back. After that
// the deeds of a day, by keys alone (`deeds.mjs`). `node keyboard.mjs [part of an address …]` walks those only.

import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { axeFindings } from "./axe.mjs";
import { blemishes, frame } from "./blemishes.mjs";
import { signIn } from "./colleague.mjs";
import { deeds } from "./deeds.mjs";
import { opened } from "./opened.mjs";
import { ownerApi } from "./owner-api.mjs";
import { screens } from "./screens.mjs";
import { Server } from "./server.mjs";
import { install, walk } from "./tab-walk.mjs";
import { translator } from "./texts.mjs";

const wanted = process.argv.slice(2);
const shots = new URL("./shots/keyboard/", import.meta.url).pathname;
mkdirSync(shots, { recursive: true });
const LOOKS = [
  { lang: "ru", scheme: "light" },
  { lang: "en", scheme: "dark" },
];

const began = Date.now();
const server = new Server();
await server.start();
const cookies = await signIn(server);
const call = ownerApi(server, cookies);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});

async function open({ lang, scheme }, width, isSignedIn = true) {
  const isPhone = width < 500;
  const context = await browser.newContext({
    viewport: { width, height: isPhone ? 740 : 800 },
    colorScheme: scheme,
    locale: lang === "ru" ? "ru-RU" : "en-GB",
    timezoneId: "Europe/Moscow",
    isMobile: isPhone,
    hasTouch: isPhone,
    reducedMotion: "reduce",
  });
  await context.addInitScript((chosen) => localStorage.setItem("samovar.lang", chosen), lang);
  await context.addInitScript(install);
  if (isSignedIn) await context.addCookies(cookies);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return page;
}

/** The screen is drawn, has its data, and nothing moves any more. */
async function settled(page, path) {
  await page.waitForFunction((to) => {
    const state = globalThis.__TSR_ROUTER__?.state;
    // The settings lead on to their first page.
    return !state || (state.status === "idle" && state.resolvedLocation?.pathname.replace(/^\/app/, "").startsWith(to));
  }, path);
  await page.locator("h1").first().waitFor();
  await page.waitForFunction(() => !document.querySelector(".mantine-Skeleton-root, main [role=status][aria-busy]"));
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const end = setTimeout(resolve, 2000);
        let calm;
        const wait = () => {
          clearTimeout(calm);
          calm = setTimeout(() => {
            clearTimeout(end);
            resolve();
          }, 120);
        };
        new MutationObserver(wait).observe(document.body, { childList: true, subtree: true });
        wait();
      }),
  );
  await page.addStyleTag({ content: "*,*::before,*::after{transition:none!important;scroll-behavior:auto!important}" });
}

/** The link past the menu leads to the content and on from there. */
async function skips(page) {
  await page.locator("a[href='#content']").focus();
  await page.keyboard.press("Enter");
  const first = await page.evaluate(() => document.activeElement?.id);
  if (first !== "content") return [`the link past the menu leads to ${first}`];
  await page.keyboard.press("Tab");
  const isOn = await page.evaluate(() => document.activeElement?.closest("main, nav") !== null);
  return isOn ? [] : ["after the link past the menu Tab leads elsewhere"];
}

let failures = 0;
const lines = new Map();
let stops = 0;
let walked = 0;
async function visit(pages, screen, at, width, isOpening) {
  const look = LOOKS[at % 2];
  const key = `${look.lang}-${screen.isPublic ? "public" : "app"}`;
  pages[key] ??= await open(look, width, !screen.isPublic);
  const page = pages[key];
  lines.set(page, lines.get(page) ?? (await page.context().newCDPSession(page)));
  const where = `${screen.pattern} ${width} ${look.lang} ${look.scheme}`;
  const faults = [];
  try {
    if (screen.isPublic || page.url() === "about:blank") await page.goto(`${server.url}/app${screen.path}`);
    else await page.evaluate((path) => globalThis.__TSR_ROUTER__.history.push(`/app${path}`), screen.path);
    await settled(page, screen.path);
    const start = screen.isPublic ? "a[href],button,input" : "a[href='#content']";
    const { count, faults: seen } = await walk(page, lines.get(page), start);
    stops += count;
    walked += 1;
    faults.push(...seen, ...(await page.evaluate(frame, { lang: look.lang, isPublic: screen.isPublic })));
    faults.push(...(await page.evaluate(blemishes)));
    if (isOpening && !screen.isPublic) faults.push(...(await skips(page)), ...(await opened(page)));
    // Each screen is judged once, at 1280 or at 360.
    else {
      await page.evaluate(() => document.activeElement?.blur());
      faults.push(...(await axeFindings(page)));
    }
  } catch (fault) {
    faults.push(fault.stack);
    await page.screenshot({ path: `${shots}FAIL-${where.replaceAll(/[^\w]+/g, "-")}.png` }).catch(() => {});
    // The next screen begins anew.
    await page.context().close();
    delete pages[key];
  }
  if (faults.length === 0) return;
  failures += faults.length;
  console.log(`FAIL ${where}\n  ${faults.join("\n  ")}`);
}

const scout = await open(LOOKS[0], 1280);
await scout.goto(`${server.url}/app/`);
await scout.waitForFunction(() => globalThis.__TSR_ROUTER__);
const all = (await screens(scout, call)).filter(
  ({ path }) => wanted.length === 0 || wanted.some((part) => path.includes(part)),
);
const widths = [1280, 360].map(async (width, side) => {
  const pages = {};
  for (const [at, screen] of all.entries()) await visit(pages, screen, at + side, width, (at + side) % 2 === 0);
});
await Promise.all(widths);
console.log(`${walked} walks of ${all.length} screens, ${stops} stops, ${((Date.now() - began) / 1000).toFixed(0)} s`);

async function does(deed, at) {
  const from = Date.now();
  const look = LOOKS[(at >> 1) % 2];
  const page = await open(look, 1280);
  try {
    await deed.run({ page, server, call, cookies, demo: server.hello, t: translator(look.lang), ...look });
    console.log(`ok   by keys: ${deed.name} (${Date.now() - from} ms)`);
  } catch (fault) {
    failures += 1;
    console.log(`FAIL by keys: ${deed.name}\n${fault.stack}`);
    await page.screenshot({ path: `${shots}FAIL-${deed.name.replaceAll(/[^\w]+/g, "-")}.png` }).catch(() => {});
  }
  await page.context().close();
}
if (wanted.length === 0 || wanted.includes("deeds")) {
  // Two at a time: most of a deed is waiting.
  const lanes = [0, 1].map(async (lane) => {
    for (const [at, deed] of deeds.entries()) if (at % 2 === lane) await does(deed, at);
  });
  await Promise.all(lanes);
}
await browser.close();
await server.remove();
console.log(
  failures === 0 ? `no mouse is needed (${((Date.now() - began) / 1000).toFixed(0)} s)` : `${failures} faults`,
);
process.exit(failures === 0 ? 0 : 1);
