// What opens over a screen by keys: it takes the focus, keeps it while it is a dialog, closes with Esc and gives it back.

const OVER = "[role=dialog],[role=alertdialog],[role=menu],[role=listbox]";
/** So many are tried on a screen: what stands beside its heading comes first. */
const MOST = 3;

/** Buttons that open something: they say so, or stand beside the heading. */
function openers({ most }) {
  const main = document.querySelector("main");
  const beside = document.querySelector("main h1")?.closest(".mantine-Group-root, header");
  const wants = [...(beside?.querySelectorAll("button") ?? []), ...main.querySelectorAll("button[aria-haspopup]")];
  const can = (el) => el.checkVisibility() && !el.disabled && el.type !== "submit" && el.tabIndex >= 0;
  const found = [...new Set(wants)].filter((el) => can(el) && !el.matches("[aria-pressed],[role=tab],[role=switch]"));
  for (const [at, el] of found.slice(0, most).entries()) el.dataset.opener = at;
  return found.slice(0, most).map((el) => (el.getAttribute("aria-label") ?? el.textContent).trim());
}

/** The one on top. */
const over = (selector) =>
  [...document.querySelectorAll(selector)]
    .filter((el) => el.checkVisibility() && el.getBoundingClientRect().height > 1)
    .at(-1);

const inside = () => [...document.querySelectorAll("[role=dialog]")].some((el) => el.contains(document.activeElement));

export async function opened(page) {
  const faults = [];
  await page.evaluate(`globalThis.samovarOver = ${over}`);
  const isOpen = (state, timeout) =>
    page
      .waitForFunction(([selector, want]) => Boolean(globalThis.samovarOver(selector)) === want, [OVER, state], {
        timeout,
      })
      .then(
        () => true,
        () => false,
      );
  const names = await page.evaluate(openers, { most: MOST });
  for (const [at, name] of names.entries()) {
    const before = page.url();
    const button = page.locator(`[data-opener="${at}"]`);
    if ((await button.count()) !== 1) continue;
    await button.focus();
    await page.keyboard.press("Enter");
    if (!(await isOpen(true, 400))) {
      // It led elsewhere or did something here: nothing lies over the screen.
      if (page.url() !== before) return faults;
      continue;
    }
    const isIn = await page
      .waitForFunction((selector) => globalThis.samovarOver(selector)?.contains(document.activeElement), OVER, {
        timeout: 1500,
      })
      .then(
        () => true,
        () => page.evaluate(inside),
      );
    if (!isIn) faults.push(`«${name}» opens, and the focus stays behind`);
    const isDialog = isIn && (await page.locator("[role=dialog][aria-modal=true]").count()) > 0;
    for (let press = 0; isDialog && press < 12; press += 1) {
      await page.keyboard.press(press < 9 ? "Tab" : "Shift+Tab");
      if (await page.evaluate(inside)) continue;
      faults.push(`Tab leads out of what «${name}» has opened`);
      break;
    }
    // The first closes a list of choices that has opened under the focus.
    await page.keyboard.press("Escape");
    if (!(await isOpen(false, 400))) await page.keyboard.press("Escape");
    if (!(await isOpen(false, 1500))) {
      faults.push(`Esc does not close what «${name}» has opened`);
      return faults;
    }
    const isBack = await page
      .waitForFunction((index) => document.activeElement?.dataset.opener === index, String(at), { timeout: 800 })
      .then(
        () => true,
        () => false,
      );
    if (isBack) continue;
    const now = await page.evaluate(
      () => `${document.activeElement?.tagName} ${document.activeElement?.ariaLabel ?? ""}`,
    );
    faults.push(`after «${name}» the focus is on ${now}`);
  }
  return faults;
}
