// Money that is to come before the visit: how much, whether it has come, and saying so.

import { Anchor, Button, Group, Text } from "@mantine/core";
import { IconCoin } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { money, shortDay } from "~/app/format";
import classes from "./details.module.css";
import type { Visit } from "./queries";

interface Props {
  visit: Visit;
  zone: string;
  mayBook: boolean;
  onPrepaid: (visit: Visit, isPaid: boolean) => void;
}

/** Does money have to come before the visit still? */
export const awaitsMoney = (visit: Visit): boolean =>
  visit.prepayment > 0 && !visit.prepaid_at && (visit.status === "booked" || visit.status === "confirmed");

export function Prepayment({ visit, zone, mayBook, onPrepaid }: Props) {
  const { t } = useTranslation("calendar");
  const sum = money(visit.prepayment, visit.price.currency);
  return (
    <Group gap={8} justify="space-between" wrap="nowrap" align="center">
      <Group gap={6} wrap="nowrap" align="flex-start">
        <IconCoin size={16} className={classes.sign} aria-hidden />
        <Text size="sm">
          {visit.prepaid_at
            ? t("prepay.came", { sum, day: shortDay(visit.prepaid_at, zone) })
            : t(awaitsMoney(visit) ? "prepay.awaited" : "prepay.none", { sum })}
        </Text>
      </Group>
      {mayBook && awaitsMoney(visit) && (
        <Button size="compact-md" variant="light" style={{ flex: "none" }} onClick={() => onPrepaid(visit, true)}>
          {t("prepay.mark")}
        </Button>
      )}
      {mayBook && visit.prepaid_at && (
        <Anchor component="button" type="button" size="sm" c="dimmed" onClick={() => onPrepaid(visit, false)}>
          {t("prepay.undo")}
        </Anchor>
      )}
    </Group>
  );
}
