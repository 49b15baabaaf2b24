// What differs between two states of an agent: texts line by line, lists by what came and went, the rest before and after.

import { Badge, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { ErrorState, Loading } from "~/ui";
import { useNames } from "../around";
import { fieldName, listChange, valueText } from "../field-names";
import { diffQuery } from "../queries";
import classes from "./diff.module.css";

type Change = Awaited<
  ReturnType<Extract<ReturnType<typeof diffQuery>["queryFn"], (...args: never[]) => unknown>>
>[number];

export function Diff({ id, from, to }: { id: string; from: string; to: string }) {
  const { t } = useTranslation("agents");
  const { data, error, refetch } = useQuery(diffQuery(id, from, to));
  if (error && !data) return <ErrorState error={error} retry={refetch} />;
  if (!data) return <Loading rows={3} />;
  if (data.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("diff.same")}
      </Text>
    );
  return (
    <Stack gap="md">
      {data.map((change) => (
        <section key={change.field}>
          <Title order={3} mb={6}>
            {fieldName(t, change.field)}
          </Title>
          {change.hunks.length > 0 ? <Lines change={change} /> : <Values change={change} />}
        </section>
      ))}
    </Stack>
  );
}

const SIGNS = { same: " ", removed: "−", added: "+" } as const;

function Lines({ change }: { change: Change }) {
  const { t } = useTranslation("agents");
  return (
    <Stack gap={6}>
      {change.hunks.map((hunk) => (
        <div key={`${hunk.before_line} ${hunk.after_line}`} className={classes.hunk}>
          {hunk.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a comparison do not move
            <div key={index} className={classes[line.op]}>
              <span className={classes.sign} aria-hidden>
                {SIGNS[line.op]}
              </span>
              {line.op !== "same" && <span className="visually-hidden">{t(`diff.${line.op}`)} </span>}
              <span>{line.text || " "}</span>
            </div>
          ))}
        </div>
      ))}
    </Stack>
  );
}

function Values({ change }: { change: Change }) {
  const { t } = useTranslation("agents");
  const named = useNames();
  const currency = useFirm()?.currency ?? "RUB";
  const { field, before, after } = change;
  const say = (value: unknown) => valueText(t, field, value, named, currency);
  if (Array.isArray(before) || Array.isArray(after)) {
    const { gone, come, isOnlyOrder } = listChange(before, after);
    if (isOnlyOrder) return <Text size="sm">{t("diff.order")}</Text>;
    return (
      <Group gap={6}>
        {gone.map((one) => (
          <Badge key={`- ${one}`} variant="light" color="red" tt="none" fw={500} size="lg" className={classes.chip}>
            <span className="visually-hidden">{t("diff.removed")} </span>− {say(one)}
          </Badge>
        ))}
        {come.map((one) => (
          <Badge key={`+ ${one}`} variant="light" color="teal" tt="none" fw={500} size="lg" className={classes.chip}>
            <span className="visually-hidden">{t("diff.added")} </span>+ {say(one)}
          </Badge>
        ))}
      </Group>
    );
  }
  return (
    <Group gap={8}>
      <Text size="sm" c="dimmed">
        {say(before)}
      </Text>
      <IconArrowRight size={15} aria-label={t("diff.becomes")} role="img" />
      <Text size="sm" fw={500}>
        {say(after)}
      </Text>
    </Group>
  );
}
