// How the talks of both versions ended: the share, where it truly lies, and what that means in words.

import { Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight, IconClock, IconEqual, IconScale } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Block } from "~/features/settings/parts";
import classes from "./experiments.module.css";
import { percent } from "./percent";
import type { Comparison, Ratio } from "./queries";
import { barOf, rateOf, told, verdict } from "./words";

const ICONS = {
  better: IconArrowUpRight,
  worse: IconArrowDownRight,
  mixed: IconScale,
  even: IconEqual,
  early: IconClock,
  too_few: IconClock,
};

export function Comparisons({ rows }: { rows: Comparison[] }) {
  const { t } = useTranslation("experiments");
  const { verdict: whole, better, worse } = verdict(rows);
  const named = (measures: typeof better) =>
    measures.map((one) => t("verdict.measure", { name: t(`measure.${one}`) })).join(", ");
  const Icon = ICONS[whole];
  return (
    <>
      <Card padding="lg" component="section" className={classes.verdict} data-standing={whole}>
        <Icon size={26} aria-hidden />
        <div>
          <Title order={2}>{t(`verdict.${whole}`)}</Title>
          <Text size="sm">
            {whole === "even" || whole === "early"
              ? t(`verdict.${whole}_text`)
              : [
                  better.length > 0 && t("verdict.better_in", { measures: named(better) }),
                  worse.length > 0 && t("verdict.worse_in", { measures: named(worse) }),
                ]
                  .filter(Boolean)
                  .join(" ")}
          </Text>
        </div>
      </Card>
      <Block title={t("compare.title")} text={t("compare.text")}>
        <Stack component="ul" gap={0} className={classes.list}>
          {rows.map((row) => (
            <Row key={row.measure} row={row} />
          ))}
        </Stack>
      </Block>
    </>
  );
}

function Row({ row }: { row: Comparison }) {
  const { t } = useTranslation("experiments");
  const { key, count } = told(row);
  const Icon = ICONS[row.standing];
  const isTold = row.standing === "better" || row.standing === "worse";
  const chance = row.chance;
  return (
    <li className={classes.measure}>
      <Text fw={600}>{t(`measure.${row.measure}`)}</Text>
      <Bar who={t("arm.control")} arm="control" ratio={row.control} />
      <Bar who={t("arm.variant")} arm="variant" ratio={row.variant} />
      <Group gap={6} wrap="nowrap" align="flex-start" className={classes.standing} data-standing={row.standing}>
        <Icon size={17} aria-hidden />
        <Text size="sm" fw={isTold ? 600 : 400}>
          {t(`standing.${key}`, { count })}
          {isTold && chance !== undefined && (
            <Text span size="sm" c="dimmed" fw={400}>
              {" "}
              {chance < 0.01
                ? t("chance_least", { percent: percent(0.01) })
                : t("chance", { percent: percent(chance) })}
            </Text>
          )}
        </Text>
      </Group>
    </li>
  );
}

function Bar({ who, arm, ratio }: { who: string; arm: "control" | "variant"; ratio: Ratio }) {
  const { t } = useTranslation("experiments");
  const rate = rateOf(ratio);
  const bar = barOf(ratio);
  const { hits, of, low = 0, high = 0 } = ratio;
  return (
    <div className={classes.bar} data-arm={arm}>
      <Text size="sm">{who}</Text>
      {bar && rate !== undefined ? (
        <div
          className={classes.track}
          role="img"
          aria-label={t("rate.label", { who, rate: percent(rate), low: percent(low), high: percent(high) })}
        >
          <span className={classes.likely} style={{ left: `${bar.from}%`, width: `${bar.width}%` }} />
          <span className={classes.point} style={{ left: `${bar.at}%` }} />
        </div>
      ) : (
        <div className={classes.track} aria-hidden />
      )}
      <Text size="sm" className={classes.figure}>
        {rate === undefined ? (
          t("rate.none")
        ) : (
          <>
            <b>{percent(rate)}</b>{" "}
            <Text span size="xs" c="dimmed">
              {t("rate.of", { hits, of })}
            </Text>
          </>
        )}
      </Text>
    </div>
  );
}
