// The look and the rules of the web chat, as its connector's form has them. What equals the usual is not sent.

export const LANGS = ["ru", "en"] as const;
export type Locale = (typeof LANGS)[number];

export interface Texts {
  greeting: string;
  starters: string[];
  placeholder: string;
  offline: string;
  hours: string;
  launcher: string;
}

export interface Look {
  title: string;
  agent_name: string;
  avatar_initials: string;
  avatar_file: string | null;
  color: string;
  theme: "auto" | "light" | "dark";
  font: "system" | "serif" | "rounded" | "mono";
  radius: number;
  position: "right" | "left";
  offset_x: number;
  offset_y: number;
  open_after_seconds: number;
  open_on_exit: boolean;
  sound: boolean;
  languages: Locale[];
  promo_code: string;
  policy_url: string;
  allowed_origins: string[];
  files: boolean;
  require_identity: boolean;
  texts: Record<Locale, Texts>;
  /** Usual first choices instead of own ones. */
  usual_starters: Record<Locale, boolean>;
}

const NO_TEXTS: Texts = { greeting: "", starters: [], placeholder: "", offline: "", hours: "", launcher: "" };

const USUAL: Look = {
  title: "",
  agent_name: "",
  avatar_initials: "",
  avatar_file: null,
  color: "#8f4a2b",
  theme: "auto",
  font: "system",
  radius: 18,
  position: "right",
  offset_x: 20,
  offset_y: 20,
  open_after_seconds: 0,
  open_on_exit: false,
  sound: false,
  languages: ["ru", "en"],
  promo_code: "",
  policy_url: "",
  allowed_origins: [],
  files: true,
  require_identity: false,
  texts: { ru: NO_TEXTS, en: NO_TEXTS },
  usual_starters: { ru: true, en: true },
};

type Raw = Record<string, unknown>;
type RawTexts = Partial<Record<Locale, Partial<Texts>>>;

export function fromConnection(settings: unknown): Look {
  const raw = (settings ?? {}) as Raw;
  const known = Object.fromEntries(
    Object.entries(raw).filter(([key, value]) => key in USUAL && value !== null && value !== undefined),
  );
  const given = (raw.texts ?? {}) as RawTexts;
  return {
    ...USUAL,
    ...(known as Partial<Look>),
    texts: { ru: { ...NO_TEXTS, ...given.ru }, en: { ...NO_TEXTS, ...given.en } },
    usual_starters: { ru: given.ru?.starters === undefined, en: given.en?.starters === undefined },
  };
}

/** `before` keeps settings this screen does not know. */
export function toConnection(look: Look, before: unknown): Raw {
  const { texts, usual_starters: usual, ...plain } = look;
  const said = (locale: Locale) => {
    const { starters, ...rest } = texts[locale];
    const own = Object.entries(rest).filter(([, text]) => text.trim() !== "");
    return { ...Object.fromEntries(own), ...(usual[locale] ? {} : { starters }) };
  };
  const merged: Raw = { ...(before as Raw), ...plain, texts: { ru: said("ru"), en: said("en") } };
  for (const key of ["title", "agent_name", "avatar_initials", "promo_code", "policy_url"])
    if (merged[key] === "") delete merged[key];
  if (merged.avatar_file === null) delete merged.avatar_file;
  return merged;
}

/** What is typed as a site's address, as a browser names it: https://shop.ru */
export function originOf(text: string): string | undefined {
  const typed = text.trim().toLowerCase();
  if (!typed) return undefined;
  const whole = /^https?:\/\//.test(typed) ? typed : `https://${typed}`;
  const match = /^(https?:\/\/(?:\*\.)?[a-z0-9.-]+(?::\d+)?)(?:\/.*)?$/.exec(whole);
  return match?.[1];
}
