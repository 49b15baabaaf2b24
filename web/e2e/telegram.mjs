// Telegram as a customer sees it, through a Bot API emulator made by strangers: a visit is booked across a killed server,
// moved and cancelled in the chat; the calendar agrees each time, and nothing is answered twice.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import emulatorModule from "telegram-test-api";
import { Server } from "./server.mjs";

const TOKEN = "7700112233:AAEmulatorTokenOfTheEndToEndTest00";
const CHAT = 4_200_042;
/** A turn takes a second and a half of quiet and then milliseconds; the rest is a busy machine. */
const PATIENCE = 25_000;

const started = Date.now();
const say = (line) => console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s  ${line}`);

/** A person with a phone: writes, presses what the bot offers, reads what it answers. */
class Customer {
  pressed = 0;
  /** Was the last act a written one? Those wait a moment for more to come; presses are answered at once. */
  hasWritten = false;
  /** What was written or pressed, in order. */
  acts = [];

  constructor(emulator) {
    this.emulator = emulator;
    this.client = emulator.getClient(TOKEN, { userId: CHAT, chatId: CHAT, firstName: "Пётр", userName: "petr" });
  }

  /** What the bot has sent so far, oldest first. */
  async received() {
    const history = await this.client.getUpdatesHistory();
    return history
      .filter((update) => String(update.message?.chat_id) === String(CHAT))
      .sort((a, b) => a.messageId - b.messageId)
      .map(({ messageId, message }) => ({
        messageId,
        text: plain(message.text),
        markup: message.reply_markup,
        buttons: (message.reply_markup?.inline_keyboard ?? []).flat(),
      }));
  }

  write(text) {
    this.acts.push(text);
    this.hasWritten = true;
    return this.client.sendMessage(this.client.makeMessage(text));
  }

  press(step, button) {
    assert.ok(Buffer.byteLength(button.callback_data) <= 64, "Telegram takes 64 bytes of a button");
    this.acts.push(button.text);
    this.hasWritten = false;
    this.pressed += 1;
    const message = { message_id: step.messageId, reply_markup: step.markup };
    return this.client.sendCallback(this.client.makeCallbackQuery(button.callback_data, { message }));
  }

  /** Does something and waits for what the bot says to it; `trouble` happens in between. */
  async ask(act, trouble = async () => undefined) {
    const before = (await this.received()).length;
    await act();
    await trouble();
    const now = await until(`an answer to «${this.acts.at(-1)}»`, async () => {
      const all = await this.received();
      return all.length > before ? all : null;
    });
    const step = now.at(-1);
    say(`  ${this.acts.at(-1)}  →  ${step.text.split("\n").join(" / ").slice(0, 150)}`);
    return step;
  }

  /** Presses the first button whose title fits, in the order of the patterns; writes if there is none. */
  choose(step, patterns, text) {
    for (const pattern of patterns) {
      const button = step.buttons.find((one) => one.callback_data && pattern.test(one.text));
      if (button) return this.press(step, button);
    }
    return this.write(text);
  }

  /** Everything that was ever sent is delivered again, as the vendor does with what was not confirmed. */
  redeliver() {
    for (const update of this.emulator.storage.userMessages) update.isRead = false;
  }

  isEverythingDelivered() {
    return this.emulator.storage.userMessages.every((update) => update.isRead);
  }
}

/** The firm's side, over the API. */
class Desk {
  constructor(server) {
    this.server = server;
  }

  async call(path, body) {
    const reply = await fetch(`${this.server.url}/api/v1${path}`, {
      method: body ? "POST" : "GET",
      headers: { "x-api-key": this.server.hello.api_key, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const answer = await reply.json();
    assert.ok(reply.ok, `${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Visits that are not over, by id. */
  async visits() {
    const visits = new Map();
    const from = new Date(Date.now() - 3_600_000).toISOString();
    for (let cursor = ""; ; ) {
      const query = new URLSearchParams({ from, limit: "200", ...(cursor ? { cursor } : {}) });
      const page = await this.call(`/bookings?${query}`);
      for (const visit of page.items) visits.set(visit.id, visit);
      cursor = page.next_cursor ?? "";
      if (!cursor) return visits;
    }
  }

  visit(id) {
    return this.call(`/bookings/${id}`);
  }
}

async function until(what, find) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(50)) {
    const found = await find();
    if (found) return found;
  }
  assert.fail(`${what} did not come\n${server.log.slice(-3000)}`);
}

function plain(html) {
  return html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const YES = /^(да|✅|подтвер|верно|запис|перенес|отменить|всё (верно|так))/iu;
const TIME = /\d{1,2}[:.]\d{2}/u;
const DAY = /^(\p{L}{2,3},? )?\d{1,2} \p{L}+|завтра/iu;

async function book(customer, desk, trouble) {
  const before = await desk.visits();
  const fresh = async () => [...(await desk.visits()).values()].find((visit) => !before.has(visit.id));
  await customer.ask(() => customer.write("здравствуйте"));
  let step = await customer.ask(() => customer.write("хочу на мужскую стрижку послезавтра после обеда"));
  for (let turn = 0; turn < 15; turn += 1) {
    const visit = await fresh();
    if (visit) return { visit, step };
    const act = () => {
      if (/телефон|номер/iu.test(step.text)) return customer.write("8 916 123-45-67");
      if (/зовут|ваше имя|имя/iu.test(step.text)) return customer.write("Пётр");
      const patterns = [
        YES,
        /мужск.*стриж/iu,
        /люб(ой|ому)|не важно|без разницы/iu,
        TIME,
        DAY,
        /^(?!.*(назад|отмен|админ|человек|друг|нет))/iu,
      ];
      return customer.choose(step, patterns, "да");
    };
    step = await customer.ask(act, trouble);
  }
  assert.fail(`no visit after fifteen answers: ${step.text}`);
}

async function move(customer, desk, visit) {
  let step = await customer.ask(() => customer.write("перенесите мою запись, пожалуйста, на день позже"));
  for (let turn = 0; turn < 10; turn += 1) {
    const now = await desk.visit(visit.id);
    if (now.starts_at !== visit.starts_at) return now;
    step = await customer.ask(() =>
      customer.choose(step, [YES, TIME, DAY, /люб(ой|ому)/iu], "через неделю после обеда"),
    );
  }
  return assert.fail(`the visit did not move: ${step.text}`);
}

async function cancel(customer, desk, visit) {
  let step = await customer.ask(() => customer.write("отмените мою запись"));
  for (let turn = 0; turn < 6; turn += 1) {
    const now = await desk.visit(visit.id);
    if (now.status === "cancelled") return now;
    step = await customer.ask(() => customer.choose(step, [YES], "да, отмените"));
  }
  return assert.fail(`the visit is not cancelled: ${step.text}`);
}

/** The chat and the firm's record of it agree message by message: nothing lost, nothing twice. */
async function compare(customer, desk, connection) {
  const { items } = await desk.call(`/conversations?connection_id=${connection.id}`);
  assert.deepEqual(
    items.map((one) => one.chat_id),
    [String(CHAT)],
    "one chat is one conversation",
  );
  const record = await desk.call(`/conversations/${items[0].id}/messages?after=0&limit=200`);
  const of = (author) => record.filter((message) => message.author === author).map((message) => message.text);
  assert.deepEqual(of("contact"), customer.acts, "every message and press of the customer, once");
  assert.deepEqual(
    (await customer.received()).map((message) => message.text),
    of("agent"),
    "every answer, once",
  );
  const { items: sends } = await desk.call("/sends?limit=200");
  assert.deepEqual(
    sends.filter((send) => send.connection_id === connection.id && send.status !== "sent"),
    [],
    "nothing waits or hangs",
  );
  return { said: customer.acts.length, answered: of("agent").length };
}

const Emulator = emulatorModule.default ?? emulatorModule;
const emulator = new Emulator({ port: await freePort(), host: "127.0.0.1", storage: "RAM", storeTimeout: 3600 });
const server = new Server();
let isDone = false;
try {
  await emulator.start();
  await server.start();
  say(`server ${server.url}, Bot API ${emulator.config.apiURL}`);
  const desk = new Desk(server);
  const customer = new Customer(emulator);
  const connection = await desk.call("/connections", {
    connector: "telegram",
    name: "Бот",
    settings: { token: TOKEN, api_url: emulator.config.apiURL, poll_seconds: 1 },
    receiving: "polling",
  });
  assert.ok(!JSON.stringify(connection).includes(TOKEN), "the token is not shown");
  say("Telegram is connected");

  let kills = 0;
  const { visit } = await book(customer, desk, async () => {
    if (kills > 0 || !customer.hasWritten) return;
    // The message has been handed over and waits for its turn.
    await until("the delivery", async () => customer.isEverythingDelivered());
    await server.kill();
    kills += 1;
    customer.redeliver();
    await server.start();
    say("  the server was killed in mid-dialogue and started again; everything is delivered once more");
  });
  assert.equal(kills, 1, "the dialogue ended before the trouble");
  assert.ok(customer.pressed >= 2, "buttons were pressed on the way");
  assert.match(visit.status, /^(booked|confirmed)$/);
  const contact = await desk.call(`/contacts/${visit.contact_id}`);
  assert.equal(contact.phone, "+79161234567");
  assert.match(contact.name, /Пётр/u);
  say(`booked: ${visit.starts_at}, ${contact.name}, ${contact.phone}`);

  const moved = await move(customer, desk, visit);
  assert.match(moved.status, /^(booked|confirmed)$/);
  say(`moved: ${visit.starts_at} → ${moved.starts_at}`);

  const cancelled = await cancel(customer, desk, visit);
  assert.equal(cancelled.starts_at, moved.starts_at);
  say(`cancelled: status ${cancelled.status}`);

  // Late repetitions of everything change nothing.
  customer.redeliver();
  await until("the repetition", async () => customer.isEverythingDelivered());
  await pause(3_000);
  const { said, answered } = await compare(customer, desk, connection);
  say(`${said} messages and presses (${customer.pressed} presses), ${answered} answers, none lost, none twice`);
  isDone = true;
} catch (fault) {
  console.error(fault.stack);
} finally {
  await server.remove();
  await emulator.stop();
}
console.log(isDone ? "telegram: all passed" : "telegram: failed");
process.exit(isDone ? 0 : 1);
