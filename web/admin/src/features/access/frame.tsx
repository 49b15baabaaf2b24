// The frame of every screen for people who are not signed in: the form at one side, calm at the other; language on top.

import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { LANGS, type Lang, setLang } from "~/app/i18n";
import { Brand } from "./brand";
import classes from "./frame.module.css";
import { hrefOf } from "./go";

const NAMES: Record<Lang, string> = { ru: "Русский", en: "English" };

function Languages() {
  const { t, i18n } = useTranslation("app");
  return (
    <fieldset className={classes.langs} aria-label={t("account.language")}>
      {LANGS.map((lang) => (
        <button
          key={lang}
          type="button"
          lang={lang}
          aria-pressed={i18n.resolvedLanguage === lang}
          onClick={() => void setLang(lang)}
        >
          {NAMES[lang]}
        </button>
      ))}
    </fieldset>
  );
}

function Mark() {
  return (
    <Group gap={10} wrap="nowrap">
      <img src="/app/icon.svg" alt="" width={32} height={32} />
      <Text fw={600} size="lg" component="span">
        Samovar
      </Text>
    </Group>
  );
}

interface Props {
  title: string;
  text?: ReactNode;
  children: ReactNode;
  /** Under the form: the other ways from here. */
  foot?: ReactNode;
}

export function PublicFrame({ title, text, children, foot }: Props) {
  useEffect(() => {
    document.title = `${title} · Samovar`;
  }, [title]);
  return (
    <div className={classes.frame}>
      <div className={classes.side}>
        <header className={classes.top}>
          <Mark />
          <Languages />
        </header>
        <main className={classes.main}>
          <Stack gap={6} mb="xl">
            <Title order={1} textWrap="balance">
              {title}
            </Title>
            {text && (
              <Text c="dimmed" style={{ textWrap: "pretty" }}>
                {text}
              </Text>
            )}
          </Stack>
          {children}
          {foot && <div className={classes.foot}>{foot}</div>}
        </main>
      </div>
      <Brand />
    </div>
  );
}

/** A way to another public screen, big enough for a thumb. */
export function Way({ to, children }: { to: "/login" | "/register" | "/forgot"; children: ReactNode }) {
  return (
    <Anchor href={hrefOf(to)} size="sm" fw={500} className={classes.way ?? ""}>
      {children}
    </Anchor>
  );
}
