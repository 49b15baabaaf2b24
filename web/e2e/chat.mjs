// The chat as a visitor sees it: reads the thread, answers what is asked, until a visit is booked.

import assert from "node:assert/strict";

export class Chat {
  constructor(page) {
    this.page = page;
    this.frame = page.frameLocator("iframe");
  }

  get rows() {
    return this.frame.locator(".log .row");
  }

  /** `[{from, text, state}]` in the order shown, without the greeting. */
  async lines() {
    return this.rows.evaluateAll((rows) =>
      rows
        .filter((row) => row.querySelector("time"))
        .map((row) => ({
          from: row.classList.contains("mine") ? "user" : "bot",
          text: row.querySelector(".bubble").textContent,
          state: row.querySelector(".meta").dataset.state,
        })),
    );
  }

  async ready() {
    await this.frame.locator('[data-status="online"], [data-status="human"]').waitFor({ timeout: 20_000 });
  }

  async type(text) {
    await this.frame.locator("textarea").fill(text);
    await this.frame.locator("button.send").click();
  }

  /** Does something and waits until the bot has answered it. */
  async ask(act) {
    const before = (await this.lines()).filter((line) => line.from === "bot").length;
    await act();
    await this.until(
      (lines) => lines.filter((line) => line.from === "bot").length > before && lines.at(-1).from === "bot",
    );
    return this.question();
  }

  async until(holds, patience = 20_000) {
    const end = Date.now() + patience;
    for (;;) {
      const lines = await this.lines();
      if (holds(lines)) return lines;
      if (Date.now() > end) assert.fail(`the chat did not get there:\n${JSON.stringify(lines, null, 1)}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** What is asked now, and what may be pressed. */
  async question() {
    const lines = await this.lines();
    const choices = await this.frame.locator(".choice:not(:disabled)").allTextContents();
    return { text: lines.at(-1)?.text ?? "", choices };
  }

  press(title) {
    return this.frame.locator(".choice:not(:disabled)", { hasText: title }).first().click();
  }

  /** Answers questions as a person who wants a haircut would; `pause` sees every step. */
  async book(pause = async () => undefined) {
    let step = await this.ask(() => this.type("Здравствуйте, хочу записаться на мужскую стрижку"));
    for (let turn = 0; turn < 15; turn += 1) {
      await pause(turn, step);
      if (/(записал[аи]?|записаны|вы записаны|ждём вас|визит (создан|подтвержд))/iu.test(step.text)) return step;
      step = await this.ask(() => this.answer(step));
    }
    assert.fail(`no visit after fifteen answers: ${JSON.stringify(step)}`);
  }

  answer({ text, choices }) {
    const wanted = [
      /^да\b|подтвер|верно|записать|всё правильно/iu,
      /мужск.*стриж/iu,
      /стриж/iu,
      /люб(ой|ому)|не важно|без разницы/iu,
      /^\D{0,12}\d{1,2}[:.]\d{2}/u,
    ];
    for (const pattern of wanted) {
      const choice = choices.find((title) => pattern.test(title));
      if (choice) return this.press(choice);
    }
    if (/телефон|номер/iu.test(text)) return this.type("+7 916 123-45-67");
    if (/зовут|имя/iu.test(text)) return this.type("Пётр");
    const other = choices.find((title) => !/назад|отмен|друг|админ|человек|нет/iu.test(title));
    if (other) return this.press(other);
    if (/когда|день|дату|время|врем/iu.test(text)) return this.type("завтра после обеда");
    return this.type("да");
  }
}

/** Every message once: the same numbers after any trouble. */
export function noDoubles(lines, sent) {
  for (const text of sent) {
    const count = lines.filter((line) => line.from === "user" && line.text === text).length;
    assert.equal(count, 1, `"${text}" stands ${count} times in the thread`);
  }
}
