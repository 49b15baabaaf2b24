// Settings as the form has them, turned into what the launcher and the chat take. The server does the same for real
// visitors (crates/api/src/widget/look.rs); a browser test compares the two.

import { inkOn } from "../colour";
import { data } from "../firm/data";
import type { Config, Font, LauncherConfig } from "../wire";

type Locale = "ru" | "en";

export interface Texts {
  greeting?: string;
  starters?: string[];
  placeholder?: string;
  offline?: string;
  hours?: string;
  launcher?: string;
}

export interface Settings {
  title?: string;
  agent_name?: string;
  avatar_initials?: string;
  color?: string;
  theme?: "auto" | "light" | "dark";
  font?: Font;
  radius?: number;
  position?: "left" | "right";
  offset_x?: number;
  offset_y?: number;
  texts?: Partial<Record<Locale, Texts>>;
  policy_url?: string;
  files?: boolean;
  sound?: boolean;
}

/** What the admin app says. */
export interface Draft {
  t: "samovar:preview";
  settings?: Settings;
  locale?: Locale;
  firm?: { name?: string; agent_name?: string };
  /** Address of the picture: `blob:` of one just chosen, or a path of this server. */
  picture?: string | null;
  is_open?: boolean;
}

export interface Told {
  settings: Settings;
  locale: Locale;
  firm: { name: string; agent_name: string };
  picture: string | null;
}

type Usual = Record<Locale, { greeting: string; greeting_of_agent: string; starters: string[] }>;

const usual = data<Usual>();

function color(settings: Settings): string {
  return /^#[0-9a-f]{6}$/i.test(settings.color ?? "") ? (settings.color ?? "") : "#8f4a2b";
}

export function launcher({ settings, locale }: Told): LauncherConfig {
  return {
    color: color(settings),
    ink: inkOn(color(settings)),
    locale,
    theme: settings.theme ?? "auto",
    font: settings.font ?? "system",
    radius: settings.radius ?? 18,
    position: settings.position ?? "right",
    offset_x: settings.offset_x ?? 20,
    offset_y: settings.offset_y ?? 20,
    label: settings.texts?.[locale]?.launcher?.trim() ?? "",
    open_after_seconds: 0,
    open_on_exit: false,
    sound: false,
  };
}

export function dress({ settings, locale, firm, picture }: Told): Config {
  const texts = settings.texts?.[locale] ?? {};
  const known = usual?.[locale];
  const agent = settings.agent_name?.trim() || firm.agent_name.trim();
  const title = settings.title?.trim() || firm.name;
  const greeting = agent ? known?.greeting_of_agent.replace("{agent}", agent) : known?.greeting;
  return {
    title,
    agent_name: agent,
    initials: settings.avatar_initials?.trim() || ((agent || title).match(/\p{L}|\p{N}/u)?.[0] ?? "").toUpperCase(),
    avatar: picture,
    greeting: texts.greeting?.trim() ? texts.greeting : (greeting ?? ""),
    starters: texts.starters ?? known?.starters ?? [],
    placeholder: texts.placeholder?.trim() ?? "",
    offline: texts.offline?.trim() ?? "",
    hours: texts.hours?.trim() ?? "",
    color: color(settings),
    ink: inkOn(color(settings)),
    font: settings.font ?? "system",
    radius: settings.radius ?? 18,
    files: settings.files ?? true,
    locale,
    policy_url: settings.policy_url || null,
  };
}
