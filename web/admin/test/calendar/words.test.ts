// Conflicts in plain words, what is seen before asking, nearest times, sums, phones, keys and addresses.

import i18next from "i18next";
import { beforeAll, describe, expect, test } from "vitest";
import { Refusal } from "../../src/app/api";
import { canDo, sumUp } from "../../src/features/calendar/basket";
import {
  type Conflict,
  canForce,
  clashOf,
  conflictOf,
  conflictText,
  nearest,
} from "../../src/features/calendar/conflict";
import { actionOf, neighbour } from "../../src/features/calendar/keys";
import { e164, looksLikePhone, maskPhone } from "../../src/features/calendar/phone";
import type { CalendarView, EmployeeView, ServiceView } from "../../src/features/calendar/queries";
import ru from "../../src/features/calendar/ru.json";
import { readSearch } from "../../src/features/calendar/search";

beforeAll(async () => {
  await i18next.init({ lng: "ru", resources: { ru: { calendar: ru } }, interpolation: { escapeValue: false } });
});

const zone = "Europe/Moscow";
const conflict = (change: Partial<Conflict>): Conflict => ({
  kind: "booking",
  subject_id: "e1",
  subject: "Анна",
  starts_at: "2026-11-21T11:00:00Z",
  ends_at: "2026-11-21T13:00:00Z",
  title: "Окрашивание, Мария П.",
  ...change,
});

describe("conflicts", () => {
  test.each([
    [conflict({}), "Анна: с 14:00 до 16:00 уже записан визит — Окрашивание, Мария П."],
    [conflict({ title: "" }), "Анна: с 14:00 до 16:00 уже записан другой визит."],
    [conflict({ kind: "hold", title: "" }), "Анна: время с 14:00 до 16:00 держим для клиента, который сейчас решает."],
    [conflict({ kind: "block", title: "обед" }), "Анна: время с 14:00 до 16:00 закрыто — обед."],
    [conflict({ kind: "not_working", title: "" }), "Анна в это время не работает."],
    [conflict({ kind: "resource", subject: "", title: "" }), "Все подходящие кабинеты в это время заняты."],
  ])("%o", (one, words) => {
    expect(conflictText(i18next.t, one, zone)).toBe(words);
  });

  test("a visit that merely touches is in the way by its pause", () => {
    const wanted = { startsAt: "2026-11-21T13:00:00Z", endsAt: "2026-11-21T14:00:00Z" };
    expect(conflictText(i18next.t, conflict({}), zone, wanted)).toMatch(/Между визитами нужен перерыв\.$/);
    const over = { startsAt: "2026-11-21T12:30:00Z", endsAt: "2026-11-21T14:00:00Z" };
    expect(conflictText(i18next.t, conflict({}), zone, over)).not.toMatch(/перерыв/);
  });

  test("only rules can be overruled", () => {
    const kinds = ["booking", "hold", "block", "resource", "not_working", "past", "lead"] as const;
    expect(kinds.filter((kind) => canForce({ kind }))).toEqual(["not_working", "past", "lead"]);
  });

  test("are read from a refusal", () => {
    const found = conflict({});
    expect(conflictOf(new Refusal(409, { code: "slot_taken", conflict: found }))).toEqual(found);
    expect(conflictOf(new Refusal(409, { code: "version_mismatch" }))).toBeUndefined();
    expect(conflictOf(new Error("x"))).toBeUndefined();
  });
});

describe("a glance at the calendar", () => {
  const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 21, hour, minute);
  const span = (from: number, to: number) => ({
    starts_at: new Date(at(from)).toISOString(),
    ends_at: new Date(at(to)).toISOString(),
  });
  const view = {
    bookings: [
      {
        id: "v",
        employee_id: "e1",
        status: "booked",
        services: ["Стрижка"],
        contact: { id: "c", name: "Олег" },
        ...span(10, 11),
      },
      { id: "x", employee_id: "e1", status: "cancelled", services: [], contact: { id: "c" }, ...span(12, 13) },
    ],
    blocks: [{ id: "k", subject_id: "e1", reason: "обед", ...span(13, 14) }],
    groups: [{ id: "g", employee_id: "e1", status: "open", ...span(16, 17) }],
    holds: [{ id: "h", employee_id: "e1", expires_at: new Date(at(9, 30)).toISOString(), ...span(14, 15) }],
    working: [{ employee_id: "e1", branch_id: "b", ...span(8, 18) }],
  } as unknown as CalendarView;
  const clash = (from: number, to: number, now = at(7), except?: string) =>
    clashOf(view, { employee: "e1", start: from, end: to, except }, "Анна", now)?.kind;

  test("sees what stands there, and not what is over", () => {
    expect(clash(at(10, 30), at(11, 30))).toBe("booking");
    expect(clash(at(11), at(12))).toBeUndefined();
    expect(clash(at(12), at(13))).toBeUndefined();
    expect(clash(at(13, 30), at(14))).toBe("block");
    expect(clash(at(14), at(15), at(9))).toBe("hold");
    expect(clash(at(14), at(15), at(9, 45))).toBeUndefined();
    expect(clash(at(16, 30), at(17))).toBe("group_event");
    expect(clash(at(17, 30), at(18, 30))).toBe("not_working");
    expect(clash(at(8), at(9), at(8, 30))).toBe("past");
  });
  test("a visit does not stand in its own way", () => {
    expect(clash(at(10, 15), at(11, 15), at(7), "v")).toBeUndefined();
  });
  test("the nearest times come in order, the wanted one is not among them", () => {
    const slots = [8, 9, 10, 11, 14].map((hour) => ({ starts_at: new Date(at(hour)).toISOString() }));
    expect(nearest(slots, at(10), 3).map((slot) => new Date(slot.starts_at).getUTCHours())).toEqual([8, 9, 11]);
  });
});

describe("sums", () => {
  const service = (id: string, minutes: number, minor: number, more: Partial<ServiceView> = {}) =>
    ({ id, duration_minutes: minutes, buffer_minutes: 10, price: { minor, currency: "KGS" }, ...more }) as ServiceView;
  const services = [service("cut", 60, 1000), service("color", 90, 4000, { price_max: 7000 })];
  const anna = { skills: [{ service_id: "cut", duration_minutes: 45, price: 1500 }] } as EmployeeView;

  test("the pause after the last service is not the customer's", () => {
    expect(sumUp(["cut", "color"], services, undefined)).toEqual({
      minutes: 160,
      price: 5000,
      most: 8000,
      currency: "KGS",
    });
  });
  test("an employee's own time and price win", () => {
    expect(sumUp(["cut"], services, anna)).toEqual({ minutes: 45, price: 1500, most: 1500, currency: "KGS" });
    expect([canDo(anna, ["cut"]), canDo(anna, ["cut", "color"]), canDo(anna, [])]).toEqual([true, false, true]);
  });
});

test("phones take shape while they are typed", () => {
  const cases = {
    "8916": "+7 916",
    "9161234567": "+7 916 123-45-67",
    "+996555123456": "+996555123456",
    "+7 916 12": "+7 916 12",
    "": "",
    "+": "+",
  };
  for (const [typed, shown] of Object.entries(cases)) expect(maskPhone(typed), typed).toBe(shown);
  expect(e164("+7 916 123-45-67")).toBe("+79161234567");
  expect(e164("+7 916 123-45")).toBeUndefined();
  expect([looksLikePhone("8 916"), looksLikePhone("Анна 2")]).toEqual([true, false]);
});

test("keys mean the same in every layout, and leave the browser's own alone", () => {
  const press = (code: string, key: string, more = {}) =>
    actionOf({ code, key, ctrlKey: false, metaKey: false, altKey: false, ...more });
  expect(press("KeyT", "е")).toBe("today");
  expect(press("KeyN", "n")).toBe("new");
  expect(press("Slash", "?")).toBe("help");
  expect(press("Slash", ",")).toBe("help");
  expect(press("KeyP", "p", { ctrlKey: true })).toBeUndefined();
  expect(press("ArrowLeft", "ArrowLeft")).toBe("previous");
});

test("arrows find the neighbour one means", () => {
  const box = (left: number, top: number) => ({ left, top, width: 100, height: 40 });
  const boxes = [box(0, 0), box(0, 200), box(100, 50), box(200, 0)];
  expect(neighbour(0, boxes, "down")).toBe(1);
  expect(neighbour(0, boxes, "right")).toBe(2);
  expect(neighbour(3, boxes, "left")).toBe(2);
  expect(neighbour(0, boxes, "up")).toBeUndefined();
});

test("an address is read with suspicion", () => {
  const id = "0190a5b0-0000-7000-8000-000000000001";
  expect(readSearch({ view: "week", date: "2026-11-21", employees: `${id},nonsense`, cancelled: true })).toEqual({
    view: "week",
    date: "2026-11-21",
    employees: id,
    cancelled: true,
  });
  expect(readSearch({ view: "year", date: "2026-13-45", branch: "x", employees: "", cancelled: "yes" })).toEqual({});
});
