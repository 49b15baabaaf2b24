// Our client against a foreign server, and our server against a foreign client. See README.md.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Bot, InlineKeyboard, InputFile } from "grammy";
import emulator from "telegram-test-api";

const here = dirname(fileURLToPath(import.meta.url));
const program = process.env.TELEGRAM_EXAMPLE ?? resolve(here, "../../../../target/debug/examples/telegram");

/** Starts the program and waits for its first line. */
async function start(...args) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  // Whatever ends this script must not leave the program behind.
  process.once("exit", () => child.kill());
  const lines = createInterface({ input: child.stdout });
  const first = await new Promise((done, fail) => {
    lines.once("line", done);
    child.once("exit", (code) => fail(new Error(`${args[0]} ended with ${code}`)));
  });
  return { first, stop: () => child.kill() };
}

async function ourClient() {
  const Server = emulator.default ?? emulator;
  const server = new Server({ port: 9807, host: "127.0.0.1", storage: "RAM", storeTimeout: 60 });
  await server.start();
  const token = "sampleToken";
  const bot = await start("echo", server.config.apiURL, token);
  try {
    const client = server.getClient(token, { userId: 42, chatId: 42, firstName: "Иван", timeout: 15000 });
    await client.sendCommand(client.makeCommand("/start lead_7"));
    let updates = await client.getUpdates();
    assert.equal(updates.result[0].message.text, "echo: /start");
    await client.sendMessage(client.makeMessage("5 < 6 & <b>нет</b>"));
    updates = await client.getUpdates();
    const { message, messageId } = updates.result[0];
    assert.equal(message.text, "echo: 5 &lt; 6 &amp; &lt;b&gt;нет&lt;/b&gt;", "the emulator shows markup as it came");
    const markup = typeof message.reply_markup === "string" ? JSON.parse(message.reply_markup) : message.reply_markup;
    assert.deepEqual(markup.inline_keyboard, [[{ text: "Да", callback_data: "yes" }, { text: "Нет", callback_data: "no" }]]);
    await client.sendCallback(client.makeCallbackQuery("yes", { message: { message_id: messageId } }));
    updates = await client.getUpdates();
    assert.match(updates.result[0].message.text, /^pressed yes:/);
    const history = await client.getUpdatesHistory();
    assert.equal(history.filter((update) => update.message?.chat_id).length, 3, "nothing is answered twice");
  } finally {
    bot.stop();
    await server.stop();
  }
}

async function ourServer() {
  const fake = await start("fake", "127.0.0.1:0");
  const [apiRoot, token] = fake.first.split(" ");
  const customer = async (what, body) => {
    const answer = await fetch(`${apiRoot}/_fake/${what}`, body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    const { ok, result, description } = await answer.json();
    assert.ok(ok, description);
    return result;
  };
  const sent = async (count) => {
    for (let tries = 0; tries < 100; tries += 1) {
      const list = await customer("sent?chat_id=42");
      if (list.length >= count) return list;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`the bot did not send ${count} messages`);
  };
  const bot = new Bot(token, { client: { apiRoot } });
  const presses = [];
  bot.command("start", (ctx) => ctx.reply(`<b>payload</b> ${ctx.match}`, { parse_mode: "HTML", reply_markup: new InlineKeyboard().text("Да", "yes") }));
  bot.on("callback_query:data", async (ctx) => {
    presses.push(ctx.callbackQuery.data);
    await ctx.answerCallbackQuery({ text: "ок" });
    await ctx.replyWithChatAction("typing");
    await ctx.replyWithDocument(new InputFile(new TextEncoder().encode("прайс"), "price.txt"), { caption: "файл" });
  });
  bot.on("message:text", (ctx) => ctx.reply("1 < 2", { parse_mode: "HTML" }).catch((error) => ctx.reply(`${error.error_code} ${error.description}`)));
  bot.catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  const running = bot.start({ allowed_updates: ["message", "callback_query"] });
  try {
    await customer("starts", { chat_id: 42, payload: "lead_7" });
    const [first] = await sent(1);
    assert.equal(first.text, "payload lead_7");
    assert.deepEqual(first.keyboard, [[["Да", "yes"]]]);
    await customer("presses", { chat_id: 42, message_id: first.message_id, data: "yes" });
    const second = (await sent(2))[1];
    assert.deepEqual([second.method, second.text, presses.join()], ["sendDocument", "файл", "yes"]);
    await customer("says", { chat_id: 42, text: "привет" });
    assert.match((await sent(3))[2].text, /^400 Bad Request: can't parse entities/);
    await customer("blocks", { chat_id: 42 });
    await assert.rejects(bot.api.sendMessage(42, "x"), (error) => error.error_code === 403);
    await assert.rejects(bot.api.sendMessage(43, "x"), (error) => error.description === "Bad Request: chat not found");
    assert.equal((await bot.api.getMe()).username, "samovar_demo_bot");
    await bot.api.setMyCommands([{ command: "start", description: "x" }]);
    await bot.stop();
    await running;
    await bot.api.setWebhook("https://example.org/hook", { secret_token: "abc" });
    assert.equal((await bot.api.getWebhookInfo()).url, "https://example.org/hook");
    await assert.rejects(bot.api.getUpdates(), (error) => error.error_code === 409);
  } finally {
    if (bot.isRunning()) await bot.stop();
    fake.stop();
  }
}

await ourClient();
process.stdout.write("our client against telegram-test-api: ok\n");
await ourServer();
process.stdout.write("our server against grammy: ok\n");
process.exit(0);
