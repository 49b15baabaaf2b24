// Quiet hours: what comes then waits and is told at once when they are over.

import { Group, Select, Stack, Switch } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { zoneChoices } from "~/features/settings/choices";
import { TimeField } from "~/ui";
import { toClock, toMinutes } from "./names";
import type { Settings, SettingsChange } from "./wire";

const NIGHT = { from: 22 * 60, to: 8 * 60 };

interface Props {
  settings: Settings;
  change: (change: SettingsChange) => void;
}

export function QuietHours({ settings, change }: Props) {
  const { t, i18n } = useTranslation("notices");
  const { quiet } = settings;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names of zones follow the language
  const zones = useMemo(
    () => zoneChoices(settings.timezone ?? here, new Date()),
    [settings.timezone, i18n.resolvedLanguage],
  );
  const set = (part: Partial<typeof NIGHT>) => {
    const next = { ...(quiet ?? NIGHT), ...part };
    if (next.from !== next.to) change({ quiet: next });
  };
  return (
    <Stack gap="lg">
      <Switch
        size="md"
        label={t("quiet.on")}
        description={t("quiet.text")}
        checked={quiet !== undefined}
        onChange={(event) =>
          change(event.currentTarget.checked ? { quiet: NIGHT, timezone: settings.timezone ?? here } : { quiet: null })
        }
      />
      {quiet && (
        <>
          <Group gap="md" align="flex-end">
            <TimeField
              label={t("quiet.from")}
              value={toClock(quiet.from)}
              onChange={(at) => set({ from: toMinutes(at) })}
            />
            <TimeField label={t("quiet.to")} value={toClock(quiet.to)} onChange={(at) => set({ to: toMinutes(at) })} />
            <Select
              label={t("quiet.zone")}
              data={zones}
              searchable
              allowDeselect={false}
              value={settings.timezone ?? here}
              onChange={(zone) => zone && change({ timezone: zone })}
              style={{ flex: "1 1 220px" }}
            />
          </Group>
          <Switch
            size="md"
            label={t("quiet.urgent")}
            description={t("quiet.urgent_text")}
            checked={settings.lets_urgent}
            onChange={(event) => change({ lets_urgent: event.currentTarget.checked })}
          />
        </>
      )}
    </Stack>
  );
}
