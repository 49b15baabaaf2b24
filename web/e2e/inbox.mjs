// Where things stand in the inbox, for stories: the list, the conversation, and what is done with it on desk and phone.

export const thread = (page) => page.locator("[data-thread]");
export const bubble = (page, text) => thread(page).locator("p", { hasText: text });
export const row = (page, name) => page.locator("[data-row]", { hasText: name }).first();
export const reply = (page, t) => page.getByRole("textbox", { name: t("inbox:composer.reply_placeholder") });

/** Opens a conversation from the list, by hand or by keyboard. */
export async function openRow(page, name, isPhone) {
  if (isPhone) return row(page, name).tap();
  await row(page, name).focus();
  return page.keyboard.press("Enter");
}

/** Back to the list. */
export async function toList(page, t, isPhone) {
  if (isPhone) return page.getByRole("button", { name: t("inbox:to_list") }).tap();
  await thread(page).focus();
  return page.keyboard.press("Escape");
}

/** Shows another view of the list. */
export async function view(page, t, from, to) {
  await page.getByRole("button", { name: new RegExp(`^${t(`inbox:view.${from}`)}`) }).click();
  await page.getByRole("menuitem", { name: new RegExp(`^${t(`inbox:view.${to}`)}`) }).click();
  await page.getByRole("menu").waitFor({ state: "hidden" });
}

/** The inbox tells a move before the server has it: resolves when it has, whatever `act` sets off at `/…path`. */
export async function kept(page, path, act) {
  const answer = page.waitForResponse(
    (one) => one.request().method() === "POST" && one.url().endsWith(path) && one.ok(),
  );
  await act();
  await answer;
}
