// A page of the settings that changes the firm itself: its head, and its form once the firm is known.

import type { OrgView } from "@samovar/client";
import { useQuery } from "@tanstack/react-query";
import type { ComponentType, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { firmQuery } from "~/app/firm";
import { useMay } from "~/app/session";
import { ErrorState, Forbidden, Loading, PageHeader } from "~/ui";
import { useFirmLive } from "./queries";

interface Props {
  name: "agent" | "firm" | "visits";
  actions?: ReactNode;
  form: ComponentType<{ org: OrgView }>;
}

export function FirmSection({ name, actions, form: Form }: Props) {
  const { t } = useTranslation("settings");
  const mayEdit = useMay("manage_org");
  const { data, error, refetch } = useQuery(firmQuery);
  useFirmLive();
  if (!mayEdit) return <Forbidden />;
  return (
    <>
      <PageHeader title={t(`section.${name}.name`)} text={t(`section.${name}.text`)} actions={actions} />
      {data ? (
        <Form key={data.id} org={data} />
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={8} />
      )}
    </>
  );
}
