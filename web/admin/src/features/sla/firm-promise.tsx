// What the firm promises where no team says otherwise.

import { SimpleGrid } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { firmQuery } from "~/app/firm";
import { Block } from "~/features/settings/parts";
import { useSaveFirm } from "~/features/settings/queries";
import { showProblem } from "~/ui";
import { PromiseSelect } from "./promise-select";

export function FirmPromise() {
  const { t } = useTranslation("sla");
  const { data: firm } = useQuery(firmQuery);
  const save = useSaveFirm();
  if (!firm) return null;
  const now = { first_minutes: null, next_minutes: null, ...firm.settings.sla };
  const set = (part: Partial<typeof now>) =>
    save.mutate({ settings: { sla: { ...now, ...part } } }, { onError: showProblem });
  return (
    <Block title={t("firm.title")} text={t("firm.text")}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <PromiseSelect
          label={t("first")}
          none={t("nothing")}
          value={now.first_minutes ?? null}
          disabled={save.isPending}
          onChange={(first_minutes) => set({ first_minutes })}
        />
        <PromiseSelect
          label={t("next")}
          none={t("nothing")}
          value={now.next_minutes ?? null}
          disabled={save.isPending}
          onChange={(next_minutes) => set({ next_minutes })}
        />
      </SimpleGrid>
    </Block>
  );
}
