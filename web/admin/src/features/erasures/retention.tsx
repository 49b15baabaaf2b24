// How long data is kept that nobody works with. Whoever shortens a term is told first how much goes at night.

import { Alert, Select, SimpleGrid } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { firmQuery } from "~/app/firm";
import { Block } from "~/features/settings/parts";
import { useSaveFirm } from "~/features/settings/queries";
import { ErrorState, Loading, showProblem, useConfirm } from "~/ui";
import { dueNow, dueQuery, RULES, type Rule, type Rules, withValue } from "./terms";

export function Retention() {
  const { t } = useTranslation(["erasures", "app"]);
  const { data: firm, error, refetch } = useQuery(firmQuery);
  const save = useSaveFirm();
  const confirm = useConfirm();
  const rules: Rules = { ...firm?.settings.retention };
  const { data: due } = useQuery({ ...dueQuery(rules), enabled: Boolean(firm) });
  if (error && !firm) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!firm) return <Loading rows={2} />;

  const set = async (rule: Rule, value: number | null) => {
    const next = { ...rules, [rule]: value };
    try {
      const { contacts } = value ? await dueNow({ [rule]: value }) : { contacts: 0 };
      const agreed =
        rule !== "contact_months" ||
        contacts === 0 ||
        (await confirm({
          title: t("keep.confirm.title", { count: contacts }),
          text: t("keep.confirm.text"),
          action: t("keep.confirm.action"),
          isDanger: true,
        }));
      if (agreed) save.mutate({ settings: { retention: next } }, { onError: showProblem });
    } catch (problem) {
      showProblem(problem);
    }
  };
  const label = (rule: Rule, value: number) => t(rule === "trace_days" ? "keep.days" : "keep.months", { count: value });
  return (
    <Block title={t("keep.title")} text={t("keep.text")}>
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        {RULES.map(({ rule, terms }) => (
          <Select
            key={rule}
            label={t(`keep.${rule}`)}
            description={t(`keep.${rule}_text`)}
            data={[
              { value: "", label: t("keep.always") },
              ...withValue(terms, rules[rule]).map((term) => ({ value: String(term), label: label(rule, term) })),
            ]}
            value={String(rules[rule] ?? "")}
            allowDeselect={false}
            inputWrapperOrder={["label", "input", "description"]}
            disabled={save.isPending}
            onChange={(value) => void set(rule, value ? Number(value) : null)}
          />
        ))}
      </SimpleGrid>
      {due && due.contacts > 0 && (
        <Alert mt="md" color="yellow" role="status">
          {t("keep.tonight", { count: due.contacts })}
        </Alert>
      )}
    </Block>
  );
}
