// A change of the settings as it will be, so that a switch moves at once.

import type { Settings, SettingsChange } from "./wire";

export function changed(settings: Settings, { wishes = [], quiet, timezone, ...rest }: SettingsChange): Settings {
  const next: Settings = { ...settings, ...rest };
  next.wishes = settings.wishes.map((wish) => {
    const chosen = wishes.filter(({ kind }) => kind === wish.kind).map(({ channel, on }) => [channel, on]);
    return { ...wish, ...Object.fromEntries(chosen) };
  });
  if (quiet === null) delete next.quiet;
  else if (quiet) next.quiet = quiet;
  if (timezone === null) delete next.timezone;
  else if (timezone) next.timezone = timezone;
  return next;
}
