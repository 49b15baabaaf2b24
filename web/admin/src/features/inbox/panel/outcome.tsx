// What the talk has come to: booked, answered, sold, handed over and why, lost; and whether that still holds.

import { Group, Text } from "@mantine/core";
import {
  type Icon,
  IconCalendarCheck,
  IconCircleDashed,
  IconDoorExit,
  IconMessageCheck,
  IconShoppingBagCheck,
  IconUserQuestion,
} from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { because } from "../model/outcome";
import { reasonOf } from "../names";
import { refreshSoon } from "../queries";
import type { Conversation, Outcome as Ended } from "../wire";
import classes from "./panel.module.css";

const ICONS: Record<Ended["kind"], Icon> = {
  booked: IconCalendarCheck,
  sold: IconShoppingBagCheck,
  answered: IconMessageCheck,
  handed_over: IconUserQuestion,
  lost: IconDoorExit,
  unclear: IconCircleDashed,
};

/** An answer of the agent may change what the talk comes to, and no event tells so. */
function useFresh({ id, last_message: last }: Conversation): void {
  const seen = useRef(last?.seq);
  useEffect(() => {
    if (seen.current === last?.seq) return;
    seen.current = last?.seq;
    if (last?.author === "agent") refreshSoon(id);
  }, [id, last?.seq, last?.author]);
}

export function Outcome({ row }: { row: Conversation }) {
  const { t } = useTranslation("inbox");
  useFresh(row);
  const { outcome } = row;
  if (!outcome) return null;
  const Shape = ICONS[outcome.kind];
  const why = because(outcome);
  return (
    <section className={classes.part} aria-labelledby="outcome">
      <h3 className={classes.label} id="outcome">
        {t(outcome.resolution === "open" ? "outcome.so_far" : "outcome.title")}
      </h3>
      <Group gap={8} wrap="nowrap" align="flex-start" className={classes.outcome ?? ""}>
        <Shape size={18} stroke={1.6} aria-hidden />
        <div>
          <Text size="sm" fw={500}>
            {t(`outcome.kind.${outcome.kind}`)}
          </Text>
          {outcome.kind === "handed_over" && outcome.reason && <Text size="sm">{reasonOf(t, outcome.reason)}</Text>}
          {why && (
            <Text size="xs" c="dimmed">
              {t(why)}
            </Text>
          )}
        </div>
      </Group>
    </section>
  );
}
