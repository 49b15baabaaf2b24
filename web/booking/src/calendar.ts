// A month of days and the times of one of them. Used to book and to move: where the days come from is the caller's business.

import type { App } from "./app";
import { el, icon } from "./dom";
import {
  clock,
  dateOf,
  dayName,
  differs,
  minuteOf,
  monthName,
  noon,
  type Part,
  partOf,
  plusDays,
  put,
  weekday,
} from "./format";
import { button, notice, skeleton } from "./parts";
import type { Days } from "./wire";

export interface Source {
  zone: string;
  load: (from: string, until: string) => Promise<Days>;
  /** The day to begin with; the first free one when there is none. */
  date: string | null;
  /** A time that is chosen already. */
  at: string | null;
  onDay: (date: string) => void;
  onTime: (at: string) => void;
}

export function calendar(app: App, source: Source): HTMLElement {
  const { w, lang, firm } = app;
  const { zone } = source;
  const today = dateOf(zone, new Date());
  const last = plusDays(today, Math.min(firm.horizon_days, 730));
  const known = new Map<string, Days>();
  let selected = source.date && source.date >= today && source.date <= last ? source.date : null;
  let month = (selected ?? today).slice(0, 7);
  let isMoved = false;
  const head = el("div", { class: "month" });
  const grid = el("div", { class: "days", role: "group", keydown: (event) => arrows(event as KeyboardEvent) });
  const times = el("div", { class: "times", "aria-live": "polite" });

  const nextMonth = (of: string) => plusDays(`${of}-28`, 4).slice(0, 7);
  const monthBefore = (of: string) => plusDays(`${of}-01`, -1).slice(0, 7);
  const starts = (date: string) => known.get(date.slice(0, 7))?.days.find((day) => day.date === date)?.starts ?? [];

  async function open(wanted: string): Promise<void> {
    month = wanted;
    drawHead();
    if (!known.has(month)) {
      grid.setAttribute("aria-busy", "true");
      drawDays();
      times.replaceChildren(el("p", { class: "sr" }, w.loading), skeleton(4));
      const first = `${month}-01`;
      try {
        const found = await source.load(first < today ? today : first, `${nextMonth(month)}-01`);
        known.set(wanted, found);
      } catch (fault) {
        if (month !== wanted) return;
        grid.removeAttribute("aria-busy");
        times.replaceChildren(
          notice(
            app.trouble(fault),
            "fault",
            button(w.retry, () => void open(wanted)),
          ),
        );
        return;
      }
      if (month !== wanted) return;
      grid.removeAttribute("aria-busy");
    }
    const days = known.get(month);
    const free = days?.days.find((day) => day.starts.length > 0);
    if (selected?.slice(0, 7) !== month) {
      // Nothing this month and nobody asked for it: the nearest month that has something.
      if (!free && days?.next && !isMoved) {
        isMoved = true;
        return open(days.next.slice(0, 7));
      }
      selected = free?.date ?? null;
      if (selected) source.onDay(selected);
    }
    drawDays();
    drawTimes();
  }

  function drawHead(): void {
    const turn = (to: string, sign: "back" | "next", label: string, isOpen: boolean) =>
      el(
        "button",
        {
          type: "button",
          class: "turn",
          "aria-label": label,
          disabled: !isOpen,
          click: () => {
            isMoved = true;
            selected = null;
            void open(to);
          },
        },
        icon(sign),
      );
    head.replaceChildren(
      turn(monthBefore(month), "back", w.monthBack, month > today.slice(0, 7)),
      el("h3", { "aria-live": "polite" }, monthName(lang, `${month}-01`)),
      turn(nextMonth(month), "next", w.monthNext, nextMonth(month) <= last.slice(0, 7)),
    );
  }

  function drawDays(): void {
    const first = `${month}-01`;
    const cells: Node[] = w.weekdays.map((name) => el("span", { class: "weekday", "aria-hidden": "true" }, name));
    for (let index = 0; index < weekday(first); index += 1) cells.push(el("span"));
    const isLoading = !known.has(month);
    for (let date = first; date.slice(0, 7) === month; date = plusDays(date, 1)) {
      const isFree = starts(date).length > 0;
      const isPast = date < today || date > last;
      cells.push(
        el(
          "button",
          {
            type: "button",
            class: `day${isFree ? " free" : ""}${date === today ? " today" : ""}`,
            "data-date": date,
            disabled: isPast || isLoading,
            tabindex: date === (selected ?? firstOpen()) ? 0 : -1,
            "aria-pressed": date === selected ? "true" : "false",
            "aria-label": `${dayName(lang, "UTC", noon(date))}, ${isFree ? w.free : w.busy}`,
            click: () => choose(date),
          },
          String(Number(date.slice(8))),
        ),
      );
    }
    grid.replaceChildren(...cells);
  }

  const firstOpen = () => (month === today.slice(0, 7) ? today : `${month}-01`);

  function choose(date: string): void {
    isMoved = true;
    selected = date;
    source.onDay(date);
    drawDays();
    drawTimes();
    grid.querySelector<HTMLElement>(`[data-date="${date}"]`)?.focus();
  }

  function arrows(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const at = (event.target as HTMLElement).dataset.date;
    if (!step || !at) return;
    event.preventDefault();
    const to = grid.querySelector<HTMLButtonElement>(`[data-date="${plusDays(at, step)}"]:not(:disabled)`);
    for (const cell of grid.querySelectorAll<HTMLElement>("[data-date]")) cell.tabIndex = cell === to ? 0 : -1;
    if (to) to.focus();
    else (event.target as HTMLElement).tabIndex = 0;
  }

  function drawTimes(): void {
    const days = known.get(month);
    if (!selected) {
      const next = days?.next;
      times.replaceChildren(
        next
          ? notice(
              w.later,
              "info",
              button(dayName(lang, "UTC", noon(next)), () => jump(next)),
            )
          : notice(w.noTimeAtAll),
      );
      return;
    }
    const own = starts(selected);
    const title = el("h3", {}, dayName(lang, "UTC", noon(selected)));
    if (own.length === 0) {
      const later = days?.days.find((day) => selected && day.date > selected && day.starts.length > 0)?.date;
      const near = later ?? days?.next ?? days?.days.find((day) => day.starts.length > 0)?.date;
      const offer = near ? [el("p", {}, w.nearest), button(dayName(lang, "UTC", noon(near)), () => jump(near))] : [];
      times.replaceChildren(title, notice(w.noTime, "info", ...offer));
      return;
    }
    const parts: Record<Part, string[]> = { morning: [], afternoon: [], evening: [] };
    for (const at of own) parts[partOf(minuteOf(zone, new Date(at)))].push(at);
    const groups = (Object.keys(parts) as Part[]).filter((part) => parts[part].length > 0);
    times.replaceChildren(
      title,
      ...zoneNote(app, zone, own[0] ?? ""),
      ...groups.map((part) =>
        el(
          "div",
          { class: "part" },
          el("h4", {}, w[part]),
          el(
            "div",
            { class: "slots" },
            ...parts[part].map((at) => slot(app, zone, at, at === source.at, source.onTime)),
          ),
        ),
      ),
    );
  }

  function jump(date: string): void {
    selected = date;
    source.onDay(date);
    void open(date.slice(0, 7)).then(() => grid.querySelector<HTMLElement>(`[data-date="${date}"]`)?.focus());
  }

  void open(month);
  return el("div", { class: "calendar" }, el("div", {}, head, grid), times);
}

export function slot(app: App, zone: string, at: string, isChosen: boolean, act: (at: string) => void): HTMLElement {
  return el(
    "button",
    { type: "button", class: isChosen ? "slot chosen" : "slot", "data-at": at, click: () => act(at) },
    clock(app.lang, zone, new Date(at)),
  );
}

/** For a visitor whose clock shows something else. */
function zoneNote(app: App, zone: string, at: string): HTMLElement[] {
  if (!differs(zone, new Date(at))) return [];
  const now = new Date();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const text = put(app.w.zoneNote, { there: clock(app.lang, zone, now), here: clock(app.lang, own, now) });
  return [el("p", { class: "soft zone" }, text)];
}

/** The free times nearest to one that is gone. */
export async function nearest(load: Source["load"], zone: string, at: string, most = 6): Promise<string[]> {
  const date = dateOf(zone, new Date(at));
  const today = dateOf(zone, new Date());
  const found = await load(date < today ? today : date, plusDays(date < today ? today : date, 7));
  const distance = (one: string) => Math.abs(Date.parse(one) - Date.parse(at));
  const all = found.days.flatMap((day) => day.starts);
  return all
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, most)
    .sort();
}
