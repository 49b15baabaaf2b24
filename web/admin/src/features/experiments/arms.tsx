// Both versions side by side: how much they talked, how fast, for how much.

import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { number, tinyMoney } from "~/app/format";
import { Block } from "~/features/settings/parts";
import classes from "./experiments.module.css";
import type { Arm } from "./queries";

export function Arms({ arms }: { arms: Arm[] }) {
  const { t } = useTranslation("experiments");
  const currency = useFirm()?.currency ?? "RUB";
  const duration = (ms: number) =>
    ms >= 1_000 ? t("arm.seconds", { value: number(ms / 1_000, 1) }) : t("arm.ms", { value: number(ms) });
  const none = "—";
  const rows: [string, (arm: Arm) => string][] = [
    [t("arm.conversations"), (arm) => number(arm.conversations)],
    [t("arm.contacts"), (arm) => number(arm.contacts)],
    [t("arm.turns"), (arm) => number(arm.turns)],
    [t("arm.turn_ms"), (arm) => (arm.turns > 0 ? duration(arm.turn_ms) : none)],
    [t("arm.tokens"), (arm) => number(arm.tokens)],
    [t("arm.cost"), (arm) => tinyMoney(arm.cost, currency)],
    [
      t("arm.per_talk"),
      (arm) => (arm.conversations > 0 ? tinyMoney(Math.round(arm.cost / arm.conversations), currency) : none),
    ],
    [
      t("arm.rating"),
      (arm) =>
        arm.rating === undefined
          ? t("arm.no_rating")
          : t("arm.ratings", { value: number(arm.rating, 1), count: arm.ratings }),
    ],
  ];
  return (
    <Block>
      <Table className={classes.arms} horizontalSpacing={8} verticalSpacing={9}>
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            {arms.map(({ arm, version }) => (
              <Table.Th key={arm} scope="col">
                <span className={classes.dot} data-arm={arm} aria-hidden />
                {t(`arm.${arm}`)}
                <Text size="xs" c="dimmed" fw={400} component="span" display="block">
                  {t("version", { number: version })}
                </Text>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th scope="row">{label}</Table.Th>
              {arms.map((arm) => (
                <Table.Td key={arm.arm}>{value(arm)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Block>
  );
}
