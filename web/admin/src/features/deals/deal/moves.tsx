// Every move of a deal: where to, who or what moved it, how long it had stood before.

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { moment } from "~/app/format";
import { Problem } from "~/ui";
import { called, spanText } from "../names";
import { movesQuery } from "../queries";
import type { Moved, Pipeline } from "../wire";
import classes from "./deal.module.css";

/** In plain words: «Анна Ким», «агент Айгуль», «создана запись», «клиент долго молчал». */
export function causeText(t: TFunction, move: Moved): string {
  const name = move.by?.name;
  if (move.cause === "person")
    return name ? (move.by?.kind === "key" ? t("deals:cause.key", { name }) : name) : t("deals:cause.person");
  if (move.cause === "agent") return name ? t("deals:cause.agent_named", { name }) : t("deals:cause.agent");
  return t(`deals:cause.${move.cause}`);
}

export function Moves({ id, pipelines }: { id: string; pipelines: Pipeline[] }) {
  const { t } = useTranslation("deals");
  const zone = useZone();
  const { data: moves, error } = useQuery(movesQuery(id));
  const stages = new Map(pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => [stage.key, stage])));
  const nameOf = (key: string) => {
    const stage = stages.get(key);
    return stage ? called(stage) : key;
  };
  return (
    <section className={classes.part}>
      <h2 className={classes.partTitle}>{t("moves.title")}</h2>
      {error && !moves ? (
        <Problem error={error} />
      ) : !moves ? (
        <Skeleton height={64} radius="md" />
      ) : (
        <ol className={classes.moves}>
          {moves.map((move) => (
            <li
              key={move.id}
              className={classes.move}
              style={{ "--stage": `var(--mantine-color-${stages.get(move.to)?.color ?? "gray"}-6)` } as CSSProperties}
            >
              <div>
                <div className={classes.moveTo}>
                  {move.from
                    ? t("moves.moved", { from: nameOf(move.from), to: nameOf(move.to) })
                    : t("moves.began", { to: nameOf(move.to) })}
                </div>
                <div className={classes.soft}>
                  {causeText(t, move)}
                  {" · "}
                  <time dateTime={move.at}>{moment(move.at, zone)}</time>
                  {move.spent_seconds !== undefined && move.spent_seconds !== null && move.from && (
                    <> · {t("moves.spent", { span: spanText(t, move.spent_seconds) })}</>
                  )}
                </div>
                {move.loss_reason && (
                  <div className={classes.soft}>{t("moves.reason", { reason: move.loss_reason })}</div>
                )}
                {move.booking_id && (
                  <Link to="/calendar" search={{ booking: move.booking_id }} className={classes.soft}>
                    {t("moves.booking")}
                  </Link>
                )}
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
