// Whether a model may read documents for the graph: it costs tokens, so the owner decides.

import { Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { useSaveFirm } from "~/features/settings/queries";

export function Reader() {
  const { t } = useTranslation("knowledge");
  const firm = useFirm();
  const mayManage = useMay("manage_org");
  const save = useSaveFirm();
  if (!firm || !mayManage) return null;
  return (
    <Switch
      mb="md"
      checked={firm.settings.graph_by_model ?? true}
      disabled={save.isPending}
      onChange={(event) => save.mutate({ settings: { graph_by_model: event.currentTarget.checked } })}
      label={t("graph.by_model")}
      description={t("graph.by_model_text")}
    />
  );
}
