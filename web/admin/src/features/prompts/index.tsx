// The library of ready blocks on a page of its own: to read before one writes, and to copy from.

import { Stack } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CopyIcon, Page } from "~/ui";
import { PromptList } from "./list";
import classes from "./prompts.module.css";

export function PromptsPage() {
  const { t } = useTranslation("prompts");
  return (
    <Page title={t("title")} text={t("text")}>
      <Stack gap="lg">
        <Link to="/agents" className={classes.back}>
          <IconArrowLeft size={17} aria-hidden />
          {t("to_agents")}
        </Link>
        <PromptList action={({ title, text }) => <CopyIcon value={text} label={t("copy_named", { title })} />} />
      </Stack>
    </Page>
  );
}
