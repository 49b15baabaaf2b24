// What the eye would stumble over on a screen of the admin app; both run in the page.

export function blemishes() {
  const found = [];
  const doc = document.scrollingElement;
  if (doc.scrollWidth > innerWidth + 1) found.push(`the page is ${doc.scrollWidth} wide`);
  const main = document.querySelector("main");
  if (main && main.scrollWidth > main.clientWidth + 1) found.push(`the content is ${main.scrollWidth} wide`);
  const labels =
    ".mantine-Button-label, .mantine-Tabs-tabLabel, .mantine-SegmentedControl-label, .mantine-Badge-label, .mantine-NavLink-label, th, h1, h2, legend, label";
  for (const label of document.querySelectorAll(labels)) {
    // One pixel wide is for screen readers only.
    if (label.closest("[data-may-clip]") || label.clientWidth <= 1) continue;
    const style = getComputedStyle(label);
    if (style.overflowX === "visible") continue;
    if (label.scrollWidth > label.clientWidth + 1) found.push(`cut: ${label.textContent}`);
  }
  return [...found, ...(globalThis.samovarMissing ?? []).map((key) => `no text: ${key}`)];
}

/** What every screen owes to those who do not see it: one heading, a title, the language. */
export function frame({ lang, isPublic }) {
  const found = [];
  const heads = [...document.querySelectorAll("h1")].filter((head) => head.checkVisibility());
  if (heads.length !== 1) found.push(`${heads.length} h1: ${heads.map((head) => head.textContent).join(" | ")}`);
  if (document.documentElement.lang !== lang) found.push(`lang is ${document.documentElement.lang}`);
  const [name] = document.title.split(" · ");
  if (!document.title.endsWith("Samovar") || (!isPublic && name === "Samovar")) found.push(`title: ${document.title}`);
  for (const nav of document.querySelectorAll("nav")) {
    const here = [...nav.querySelectorAll("[aria-current=page]")].filter((link) => link.checkVisibility());
    if (here.length > 1)
      found.push(`${here.length} pages are the current one: ${here.map((link) => link.textContent).join(" | ")}`);
  }
  return found;
}
