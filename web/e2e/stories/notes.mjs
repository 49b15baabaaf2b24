// Notes on a customer: written, kept over a reload, pinned, changed, removed; the same in the panel of the inbox.

export const stories = [
  {
    name: "written, pinned, changed and removed",
    path: "/app/contacts",
    run: async ({ page, server, t, shot }) => {
      const { items } = await (await page.request.get(`${server.url}/api/v1/contacts?limit=1`)).json();
      const [{ id }] = items;
      await page.goto(`${server.url}/app/contacts/${id}`);
      const field = page.getByRole("textbox", { name: t("notes:label") });
      const text = `Просит не звонить до одиннадцати ${Math.floor(Math.random() * 100_000)}`;
      await field.fill(text);
      // Not sent, and not lost.
      await page.reload();
      await page.waitForFunction(
        ([label, words]) => document.querySelector(`textarea[aria-label="${label}"]`)?.value === words,
        [t("notes:label"), text],
      );
      // A colleague is called by a few keys.
      await field.focus();
      // Not the end of the line: on a phone the text takes two.
      await page.keyboard.press("Control+End");
      await field.pressSequentially(" @");
      const mate = page
        .getByRole("listbox", { name: t("inbox:mention") })
        .getByRole("option")
        .first();
      const called = (await mate.innerText()).trim();
      await page.keyboard.press("Enter");
      await page.waitForFunction(
        ([label, words]) => document.querySelector(`textarea[aria-label="${label}"]`)?.value.includes(words),
        [t("notes:label"), `@${called}`],
      );
      await page.getByRole("button", { name: t("notes:add"), exact: true }).click();
      const note = page.locator("[data-note]", { hasText: text });
      await note.waitFor();
      // The note may be seen before its writer is told that it is kept.
      await page.waitForFunction(
        (label) => document.querySelector(`textarea[aria-label="${label}"]`)?.value === "",
        t("notes:label"),
      );

      const menu = async (item) => {
        await note.getByRole("button").first().click();
        await page.getByRole("menuitem", { name: item, exact: true }).click();
      };
      await menu(t("notes:pin"));
      await note.getByRole("img", { name: t("notes:pinned") }).waitFor();
      await shot("notes");
      await menu(t("app:edit"));
      const edited = page.getByRole("textbox", { name: t("notes:edit_label") });
      await edited.fill(`${text}, и по выходным`);
      await page.getByRole("button", { name: t("app:save"), exact: true }).click();
      await note.getByText("и по выходным").waitFor();
      await menu(t("app:delete"));
      await page
        .getByRole("dialog")
        .getByRole("button", { name: t("app:delete"), exact: true })
        .click();
      await note.waitFor({ state: "hidden" });
    },
  },
];
