// What a deal says of itself: sum, who leads it, when it is expected, the firm's own fields, what the agent found out.

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { fullDay, money } from "~/app/format";
import { currentLang } from "~/app/i18n";
import { useFields } from "~/features/custom-fields/queries";
import { parted, shownValue } from "~/features/custom-fields/values";
import { membersQuery } from "~/features/people/queries";
import { showProblem } from "~/ui";
import { again, keep } from "../cache";
import { FieldInput } from "../field-input";
import { called, fieldName, knownName } from "../names";
import { changeDeal, toursQuery } from "../queries";
import { told } from "../told";
import type { Change, Deal, Pipeline } from "../wire";
import classes from "./deal.module.css";
import { Fact } from "./fact";

export async function saveDeal(id: string, change: Change): Promise<boolean> {
  try {
    keep(await changeDeal(id, change));
    again();
    return true;
  } catch (error) {
    showProblem(error);
    return false;
  }
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

interface Props {
  deal: Deal;
  pipelines: Pipeline[];
  isOff: boolean;
}

export function Facts({ deal, pipelines, isOff }: Props) {
  const { t } = useTranslation("deals");
  const firm = useFirm();
  const currency = firm?.currency ?? "RUB";
  const fields = useFields("deal");
  const { data: members } = useQuery(membersQuery);
  const { data: tours = [] } = useQuery(toursQuery);
  const { declared, loose } = parted(fields, deal.fields);
  const pipeline = pipelines.find(({ key }) => key === deal.pipeline);
  const tour = tours.find(({ key }) => key === deal.tour);
  const tourNames = new Map(
    tours.map((one) => [one.key, currentLang() === "ru" ? one.name : one.name_en || one.name] as const),
  );
  const owner = members?.find(({ id }) => id === deal.owner_id)?.name;
  const known = Object.entries(deal.known).filter(([, value]) => value !== "");
  const fact = (
    path: "amount" | "owner" | "expected_on" | "tour",
    value: string | number | undefined,
    shown: string | undefined,
    write: (value: string | number | null) => Change,
  ) => {
    const label = fieldName(t, path, fields);
    return (
      <Line label={label}>
        <Fact
          label={label}
          value={value}
          shown={shown}
          empty={t("deal.add")}
          isOff={isOff}
          isChoice={path === "owner" || (path === "tour" && tours.length > 0)}
          input={(draft, onChange) => (
            <FieldInput path={path} label="" value={draft} onChange={onChange} bareName={label} />
          )}
          onSave={(next) => saveDeal(deal.id, write(next ?? null))}
        />
      </Line>
    );
  };
  const hasTours = tours.length > 0 || deal.tour !== undefined;
  return (
    <>
      <section className={classes.part}>
        <h2 className={classes.partTitle}>{t("deal.about")}</h2>
        <dl className={classes.facts}>
          {fact(
            "amount",
            deal.amount,
            deal.amount === undefined ? undefined : money(deal.amount, currency),
            (amount) => ({
              amount: amount === null ? null : Number(amount),
            }),
          )}
          {fact("owner", deal.owner_id, deal.owner_id ? (owner ?? t("somebody")) : undefined, (id) => ({
            owner_id: id === null ? null : String(id),
          }))}
          {fact(
            "expected_on",
            deal.expected_on,
            deal.expected_on && fullDay(`${deal.expected_on}T12:00:00Z`, "UTC"),
            (date) => ({ expected_on: date === null ? null : String(date) }),
          )}
          {hasTours &&
            fact(
              "tour",
              deal.tour,
              tour ? (currentLang() === "ru" ? tour.name : tour.name_en || tour.name) : deal.tour,
              (key) => ({ tour: key === null ? null : String(key) }),
            )}
          {declared.map(([field, value]) => (
            <Line key={field.key} label={field.name}>
              <Fact
                label={field.name}
                value={value || undefined}
                shown={value && shownValue(t, field, value, currency)}
                empty={t("deal.add")}
                isOff={isOff}
                isChoice={field.kind === "choice" || field.kind === "bool"}
                input={(draft, onChange) => (
                  <FieldInput
                    path={`fields.${field.key}`}
                    field={field}
                    label=""
                    bareName={field.name}
                    value={draft}
                    onChange={onChange}
                  />
                )}
                onSave={(next) =>
                  // All of them: an empty one is dropped.
                  saveDeal(deal.id, { fields: { ...deal.fields, [field.key]: next === undefined ? "" : String(next) } })
                }
              />
            </Line>
          ))}
          {loose.map(([name, value]) => (
            <Line key={name} label={name}>
              <div className={classes.plain}>{value}</div>
            </Line>
          ))}
          {deal.loss_reason && (
            <Line label={t("deal.loss")}>
              <div className={classes.plain}>{deal.loss_reason}</div>
            </Line>
          )}
          {pipelines.length > 1 && pipeline && (
            <Line label={t("pipeline")}>
              <div className={classes.plain}>{called(pipeline)}</div>
            </Line>
          )}
          <Line label={t("deal.created")}>
            <div className={classes.plain}>
              {fullDay(deal.created_at, firm?.timezone)}
              {deal.conversation_id && (
                <>
                  {" · "}
                  <Link to="/inbox/$conversationId" params={{ conversationId: deal.conversation_id }}>
                    {t("deal.talk")}
                  </Link>
                </>
              )}
            </div>
          </Line>
        </dl>
      </section>
      {known.length > 0 && (
        <section className={classes.part}>
          <h2 className={classes.partTitle}>{t("deal.known")}</h2>
          <dl className={classes.facts}>
            {known.map(([name, value]) => (
              <Line key={name} label={knownName(t, name)}>
                <div className={classes.plain}>{told(t, name, value, tourNames)}</div>
              </Line>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}
