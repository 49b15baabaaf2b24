// @vitest-environment jsdom
// The focus comes back to what had opened a dialog, whatever took the dialog away.

import { afterEach, beforeEach, expect, test } from "vitest";
import { keepFocusBack } from "~/ui/focus-back";

let end: () => void;
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const button = (name: string, parent: Element) => {
  const made = document.createElement("button");
  made.textContent = name;
  parent.append(made);
  return made;
};
const dialog = () => {
  const made = document.createElement("div");
  made.setAttribute("role", "dialog");
  document.querySelector("[data-portal]")?.append(made);
  return made;
};

beforeEach(() => {
  document.body.innerHTML = "<main></main><div data-portal></div>";
  end = keepFocusBack();
});
afterEach(() => end());

test("a dialog taken away gives the focus back to its button", async () => {
  const opener = button("add", document.querySelector("main") as Element);
  opener.focus();
  const over = dialog();
  button("save", over).focus();
  over.remove();
  await settled();
  expect(document.activeElement).toBe(opener);
});

test("the entry of a menu is gone with the menu: its button has the focus", async () => {
  const opener = button("more", document.querySelector("main") as Element);
  opener.focus();
  const menu = dialog();
  button("edit", menu).focus();
  menu.remove();
  const over = dialog();
  button("name", over).focus();
  over.remove();
  await settled();
  expect(document.activeElement).toBe(opener);
});

test("a question over a dialog gives it back to the dialog", async () => {
  button("add", document.querySelector("main") as Element).focus();
  const cancel = button("cancel", dialog());
  cancel.focus();
  const question = dialog();
  button("yes", question).focus();
  question.remove();
  await settled();
  expect(document.activeElement).toBe(cancel);
});

test("who has the focus already keeps it", async () => {
  const main = document.querySelector("main") as Element;
  button("add", main).focus();
  const over = dialog();
  button("save", over).focus();
  const heading = button("new card", main);
  heading.focus();
  over.remove();
  await settled();
  expect(document.activeElement).toBe(heading);
});
