// Getting in and staying safe: the public screens, the second step from its set-up to its end, sessions, the profile.

import { createHmac } from "node:crypto";

/** The six digits of an authenticator app (RFC 6238). */
function code(secret, at = Date.now()) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const offset = hash[19] & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const exact = { exact: true };

export const stories = [
  {
    name: "sign in, with a mistake first, and go on to where one was headed",
    isPublic: true,
    run: async ({ open, demo, shot, t, expect }) => {
      const page = await open({ signedIn: false, path: "/app/settings/profile" });
      await page.getByRole("heading", { name: t("access:login.title") }).waitFor();
      await shot("login", page);
      await page.keyboard.type(demo.login);
      await page.keyboard.press("Tab");
      await page.keyboard.type("wrong password");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText(t("app:problem.login_wrong")).waitFor();
      await shot("login-wrong", page);
      await page.getByLabel(t("access:field.password"), exact).fill(demo.password);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: t("access:profile.title") }).waitFor();
      await shot("profile", page);
      await page.goto(`${demo.url.replace(/\/$/, "")}/app/login?next=//evil.example/`);
      await page.waitForURL((url) => url.pathname === "/app/");
      expect.equal(new URL(page.url()).host, new URL(demo.url).host);
    },
  },
  {
    name: "too many wrong passwords shut the door for a while",
    isPublic: true,
    run: async ({ open, shot, t, lang, width, scheme }) => {
      const page = await open({ signedIn: false, path: "/app/login" });
      await page.getByLabel(t("access:field.email")).fill(`guess.${lang}.${width}.${scheme}@example.com`);
      for (let tries = 0; tries < 5; tries += 1) {
        const answer = page.waitForResponse((reply) => reply.url().endsWith("/auth/login"));
        await page.getByLabel(t("access:field.password"), exact).fill(`wrong password ${tries}`);
        await page.keyboard.press("Enter");
        await answer;
      }
      await page.getByLabel(t("access:field.password"), exact).fill("perhaps the right one");
      await page.keyboard.press("Enter");
      await page
        .getByRole("alert")
        .getByText(/0:[0-5]\d/)
        .waitFor();
      await page.getByRole("button", { name: t("access:login.action"), exact: true, disabled: true }).waitFor();
      await shot("login-locked", page);
    },
  },
  {
    name: "register, forget a password, come by a dead link",
    isPublic: true,
    run: async ({ open, shot, t }) => {
      const page = await open({ signedIn: false, path: "/app/register" });
      await page.getByRole("button", { name: t("access:register.action") }).click();
      await page.getByText(t("app:problem.missing")).first().waitFor();
      await page.getByLabel(t("access:field.password"), exact).fill("qwerty1234");
      await page.getByText(t("access:strength.common")).waitFor();
      await shot("register", page);
      await page.getByRole("link", { name: t("access:login.action") }).click();
      await page.getByRole("link", { name: t("access:login.forgot") }).click();
      await page.getByLabel(t("access:field.email")).fill("nobody@example.com");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: t("access:forgot.sent_title") }).waitFor();
      await shot("forgot-sent", page);
      const dead = await open({ signedIn: false, path: "/app/reset#token=smr_none" });
      await dead.getByLabel(t("access:field.new_password"), exact).fill("тихая роща над рекой");
      await shot("reset", dead);
      await dead.keyboard.press("Enter");
      await dead.getByRole("heading", { name: t("access:reset.dead_title") }).waitFor();
      await shot("reset-dead", dead);
    },
  },
  {
    name: "turn the second step on, sign in with it and with a recovery code, turn it off",
    path: "/app/settings/security",
    run: async ({ page, open, demo, shot, t, expect }) => {
      await page.getByRole("button", { name: t("access:totp.begin") }).click();
      await page.getByAltText(t("access:totp.qr")).waitFor();
      await shot("totp-setup");
      const secret = (await page.getByRole("main").locator("code").first().innerText()).replaceAll(" ", "");
      await page.getByLabel(t("access:field.code")).fill(code(secret));
      const list = page.getByRole("list", { name: t("access:recovery.list") });
      await list.waitFor();
      const codes = await list.getByRole("listitem").allInnerTexts();
      expect.equal(codes.length, 10);
      await list.scrollIntoViewIfNeeded();
      await shot("recovery-codes");
      await page.getByLabel(t("access:recovery.kept")).check();
      await page.getByRole("button", { name: t("access:recovery.done") }).click();

      const other = await open({ signedIn: false, path: "/app/login" });
      await other.getByLabel(t("access:field.email")).fill(demo.login);
      await other.getByLabel(t("access:field.password"), exact).fill(demo.password);
      await other.keyboard.press("Enter");
      await other.getByRole("heading", { name: t("access:login.code_title") }).waitFor();
      await other.getByLabel(t("access:field.code")).fill("000000");
      await other.getByRole("alert").waitFor();
      await shot("login-code", other);
      await other.getByRole("button", { name: t("access:login.by_recovery") }).click();
      await other.getByLabel(t("access:field.recovery")).fill(codes[0]);
      await other.keyboard.press("Enter");
      await other.waitForURL((url) => url.pathname === "/app/");

      await page.reload();
      const end = page.getByRole("button", { name: t("access:session.others") });
      await end.click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: t("access:session.others") })
        .click();
      await page.getByText(t("access:session.ended")).waitFor();
      await end.waitFor({ state: "hidden" });

      await page.getByRole("button", { name: t("access:totp.disable") }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(t("access:field.password"), exact).fill(demo.password);
      await dialog.getByRole("button", { name: t("access:login.by_recovery") }).click();
      await dialog.getByLabel(t("access:field.recovery")).fill(codes[1]);
      await shot("totp-off");
      await dialog.getByRole("button", { name: t("access:totp.disable") }).click();
      await page.getByRole("button", { name: t("access:totp.begin") }).waitFor();
    },
  },
  {
    name: "see what this browser can be told",
    path: "/app/settings/notifications",
    run: async ({ page, shot, t }) => {
      await page.getByRole("heading", { name: t("access:push.here") }).waitFor();
      const states = ["on", "off", "denied", "unsupported"].map((state) => t(`access:push.${state}.name`));
      await page.getByText(new RegExp(states.join("|"))).waitFor();
      await shot("notifications");
    },
  },
];
