// Settings: what was brought along, a place for the next file, and how to get it out of the messengers.

import { Anchor, Badge, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { recent } from "~/app/format";
import { useMay } from "~/app/session";
import { Block } from "~/features/settings/parts";
import { ErrorState, Forbidden, Loading, PageHeader } from "~/ui";
import { isBusy, percentOf } from "./choices";
import classes from "./imports.module.css";
import { importAt, importsQuery, useImportsLive } from "./queries";
import { UploadZone } from "./upload";
import type { Import } from "./wire";

const SOURCES = ["whatsapp", "telegram", "table"] as const;
const STEPS = [1, 2, 3] as const;

export function StateBadge({ one }: { one: Import }) {
  const { t } = useTranslation("imports");
  const color = one.state === "done" ? "teal" : one.state === "failed" ? "red" : isBusy(one) ? "blue" : "gray";
  return (
    <Badge variant="light" color={color} tt="none">
      {t(`state.${one.state}`)}
      {(one.state === "running" || one.state === "undoing") && ` ${percentOf(one)} %`}
    </Badge>
  );
}

function Row({ one }: { one: Import }) {
  const { t } = useTranslation("imports");
  const zone = useZone();
  const { contacts_new: contacts, messages_new: messages } = one.counts;
  const came = [
    contacts > 0 && t("came.contacts", { count: contacts }),
    messages > 0 && t("came.messages", { count: messages }),
  ];
  return (
    <li className={classes.row}>
      <div className={classes.main}>
        <Anchor component={Link} to={importAt(one.id)} fw={500}>
          {one.name}
        </Anchor>
        <Text size="sm" c="dimmed">
          {[one.format && t(`format.${one.format}`), recent(one.created_at, zone), ...came].filter(Boolean).join(" · ")}
        </Text>
      </div>
      <StateBadge one={one} />
    </li>
  );
}

function HowTo() {
  const { t } = useTranslation("imports");
  return (
    <div className={classes.two}>
      {SOURCES.map((source) => (
        <section key={source}>
          <Title order={3}>{t(`how.${source}.title`)}</Title>
          <ol className={classes.steps}>
            {STEPS.map((step) => (
              <li key={step}>{t(`how.${source}.step_${step}`)}</li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

export function ImportsSettings() {
  const { t } = useTranslation("imports");
  const mayManage = useMay("manage_org");
  const { data: imports, error, refetch } = useQuery({ ...importsQuery, enabled: mayManage });
  useImportsLive();
  if (!mayManage) return <Forbidden />;
  return (
    <>
      <PageHeader title={t("title")} text={t("text")} />
      <Stack>
        <UploadZone />
        {error && !imports ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : !imports ? (
          <Loading rows={3} />
        ) : (
          imports.length > 0 && (
            <Block title={t("list")}>
              <ul className={classes.list} aria-label={t("list")}>
                {imports.map((one) => (
                  <Row key={one.id} one={one} />
                ))}
              </ul>
            </Block>
          )
        )}
        <Block title={t("how.title")}>
          <HowTo />
        </Block>
      </Stack>
    </>
  );
}
