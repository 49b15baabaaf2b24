// Days and times in a line of Russian or English, and what is left of the line.

import { describe, expect, test } from "vitest";
import { dueOf, readTask, whenOf } from "~/features/tasks/when";

const ZONE = "Europe/Moscow";
/** Saturday, the 21st of November 2026, 14:00 in Moscow. */
const NOW = Date.parse("2026-11-21T11:00:00Z");
const read = (line: string) => {
  const { title, when } = readTask(line, NOW, ZONE);
  const clock =
    when?.minutes === undefined
      ? ""
      : ` ${String(Math.floor(when.minutes / 60)).padStart(2, "0")}:${String(when.minutes % 60).padStart(2, "0")}`;
  return `${title} | ${when ? when.date + clock : "-"}`;
};

describe("Russian", () => {
  test.each([
    ["завтра в 10 позвонить Анне", "Позвонить Анне | 2026-11-22 10:00"],
    ["Позвонить Анне завтра в 10:30", "Позвонить Анне | 2026-11-22 10:30"],
    ["позвонить послезавтра в 5 вечера", "Позвонить | 2026-11-23 17:00"],
    ["сегодня в 3 отправить счёт", "Отправить счёт | 2026-11-21 15:00"],
    ["отправить договор в пятницу", "Отправить договор | 2026-11-27"],
    ["в субботу утром открыть салон", "Открыть салон | 2026-11-28 09:00"],
    ["в следующую среду сверка", "Сверка | 2026-11-25"],
    ["до понедельника подготовить прайс", "Подготовить прайс | 2026-11-23"],
    ["через 3 дня напомнить про оплату", "Напомнить про оплату | 2026-11-24"],
    ["через неделю спросить, как дела", "Спросить, как дела | 2026-11-28"],
    ["через пару недель перезвонить", "Перезвонить | 2026-12-05"],
    ["через полчаса перезвонить", "Перезвонить | 2026-11-21 14:30"],
    ["через 2 часа перезвонить", "Перезвонить | 2026-11-21 16:00"],
    ["25 ноября в 18:00 встреча", "Встреча | 2026-11-25 18:00"],
    ["поздравить 3 марта", "Поздравить | 2027-03-03"],
    ["оплатить аренду 01.12", "Оплатить аренду | 2026-12-01"],
    ["оплатить аренду 01.12.2027", "Оплатить аренду | 2027-12-01"],
    ["отчёт к 25-му", "Отчёт к 25-му | -"],
    ["отчёт 25 числа", "Отчёт | 2026-11-25"],
    ["на следующей неделе закупка", "Закупка | 2026-11-23"],
    ["вечером полить цветы", "Полить цветы | 2026-11-21 19:00"],
    ["утром сварить кофе", "Сварить кофе | 2026-11-22 09:00"],
    ["Перезвонить в 12", "Перезвонить | 2026-11-22 12:00"],
  ])("%s", (line, expected) => expect(read(line)).toBe(expected));

  test.each([
    "Развезти буклеты в 2 филиала",
    "Скидка 15 процентов",
    "Заказать 3 дня хранения",
    "Проверить средства",
    "Купить шампунь 0.5 литра",
    "Майя просила перезвонить",
    "Счёт 99.99 рублей",
  ])("no day in «%s»", (line) => expect(read(line)).toBe(`${line} | -`));
});

describe("English", () => {
  test.each([
    ["call Anna tomorrow at 10", "Call Anna | 2026-11-22 10:00"],
    ["tomorrow at 5pm call Anna", "Call Anna | 2026-11-22 17:00"],
    ["on Friday send the contract", "Send the contract | 2026-11-27"],
    ["next Monday stocktaking", "Stocktaking | 2026-11-23"],
    ["in 2 weeks ask again", "Ask again | 2026-12-05"],
    ["in half an hour ring back", "Ring back | 2026-11-21 14:30"],
    ["Nov 25 meeting at noon", "Meeting | 2026-11-25 12:00"],
    ["pay the rent on December 1", "Pay the rent | 2026-12-01"],
    ["pay the rent on the 1st", "Pay the rent | 2026-12-01"],
    ["tonight water the flowers", "Water the flowers | 2026-11-21 19:00"],
    ["ring back 18:30", "Ring back | 2026-11-21 18:30"],
  ])("%s", (line, expected) => expect(read(line)).toBe(expected));
  test("words that only begin like a day", () => {
    expect(read("Order sundries and marble")).toBe("Order sundries and marble | -");
    expect(read("May I have a look")).toBe("May I have a look | -");
  });
});

test("a line that is only a day has no task in it", () => {
  expect(readTask("завтра в 10", NOW, ZONE)).toEqual({ title: "", when: { date: "2026-11-22", minutes: 600 } });
  expect(readTask("", NOW, ZONE)).toEqual({ title: "" });
});

test("days are the firm's, not the browser's", () => {
  const late = Date.parse("2026-11-21T20:30:00Z");
  expect(readTask("сегодня", late, "Asia/Bishkek").when?.date).toBe("2026-11-22");
  expect(readTask("сегодня", late, "Europe/Moscow").when?.date).toBe("2026-11-21");
});

test("a whole day is kept as its midnight and read back", () => {
  const day = dueOf({ date: "2026-11-25" }, ZONE);
  expect(day).toEqual({ due_at: "2026-11-24T21:00:00.000Z", is_all_day: true });
  expect(whenOf(day.due_at, true, ZONE)).toEqual({ date: "2026-11-25" });
  const timed = dueOf({ date: "2026-11-25", minutes: 600 }, ZONE);
  expect(timed).toEqual({ due_at: "2026-11-25T07:00:00.000Z", is_all_day: false });
  expect(whenOf(timed.due_at, false, ZONE)).toEqual({ date: "2026-11-25", minutes: 600 });
  expect(dueOf(undefined, ZONE)).toEqual({ due_at: null, is_all_day: false });
});
