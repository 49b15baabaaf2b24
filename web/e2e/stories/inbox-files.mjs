// Files in a conversation: what a person sends to the customer, and what the customer has sent.

import { Visitor } from "../customer.mjs";
import { bubble, reply, thread } from "../inbox.mjs";
import { document, picture, voice } from "../samples.mjs";

/** The conversation of a visitor who has just written. */
async function talk({ page, server }, visitor, text, files) {
  const { id } = await visitor.says(text, files);
  const { items } = await (await page.request.get(`${server.url}/api/v1/conversations?view=all&limit=20`)).json();
  for (const { id: conversation } of items) {
    const all = await (await page.request.get(`${server.url}/api/v1/conversations/${conversation}/messages`)).json();
    if (all.some((message) => message.id === id)) return conversation;
  }
  throw new Error("the visitor's message is in no conversation");
}

const isDrawn = (image) => image.evaluate((node) => node.complete && node.naturalWidth > 0);

export const stories = [
  {
    name: "a picture and a document go to the customer",
    path: "/app/inbox",
    run: async (context) => {
      const { page, server, t, shot, expect, isPhone } = context;
      const visitor = await Visitor.open(context);
      const id = await talk(context, visitor, "Пришлите, пожалуйста, договор и фото зала");
      await page.goto(`${server.url}/app/inbox/${id}`);
      await bubble(page, "фото зала").first().waitFor();

      const chooser = page.waitForEvent("filechooser");
      const attach = page.getByRole("button", { name: t("inbox:composer.attach") });
      await (isPhone ? attach.tap() : attach.click());
      const photo = await picture(page, "Зал у окна.jpg");
      const page404 = { name: "страница.html", mimeType: "text/html", buffer: Buffer.from("<script>1</script>") };
      await (await chooser).setFiles([photo, document("Договор на обслуживание.pdf"), page404]);
      const list = page.getByRole("list", { name: t("inbox:composer.files") });
      await list.getByText(t("app:problem.file_type")).waitFor();
      await list.getByText(photo.name).waitFor();
      await list.getByRole("progressbar").first().waitFor({ state: "detached" });
      await shot("inbox-uploads");
      await list.getByRole("button", { name: t("inbox:composer.remove_file", { name: page404.name }) }).click();
      await reply(page, t).fill("Вот они. Если будут вопросы, пишите.");
      await page.keyboard.press("Enter");
      await list.waitFor({ state: "hidden" });

      await bubble(page, "Вот они").waitFor();
      const shown = thread(page).getByRole("button", { name: t("inbox:open_picture", { name: photo.name }) });
      await shown.waitFor();
      await page.waitForFunction(() => document.querySelector("[data-thread] img")?.naturalWidth > 0);
      await shot("inbox-files");
      await shown.click();
      const large = page.getByRole("dialog", { name: photo.name });
      await large.getByRole("img", { name: photo.name }).waitFor();
      await shot("inbox-picture");
      await page.keyboard.press("Escape");
      await large.waitFor({ state: "hidden" });
      const download = page.waitForEvent("download");
      await thread(page)
        .getByRole("link", { name: /^Договор на обслуживание/ })
        .click();
      expect.equal((await download).suggestedFilename(), "Договор на обслуживание.pdf");

      await page.reload();
      await shown.waitFor();
      await page.waitForFunction(() => document.querySelector("[data-thread] img")?.naturalWidth > 0);
      expect.ok(await isDrawn(shown.locator("img")));
      const last = (await visitor.sees()).findLast(({ from }) => from === "agent");
      expect.deepEqual(
        last.files.map(({ name, mime }) => [name, mime]),
        [
          [photo.name, "image/jpeg"],
          ["Договор на обслуживание.pdf", "application/pdf"],
        ],
      );
    },
  },
  {
    name: "a customer's picture is seen and their voice is heard",
    path: "/app/inbox",
    run: async (context) => {
      const { page, server, t, shot, expect } = context;
      const visitor = await Visitor.open(context);
      const photo = await picture(page, "Хочу так.jpg");
      const id = await talk(context, visitor, "Хочу так, подробности голосом", [photo, voice("Голосовое.ogg", 65)]);
      await page.goto(`${server.url}/app/inbox/${id}`);
      await bubble(page, "подробности голосом").first().waitFor();
      await page.waitForFunction(() => document.querySelector("[data-thread] img")?.naturalWidth > 0);

      const play = thread(page).getByRole("button", { name: t("inbox:player.play", { name: "Голосовое.ogg" }) });
      const pause = thread(page).getByRole("button", { name: t("inbox:player.pause", { name: "Голосовое.ogg" }) });
      const track = thread(page).getByRole("slider", { name: t("inbox:player.seek") });
      await thread(page).getByText("1:05").waitFor();
      await thread(page)
        .getByRole("button", { name: t("inbox:player.speed", { speed: 1 }) })
        .click();
      await play.click();
      await pause.waitFor();
      await page.waitForFunction(() => Number(document.querySelector("[data-thread] input[type=range]").value) > 0.3);
      await shot("inbox-voice");
      await pause.click();
      await play.waitFor();
      expect.equal(
        await thread(page)
          .locator("audio")
          .evaluate((node) => node.playbackRate),
        1.5,
      );
      await track.focus();
      await page.keyboard.press("End");
      await page.waitForFunction(() => document.querySelector("[data-thread] audio").currentTime > 60);
    },
  },
];
