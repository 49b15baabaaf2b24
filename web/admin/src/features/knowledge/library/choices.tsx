// The three ways knowledge comes in: as the first page of an empty base, and as the items of "Add".

import { Menu, Text, Title, UnstyledButton } from "@mantine/core";
import { IconFileUpload, IconNotes, IconWorldDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "~/ui";
import classes from "../knowledge.module.css";

export type Way = "article" | "files" | "site";
const WAYS = [
  { way: "article", icon: IconNotes },
  { way: "files", icon: IconFileUpload },
  { way: "site", icon: IconWorldDownload },
] as const;

export function AddItems({ onChoose }: { onChoose: (way: Way) => void }) {
  const { t } = useTranslation("knowledge");
  return WAYS.map(({ way, icon: Icon }) => (
    <Menu.Item key={way} leftSection={<Icon size={18} stroke={1.6} />} onClick={() => onChoose(way)}>
      {t(`way.${way}.action`)}
    </Menu.Item>
  ));
}

/** Without `onChoose` there is only something to read. */
export function Choices({ onChoose }: { onChoose: ((way: Way) => void) | undefined }) {
  const { t } = useTranslation("knowledge");
  if (!onChoose) return <EmptyState icon={IconNotes} title={t("empty.title")} text={t("empty.read_only")} />;
  return (
    <section className={classes.start} aria-labelledby="knowledge-empty">
      <Title order={2} id="knowledge-empty" ta="center" textWrap="balance">
        {t("empty.title")}
      </Title>
      <Text c="dimmed" ta="center" maw={520} style={{ textWrap: "pretty" }}>
        {t("empty.text")}
      </Text>
      <div className={classes.ways}>
        {WAYS.map(({ way, icon: Icon }) => (
          <UnstyledButton key={way} className={classes.way} onClick={() => onChoose(way)}>
            <Icon size={30} stroke={1.4} aria-hidden />
            <Text span fw={600}>
              {t(`way.${way}.action`)}
            </Text>
            <Text span size="sm" c="dimmed">
              {t(`way.${way}.text`)}
            </Text>
          </UnstyledButton>
        ))}
      </div>
    </section>
  );
}
