// Fourth: who. The time is held while the form is filled; whatever happens to the time, what was typed stays.

import type { App, Screen } from "../app";
import { nearest } from "../calendar";
import { el, icon } from "../dom";
import { clock, dayName, length, money, phoneMask, plural, put } from "../format";
import { button, copyButton, notice, skeleton } from "../parts";
import { share } from "../place";
import { type Hold, Refusal } from "../wire";
import { load, query } from "./time";

/** Seconds before the end at which a screen reader is told. */
const WARN = [120, 30];

export function details(app: App): Screen {
  const { w, place, lang, keep } = app;
  const draft = keep.draft;
  const zone = app.branch?.zone ?? "UTC";
  let at = place.at ?? "";
  let timer = 0;
  let isGone = false;
  const back = () => app.go({ step: "time", at: null });
  if (!at) return { title: w.stepDetails, body: [notice(w.tooSoonTaken)], back, step: 4 };

  const wish = () => JSON.stringify([query(app), at]);
  const summary = el("div", { class: "card summary" });
  const count = el("p", { class: "count" });
  const trouble = el("div", { class: "trouble" });
  const submit = el("button", { type: "submit", class: "button main wide" }, w.submit);

  const live = (): Hold | null =>
    draft.hold && draft.hold.wish === wish() && draft.hold.until > Date.now() ? draft.hold : null;

  async function hold(): Promise<Hold> {
    const standing = live();
    if (standing) return standing;
    const { branch_id, employee_id } = query(app) as { branch_id?: string; employee_id?: string };
    const replaces = draft.hold?.hold;
    draft.hold = null;
    const asked = wish();
    const got = await app.server.hold({
      services: place.services,
      ...(branch_id ? { branch_id } : {}),
      ...(employee_id ? { employee_id } : {}),
      starts_at: at,
      ...(replaces ? { replaces } : {}),
    });
    draft.hold = { ...got, wish: asked, until: Date.now() + got.seconds_left * 1000 };
    keep.save();
    return got;
  }

  function letGo(): void {
    const token = draft.hold?.hold;
    if (!token) return;
    draft.hold = null;
    keep.save();
    app.settled = app.server.release(token).catch(() => {});
  }

  function show(held: Hold | null): void {
    const person = app.firm.employees.find((one) => one.id === (held?.employee_id ?? place.employee));
    const start = new Date(at);
    const minutes = held ? (Date.parse(held.ends_at) - Date.parse(held.starts_at)) / 60_000 : 0;
    summary.replaceChildren(
      el(
        "p",
        { class: "when" },
        el("strong", {}, `${dayName(lang, zone, start)}, ${clock(lang, zone, start)}`),
        minutes > 0 && el("span", { class: "soft" }, length(lang, minutes)),
      ),
      el("p", {}, app.chosen.map((one) => app.service(one)).join(", ")),
      el("p", { class: "soft" }, [person?.name, app.branch?.name, app.branch?.address].filter(Boolean).join(" · ")),
      held?.price ? el("p", { class: "sum" }, money(lang, held.price)) : "",
      count,
      el(
        "div",
        { class: "actions" },
        button(w.otherTime, back, "quiet", "clock"),
        copyButton(app, w.copySlot, () => location.origin + location.pathname + share(app.place)),
      ),
    );
  }

  function tick(): void {
    const left = draft.hold ? Math.round((draft.hold.until - Date.now()) / 1000) : 0;
    if (left > 0) {
      const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      count.replaceChildren(icon("clock"), ` ${w.heldFor} `, el("span", { class: "digits" }, text));
      count.className = left <= 60 ? "count short" : "count";
      if (WARN.includes(left))
        app.say(
          put(w.heldSoon, { n: left >= 60 ? plural(lang, left / 60, w.minutes) : plural(lang, left, w.seconds) }),
        );
      return;
    }
    clearInterval(timer);
    count.className = "count short";
    count.textContent = w.heldOver;
    app.say(w.heldOver);
  }

  function begin(held: Hold): void {
    isGone = false;
    submit.disabled = false;
    show(held);
    clearInterval(timer);
    tick();
    timer = window.setInterval(tick, 1000);
  }

  async function gone(): Promise<void> {
    clearInterval(timer);
    isGone = true;
    submit.disabled = true;
    count.replaceChildren();
    show(null);
    const near = await nearest(load(app), zone, at).catch(() => []);
    const offers = near.map((one) => button(app.when(one, zone), () => take(one)));
    const more = offers.length > 0 ? [el("p", {}, w.closest), el("div", { class: "near" }, ...offers)] : [];
    trouble.replaceChildren(notice(w.taken, "fault", ...more, button(w.otherTime, back, "quiet")));
    trouble.scrollIntoView({ block: "center" });
    trouble.querySelector<HTMLElement>("button")?.focus();
  }

  function take(other: string): void {
    at = other;
    app.note({ at: other });
    trouble.replaceChildren();
    void start().then(() => form.querySelector<HTMLElement>("#name")?.focus());
  }

  async function start(): Promise<void> {
    summary.replaceChildren(skeleton(3));
    try {
      begin(await hold());
    } catch (fault) {
      if (fault instanceof Refusal && fault.status === 409) await gone();
      else {
        show(null);
        trouble.replaceChildren(
          notice(
            app.trouble(fault),
            "fault",
            button(w.retry, () => void start().then(() => trouble.replaceChildren())),
          ),
        );
      }
    }
  }

  const remember = () => {
    draft.name = name.value;
    draft.phone = phone.value;
    draft.note = note.value;
    draft.consent = consent.checked;
    keep.save();
  };
  const name = el("input", {
    class: "input",
    id: "name",
    autocomplete: "name",
    maxlength: 80,
    value: draft.name,
    required: true,
  });
  const phone = el("input", {
    class: "input",
    id: "phone",
    type: "tel",
    inputmode: "tel",
    autocomplete: "tel",
    maxlength: 40,
    value: draft.phone,
    required: true,
    placeholder: app.firm.region === "RU" || app.firm.region === "KZ" ? "+7 900 000-00-00" : "+",
    input: (event: Event) => {
      // Only while digits are added at the end: whoever corrects the middle is left in peace.
      const isDeleting = (event as InputEvent).inputType?.startsWith("delete");
      if (!isDeleting && phone.selectionEnd === phone.value.length)
        phone.value = phoneMask(phone.value, app.firm.region);
    },
  });
  const note = el("textarea", { class: "input", id: "note", maxlength: 1000, rows: 2, placeholder: w.notePlaceholder });
  note.value = draft.note;
  const consent = el("input", { type: "checkbox", id: "consent", checked: draft.consent, required: true });
  const website = el("input", { id: "website", name: "website", tabindex: -1, autocomplete: "off" });
  const fields = { name, phone, consent };

  const mend = (event: Event) => {
    remember();
    const input = event.target as HTMLInputElement;
    const isRight = input.type === "checkbox" ? input.checked : input.value.trim() !== "";
    if (isRight && input.hasAttribute("aria-invalid")) blame(input.id as keyof typeof fields, "");
  };
  const blame = (field: keyof typeof fields, text: string) => {
    const input = fields[field];
    const place = form.querySelector(`#${field}-fault`);
    if (place) place.textContent = text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };

  function check(): boolean {
    const digits = phone.value.replace(/\D/g, "").length;
    const faults: [keyof typeof fields, string][] = [
      ["name", name.value.trim() ? "" : w.nameMissing],
      ["phone", digits === 0 ? w.phoneMissing : digits < 7 ? w.phoneInvalid : ""],
      ["consent", consent.checked ? "" : w.consentMissing],
    ];
    for (const [field, text] of faults) blame(field, text);
    const bad = faults.filter(([, text]) => text);
    const first = bad[0];
    if (!first) return true;
    fields[first[0]].focus();
    app.say(put(w.fix, { n: plural(lang, bad.length, w.fields) }));
    return false;
  }

  let isSending = false;
  async function send(): Promise<void> {
    if (isSending || isGone || !check()) return;
    isSending = true;
    submit.setAttribute("aria-disabled", "true");
    submit.textContent = w.sending;
    trouble.replaceChildren();
    try {
      const visit = await book();
      clearInterval(timer);
      keep.renew();
      app.made = visit;
      app.go({ step: "visit", visit: visit.token, at: null }, true);
    } catch (fault) {
      if (fault instanceof Refusal && fault.code === "phone_invalid") {
        blame("phone", w.phoneInvalid);
        phone.focus();
        app.say(w.phoneInvalid);
      } else if (fault instanceof Refusal && fault.status === 409) await gone();
      else trouble.replaceChildren(notice(app.trouble(fault), "fault"));
    } finally {
      isSending = false;
      submit.removeAttribute("aria-disabled");
      submit.textContent = w.submit;
    }
  }

  async function book() {
    const one = async () => {
      const body = {
        name: name.value,
        phone: phone.value,
        note: note.value,
        consent: consent.checked,
        lang,
        website: website.value,
      };
      return app.server.book({ id: draft.id, hold: draft.hold?.hold ?? (await hold()).hold, ...body });
    };
    try {
      return await one();
    } catch (fault) {
      const isOver =
        fault instanceof Refusal && ["hold_expired", "token_invalid", "token_expired"].includes(fault.code);
      if (!isOver) throw fault;
      // It ran out while the form was filled: often the time is still free.
      draft.hold = null;
      begin(await hold());
      return one();
    }
  }

  const row = (id: string, label: string, input: HTMLElement, hint = "") => {
    input.setAttribute("aria-describedby", `${id}-fault`);
    return el(
      "div",
      { class: "field" },
      el("label", { for: id }, label, hint && el("span", { class: "soft" }, `, ${hint}`)),
      input,
      el("p", { class: "fault", id: `${id}-fault` }),
    );
  };
  consent.setAttribute("aria-describedby", "consent-fault");
  const form = el(
    "form",
    {
      class: "form",
      novalidate: true,
      input: mend,
      change: mend,
      submit: (event) => {
        event.preventDefault();
        void send();
      },
    },
    row("name", w.name, name),
    row("phone", w.phone, phone),
    row("note", w.note, note, w.optional),
    el("div", { class: "trap", "aria-hidden": "true" }, el("label", { for: "website" }, "Website"), website),
    el(
      "div",
      { class: "field" },
      el("label", { class: "agree" }, consent, el("span", {}, w.consent)),
      app.firm.policy_url &&
        el("a", { class: "policy", href: app.firm.policy_url, target: "_blank", rel: "noopener noreferrer" }, w.policy),
      el("p", { class: "fault", id: "consent-fault" }),
    ),
    trouble,
    submit,
  );
  void start();
  return {
    title: w.stepDetails,
    body: [el("div", { class: "details" }, summary, form)],
    back,
    step: 4,
    leave: () => {
      clearInterval(timer);
      // Whoever goes back wants to see this time as free.
      if (app.place.step !== "visit" && app.place.step !== "details") letGo();
    },
  };
}
