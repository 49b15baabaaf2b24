// Language models: whose accounts are used, what they may cost, what they have cost. The agent works without any.

import { Alert, Stack } from "@mantine/core";
import { IconShieldLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { Block } from "~/features/settings/parts";
import { ErrorState, Forbidden, Loading, PageHeader } from "~/ui";
import { Limits } from "./limits";
import { Prices } from "./prices";
import { Providers } from "./providers";
import { providersQuery, vendorsQuery } from "./queries";
import { Usage } from "./usage";

export function ModelsSettings() {
  const { t } = useTranslation("models");
  const mayManage = useMay("manage_org");
  const providers = useQuery({ ...providersQuery, enabled: mayManage });
  const vendors = useQuery({ ...vendorsQuery, enabled: mayManage });
  if (!mayManage) return <Forbidden />;
  const error = providers.error ?? vendors.error;
  const retry = () => {
    void providers.refetch();
    void vendors.refetch();
  };
  return (
    <>
      <PageHeader title={t("title")} text={t("text")} />
      {providers.data && vendors.data ? (
        <Stack gap="lg">
          <Providers providers={providers.data} vendors={vendors.data} />
          <Alert icon={<IconShieldLock size={18} />} color="gray" title={t("privacy.title")}>
            {t("privacy.text")}
          </Alert>
          {providers.data.length > 0 && (
            <>
              <Block title={t("usage.title")} text={t("usage.text")}>
                <Usage providers={providers.data} />
              </Block>
              <Block title={t("limits.title")} text={t("limits.text")}>
                <Limits />
              </Block>
              <Block title={t("prices.title")} text={t("prices.text")}>
                <Prices vendors={vendors.data} />
              </Block>
            </>
          )}
        </Stack>
      ) : error ? (
        <ErrorState error={error} retry={retry} />
      ) : (
        <Loading rows={8} />
      )}
    </>
  );
}
