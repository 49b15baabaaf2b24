// Settings: who was erased and when, each with its proof. No names: there are none any more.

import { Button, Stack, Text } from "@mantine/core";
import { IconFileCertificate, IconUserOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { fullDay, time } from "~/app/format";
import { useMay } from "~/app/session";
import { Block } from "~/features/settings/parts";
import { EmptyState, ErrorState, Forbidden, Loading, PageHeader } from "~/ui";
import classes from "./erasures.module.css";
import { Proof } from "./proof";
import { ERASURES, type Erasure, erasuresQuery, useErasuresLive } from "./queries";
import { Retention } from "./retention";

const rowsOf = ({ counts }: Erasure) => Object.values(counts).reduce((sum, count) => sum + count, 0);

export function ErasuresSettings() {
  const { t } = useTranslation(["erasures", "contacts"]);
  const mayManage = useMay("manage_org");
  const zone = useZone();
  const navigate = useNavigate();
  const { proof } = useSearch({ strict: false }) as { proof?: string };
  const { data: erasures, error, refetch } = useQuery({ ...erasuresQuery, enabled: mayManage });
  useErasuresLive();
  if (!mayManage) return <Forbidden />;
  const open = (id: string | undefined) => void navigate({ to: ERASURES, search: (id ? { proof: id } : {}) as never });
  return (
    <>
      <PageHeader title={t("title")} text={t("text")} />
      <Stack gap="lg">
        <Retention />
        <Block>
          {error && !erasures ? (
            <ErrorState error={error} retry={() => void refetch()} />
          ) : !erasures ? (
            <Loading rows={3} />
          ) : erasures.length === 0 ? (
            <EmptyState icon={IconUserOff} title={t("empty.title")} text={t("empty.text")} />
          ) : (
            <ul className={classes.list} aria-label={t("title")}>
              {erasures.map((erasure) => (
                <li key={erasure.id} className={classes.row}>
                  <div>
                    <Text fw={500}>
                      {fullDay(erasure.at, zone)}, {time(erasure.at, zone)}
                    </Text>
                    <Text size="sm" c="dimmed">
                      {[
                        erasure.by?.kind === "system" ? t("by_rule") : erasure.by?.name,
                        t("rows", { count: rowsOf(erasure) }),
                        erasure.files > 0 ? t("files", { count: erasure.files }) : "",
                      ]
                        .filter(Boolean)
                        .join(" · ")}
                    </Text>
                  </div>
                  <Button
                    variant="default"
                    mih={40}
                    leftSection={<IconFileCertificate size={17} stroke={1.7} aria-hidden />}
                    aria-label={t("open", { date: `${fullDay(erasure.at, zone)}, ${time(erasure.at, zone)}` })}
                    onClick={() => open(erasure.id)}
                  >
                    {t("proof.name")}
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </Block>
      </Stack>
      {proof && <Proof id={proof} onClose={() => open(undefined)} />}
    </>
  );
}
