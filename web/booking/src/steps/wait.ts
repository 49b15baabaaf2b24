// No time suits: a wish and a number are left under the calendar, and the firm tells when a place is free.

import type { App } from "../app";
import { el } from "../dom";
import { dateOf, phoneMask, plusDays } from "../format";
import { button, notice } from "../parts";
import { Refusal } from "../wire";
import { query } from "./time";

/** Days that are proposed. */
const WEEK = 7;
/** Nobody waits for longer. */
const MOST = 92;
const PARTS = [
  ["00:00", "24:00"],
  ["00:00", "12:00"],
  ["12:00", "17:00"],
  ["17:00", "24:00"],
] as const;

export function wait(app: App): HTMLElement {
  const { w } = app;
  const box = el("div", { class: "wait" });
  const open = () => {
    box.replaceChildren(form(app, box));
    box.querySelector<HTMLElement>("input")?.focus();
  };
  box.append(button(w.wait, open, "quiet", "clock"));
  return box;
}

function form(app: App, box: HTMLElement): HTMLElement {
  const { w, keep, lang, place } = app;
  const draft = keep.draft;
  const today = dateOf(app.branch?.zone ?? "UTC", new Date());
  const first = place.date && place.date > today ? place.date : today;
  const day = (id: string, value: string) =>
    el("input", { class: "input", id, type: "date", min: today, max: plusDays(today, MOST), value, required: true });
  const from = day("wait-from", first);
  const until = day("wait-until", plusDays(first, WEEK));
  const part = el(
    "select",
    { class: "input", id: "wait-part" },
    ...[w.anyTime, w.morning, w.afternoon, w.evening].map((text, at) => el("option", { value: String(at) }, text)),
  );
  const name = el("input", { class: "input", id: "wait-name", autocomplete: "name", maxlength: 80, value: draft.name });
  const phone = el("input", {
    class: "input",
    id: "wait-phone",
    type: "tel",
    inputmode: "tel",
    autocomplete: "tel",
    maxlength: 40,
    value: draft.phone,
    input: (event: Event) => {
      const isDeleting = (event as InputEvent).inputType?.startsWith("delete");
      if (!isDeleting && phone.selectionEnd === phone.value.length)
        phone.value = phoneMask(phone.value, app.firm.region);
    },
  });
  const consent = el("input", { type: "checkbox", id: "wait-consent", checked: draft.consent });
  const website = el("input", { id: "wait-website", name: "website", tabindex: -1, autocomplete: "off" });
  const trouble = el("div", { class: "trouble" });
  const submit = el("button", { type: "submit", class: "button main" }, w.waitSend);

  const blame = (text: string, input?: HTMLElement) => {
    trouble.replaceChildren(notice(text, "fault"));
    input?.focus();
  };

  let isSending = false;
  const send = async () => {
    const digits = phone.value.replace(/\D/g, "").length;
    if (isSending) return;
    if (!from.value || !until.value || until.value < from.value) return blame(w.waitDays, from);
    if (!name.value.trim()) return blame(w.nameMissing, name);
    if (digits < 7) return blame(digits ? w.phoneInvalid : w.phoneMissing, phone);
    if (!consent.checked) return blame(w.consentMissing, consent);
    isSending = true;
    submit.setAttribute("aria-disabled", "true");
    Object.assign(draft, { name: name.value, phone: phone.value, consent: true });
    keep.save();
    const { branch_id, employee_id } = query(app) as { branch_id?: string; employee_id?: string };
    const [from_time, until_time] = PARTS[Number(part.value)] ?? PARTS[0];
    try {
      await app.server.wait({
        services: place.services,
        ...(branch_id ? { branch_id } : {}),
        ...(employee_id ? { employee_id } : {}),
        from_day: from.value,
        until_day: until.value,
        from_time,
        until_time,
        name: name.value,
        phone: phone.value,
        consent: true,
        lang,
        website: website.value,
      });
      const done = notice(w.waitDone);
      done.tabIndex = -1;
      box.replaceChildren(done);
      done.focus();
      app.say(w.waitDone);
    } catch (fault) {
      const code = fault instanceof Refusal ? fault.code : "";
      if (code === "phone_invalid") blame(w.phoneInvalid, phone);
      else if (fault instanceof Refusal && fault.field === "until_day") blame(w.waitDays, until);
      else blame(code.startsWith("waitlist") ? w.waitFull : app.trouble(fault));
    } finally {
      isSending = false;
      submit.removeAttribute("aria-disabled");
    }
  };

  const row = (label: string, input: HTMLElement) =>
    el("div", { class: "field" }, el("label", { for: input.id }, label), input);
  return el(
    "form",
    {
      class: "form",
      novalidate: true,
      "aria-label": w.wait,
      input: () => trouble.replaceChildren(),
      submit: (event: Event) => {
        event.preventDefault();
        void send();
      },
    },
    el("p", { class: "soft" }, w.waitText),
    el("div", { class: "pair" }, row(w.waitFrom, from), row(w.waitUntil, until)),
    row(w.waitPart, part),
    row(w.name, name),
    row(w.phone, phone),
    el("div", { class: "trap", "aria-hidden": "true" }, el("label", { for: "wait-website" }, "Website"), website),
    el("div", { class: "field" }, el("label", { class: "agree" }, consent, el("span", {}, w.consent))),
    trouble,
    submit,
  );
}
