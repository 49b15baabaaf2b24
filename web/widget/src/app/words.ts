// Everything the widget itself says, in the languages it speaks.

import type { Locale } from "../bridge";

const RU = {
  you: "Вы",
  online: "Отвечаем сразу",
  human: "Отвечает администратор",
  connecting: "Соединяемся…",
  offline: "Нет связи. Сообщения отправятся, когда она появится",
  unavailable: "Чат сейчас недоступен. Пожалуйста, позвоните нам",
  log: "Переписка",
  message: "Сообщение",
  placeholder: "Напишите сообщение",
  signIn: "Войдите на сайте, чтобы написать нам",
  attach: "Прикрепить файл",
  drop: "Отпустите, чтобы прикрепить",
  send: "Отправить",
  close: "Закрыть чат",
  typing: "печатает",
  sending: "Отправляется",
  sent: "Отправлено",
  failed: "Не отправлено",
  retry: "Повторить",
  earlier: "Показать более ранние сообщения",
  newer: "К последним сообщениям",
  today: "Сегодня",
  yesterday: "Вчера",
  tooLong: "Сообщение слишком длинное, лишних знаков",
  full: "Слишком много неотправленных сообщений",
  policy: "Как мы храним данные",
  choices: "Варианты ответа",
};

const EN: typeof RU = {
  you: "You",
  online: "We reply right away",
  human: "A team member is replying",
  connecting: "Connecting…",
  offline: "You are offline. Messages will be sent once you are back",
  unavailable: "Chat is unavailable right now. Please give us a call",
  log: "Conversation",
  message: "Message",
  placeholder: "Write a message",
  signIn: "Sign in on the site to write to us",
  attach: "Attach a file",
  drop: "Drop to attach",
  send: "Send",
  close: "Close chat",
  typing: "is typing",
  sending: "Sending",
  sent: "Sent",
  failed: "Not sent",
  retry: "Retry",
  earlier: "Show earlier messages",
  newer: "Jump to latest",
  today: "Today",
  yesterday: "Yesterday",
  tooLong: "Message is too long, extra characters",
  full: "Too many unsent messages",
  policy: "How we handle your data",
  choices: "Suggested replies",
};

export type Words = typeof RU;

export function words(locale: Locale): Words {
  return locale === "en" ? EN : RU;
}

/** The page's language if we speak it, else the browser's, else Russian. */
export function guessLocale(...hints: (string | null | undefined)[]): Locale {
  for (const hint of hints) {
    const lang = hint?.toLowerCase().slice(0, 2);
    if (lang === "ru" || lang === "en") return lang;
  }
  return "ru";
}
