// Languages. Every feature keeps its texts beside it in `ru.json` and `en.json`; a screen loads its own and `app`'s.
// Namespaces are the folder names in `features/`, plus `app` (shell, problems, words everybody uses).

import i18next, { type ReadCallback } from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGS = ["ru", "en"] as const;
export type Lang = (typeof LANGS)[number];

type Texts = { default: Record<string, unknown> };
const files: Record<string, () => Promise<unknown>> = {
  ...import.meta.glob("../features/*/{ru,en}.json"),
  ...import.meta.glob("./{ru,en}.json"),
};

function fileOf(lang: string, namespace: string): string {
  return namespace === "app" ? `./${lang}.json` : `../features/${namespace}/${lang}.json`;
}

const missing: string[] = [];
Object.assign(globalThis, { samovarMissing: missing });

const KEY = "samovar.lang";

/** The person's own choice, else the browser's first language we speak. */
export function preferred(): Lang {
  const wished = [localStorage.getItem(KEY), ...navigator.languages].filter((lang) => lang !== null);
  for (const wish of wished) {
    const lang = LANGS.find((known) => wish.toLowerCase().startsWith(known));
    if (lang) return lang;
  }
  return "ru";
}

export async function setLang(lang: Lang): Promise<void> {
  localStorage.setItem(KEY, lang);
  await i18next.changeLanguage(lang);
}

/** The language on the screen now. */
export function currentLang(): Lang {
  return i18next.resolvedLanguage === "en" ? "en" : "ru";
}

/** `namespaces` are loaded at once; others when a screen asks. */
export async function startI18n(namespaces: string[] = ["app"]): Promise<void> {
  i18next.on("languageChanged", (lang) => {
    document.documentElement.lang = lang;
  });
  await i18next
    .use({
      type: "backend" as const,
      init() {},
      read(lang: string, namespace: string, done: ReadCallback) {
        const load = files[fileOf(lang, namespace)];
        if (!load) return done(new Error(`no texts for ${namespace} in ${lang}`), null);
        load().then(
          (texts) => done(null, (texts as Texts).default as never),
          (error: Error) => done(error, null),
        );
      },
    })
    .use(initReactI18next)
    .init({
      lng: preferred(),
      supportedLngs: LANGS,
      fallbackLng: "ru",
      ns: namespaces,
      defaultNS: "app",
      interpolation: { escapeValue: false },
      // The stories in a real browser read this list; it must stay empty.
      saveMissing: true,
      missingKeyHandler: (_langs, namespace, key) => missing.push(`${namespace}:${key}`),
      react: { useSuspense: true },
    });
}
