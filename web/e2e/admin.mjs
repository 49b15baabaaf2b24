// Every screen of the admin app in a real browser against a real server: each story in `stories/` is played on desk and
// phone, light and dark, in Russian and English. Every picture is checked for what must never be seen: serious axe
// findings, a page wider than the screen, cut labels, texts without translation, requests to other hosts.
//
// `node admin.mjs [part of a story's name …]` plays every story in one of four looks in turn, as CI does; STORIES=pairs
// plays each in all four, which cover every pair of width, theme and language, STORIES=full in all eight; LOOK=360 or
// LOOK=ru-dark takes only the looks with that in their name; PICTURES=1 writes the pictures of the user guide.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { axeFindings } from "./axe.mjs";
import { blemishes } from "./blemishes.mjs";
import { signIn } from "./colleague.mjs";
import { Server } from "./server.mjs";
import { translator } from "./texts.mjs";

const root = new URL("../../", import.meta.url).pathname;
const wanted = process.argv.slice(2);
const ALL = [1280, 360].flatMap((width) =>
  ["light", "dark"].flatMap((scheme) => ["ru", "en"].map((lang) => ({ width, scheme, lang }))),
);
/** Four of eight, in which every width meets every theme and language, and every theme every language. */
const COVER = [
  { width: 1280, scheme: "light", lang: "ru" },
  { width: 360, scheme: "dark", lang: "ru" },
  { width: 1280, scheme: "dark", lang: "en" },
  { width: 360, scheme: "light", lang: "en" },
];
/** The pictures of the guide. */
const GUIDE = COVER.slice(0, 1);
const { STORIES, PICTURES, LOOK } = process.env;
const nameOf = ({ lang, scheme, width }) => `${lang}-${scheme}-${width}`;
const looks = (PICTURES ? GUIDE : STORIES === "full" ? ALL : COVER).filter(
  (look) => !LOOK || nameOf(look).includes(LOOK),
);
/** Each story in one look only, neighbours in different ones. */
const isShared = !PICTURES && !STORIES;

async function load() {
  const files = readdirSync(new URL("./stories/", import.meta.url)).filter((name) => name.endsWith(".mjs"));
  const all = [];
  for (const file of files.sort()) {
    const { stories } = await import(`./stories/${file}`);
    all.push(...stories.map((story) => ({ ...story, name: `${file.replace(".mjs", "")}: ${story.name}` })));
  }
  return all.filter((story) => wanted.length === 0 || wanted.some((part) => story.name.includes(part)));
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const stories = await load();
assert.ok(stories.length > 0, "no such story");
const suits = (story, look) => !story.only || story.only(look);
/** What is told in a look. */
function toldIn(look) {
  const suited = stories.filter((story) => suits(story, look));
  if (!isShared) return suited;
  return suited.filter((story) => {
    const choice = COVER.filter((one) => suits(story, one));
    return choice[stories.indexOf(story) % choice.length] === look;
  });
}
let failures = 0;
/** Looks and stories that failed, to be played once more. */
const failed = [];

/** Plays stories on a server of their own; `again`: those that failed before, with nothing beside them. */
async function play(look, told, again = false) {
  const { width, scheme, lang } = look;
  const server = new Server();
  await server.start();
  const cookies = await signIn(server);
  const folder = join(root, "screenshots/admin", nameOf(look));
  if (wanted.length === 0 && !again) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const story of told) {
    const started = Date.now();
    const contexts = [];
    const faults = [];
    const isPhone = width < 500;
    /** `as`: the cookies of another person. */
    const open = async ({ signedIn = true, as = signedIn ? cookies : [], path = "/app/" } = {}) => {
      const context = await browser.newContext({
        viewport: { width, height: isPhone ? 740 : 800 },
        colorScheme: scheme,
        locale: lang === "ru" ? "ru-RU" : "en-GB",
        timezoneId: "Europe/Moscow",
        isMobile: isPhone,
        hasTouch: isPhone,
        reducedMotion: "reduce",
      });
      contexts.push(context);
      await context.addInitScript((chosen) => localStorage.setItem("samovar.lang", chosen), lang);
      await context.addCookies(as);
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      page.on("pageerror", (fault) => faults.push(fault.message));
      page.on("request", (request) => {
        const asked = request.url();
        if (!asked.startsWith(server.url) && !/^(data|blob):/.test(asked)) faults.push(`asks ${asked}`);
      });
      page.on("console", (line) => {
        if (/Content Security Policy/i.test(line.text())) faults.push(line.text());
      });
      await page.goto(`${server.url}${path}`);
      return page;
    };
    const shot = async (name, page) => {
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(folder, `${name}.png`) });
      const pictures = join(root, "docs/guide/ru/pictures");
      if (PICTURES && lang === "ru" && scheme === "light" && (story.pictures ?? []).includes(name)) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: join(pictures, `${name}${isPhone ? "-phone" : ""}.png`) });
      }
      const seen = await axeFindings(page);
      assert.deepEqual([...seen, ...(await page.evaluate(blemishes))], [], `${name} in ${folder}`);
    };
    try {
      const page = story.isPublic ? null : await open({ path: story.path });
      const context = {
        page,
        open,
        server,
        demo: server.hello,
        cookies,
        t: translator(lang),
        shot: (name, other) => shot(name, other ?? page),
        expect: assert,
        isPhone,
        width,
        scheme,
        lang,
      };
      await story.run(context);
      assert.deepEqual(faults, []);
      console.log(`${again ? "shaky" : "ok  "} ${lang} ${scheme} ${width} ${story.name} (${Date.now() - started} ms)`);
    } catch (fault) {
      if (again) failures += 1;
      else failed.push({ look, story });
      console.log(`FAIL ${lang} ${scheme} ${width} ${story.name}\n${fault.stack}\n${faults.join("\n")}`);
      const last = contexts.at(-1)?.pages().at(-1);
      const file = `FAIL-${story.name.replaceAll(/[^\p{L}\d]+/gu, "-")}.png`;
      await last?.screenshot({ path: join(folder, file) }).catch(() => {});
    }
    for (const context of contexts) await context.close();
  }
  await server.remove();
}

// Two at a time: most of a story is waiting.
const queue = [...looks];
const atOnce = Number(process.env.LOOKS_AT_ONCE ?? 2);
const worker = async () => {
  for (let look = queue.shift(); look; look = queue.shift()) {
    const told = toldIn(look);
    if (told.length > 0) await play(look, told);
  }
};
await Promise.all(Array.from({ length: atOnce }, worker));

// Many failures are a fault of the product. Of one or two it has to be known whether they come again: what passes the
// second time is told as shaky, with the fault above, and wants looking into.
if (failed.length > 3) failures += failed.length;
else for (const { look, story } of failed) await play(look, [story], true);
await browser.close();

// A picture in the guide that no story takes would go stale unseen.
if (wanted.length === 0) {
  const taken = new Set(stories.flatMap((story) => (story.pictures ?? []).flatMap((name) => [name, `${name}-phone`])));
  const guide = join(root, "docs/guide/ru");
  for (const file of readdirSync(guide).filter((name) => name.endsWith(".md"))) {
    for (const [, name] of readFileSync(join(guide, file), "utf8").matchAll(/\(pictures\/([\w-]+)\.png\)/g)) {
      if (taken.has(name) && existsSync(join(guide, "pictures", `${name}.png`))) continue;
      failures += 1;
      console.log(`FAIL ${file} shows ${name}.png, which no story takes or nobody has committed`);
    }
  }
}
console.log(failures === 0 ? "all stories passed" : `${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
