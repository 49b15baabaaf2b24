// Free times around a wanted one, as buttons.

import { Button, Group, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dayKey, shortDay, time } from "~/app/format";
import { nearest } from "./conflict";
import { slotsQuery } from "./queries";
import { MINUTE } from "./zone";

interface Props {
  services: string[];
  employee: string | undefined;
  branch: string | undefined;
  wanted: number;
  moving?: string | undefined;
  zone: string;
  /** Where it stands now is no news. */
  except?: string | undefined;
  onPick: (startsAt: string) => void;
}

export function NearestTimes({ services, employee, branch, wanted, moving, zone, except, onPick }: Props) {
  const { t } = useTranslation("calendar");
  const hour = 60 * MINUTE;
  const rounded = Math.floor(wanted / hour) * hour;
  const from = Math.max(rounded - 12 * hour, Math.floor(Date.now() / (5 * MINUTE)) * 5 * MINUTE);
  const until = Math.max(rounded, from) + 7 * 24 * hour;
  const iso = (at: number) => new Date(at).toISOString();
  const { data, isPending } = useQuery(
    slotsQuery({ services, employee, branch, moving, from: iso(from), until: iso(until) }),
  );
  const found =
    data &&
    nearest(
      data.filter((slot) => slot.starts_at !== except),
      wanted,
      6,
    );
  return (
    <div>
      <Text size="sm" fw={500} mb={6}>
        {t("conflict.nearest")}
      </Text>
      {isPending && <Skeleton h={34} />}
      {found?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("conflict.no_nearest")}
        </Text>
      )}
      <Group gap={8}>
        {found?.map((slot) => (
          <Button
            key={slot.starts_at}
            variant="light"
            size="compact-sm"
            className="tabular"
            onClick={() => onPick(slot.starts_at)}
          >
            {dayKey(slot.starts_at, zone) === dayKey(new Date(wanted), zone)
              ? ""
              : `${shortDay(slot.starts_at, zone)}, `}
            {time(slot.starts_at, zone)}
          </Button>
        ))}
      </Group>
    </div>
  );
}
