// Accessibility by axe, once everything that moves has come to rest.

import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** A message that is just rising is pale: colours are judged when every movement that ends has ended. */
async function settled(page) {
  const waits = page.frames().map((frame) =>
    frame.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime))
          .map((animation) => animation.finished),
      ),
    ),
  );
  await Promise.all(waits);
}

/** Serious findings, a line each. */
export async function axeFindings(page) {
  // Without the page of its own in which it would gather the findings of other hosts' frames: there are none.
  const builder = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode(true);
  const { violations } = await builder.withTags(WCAG).analyze();
  const bad = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  return bad.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/** Fails on serious findings; with `strict` on any, best practices too. */
export async function axe(page, where, { strict = false } = {}) {
  // Nor may anything begin to move while they are judged.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).withTags(strict ? [...WCAG, "best-practice"] : WCAG).analyze();
  const bad = violations.filter(({ impact }) => strict || ["serious", "critical"].includes(impact));
  assert.deepEqual(
    bad.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
    [],
    where,
  );
}
