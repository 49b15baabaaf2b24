// The library of ready blocks on a page of its own: to read before one writes, and to copy from.

import { Box } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CopyIcon, PageHeader } from "~/ui";
import { PromptList } from "./list";
import classes from "./prompts.module.css";

export function PromptsPage() {
  const { t } = useTranslation("prompts");
  return (
    <Box p={{ base: "md", sm: "xl" }} maw={980} mx="auto" w="100%">
      <Link to="/agents" className={classes.back}>
        <IconArrowLeft size={17} aria-hidden />
        {t("to_agents")}
      </Link>
      <PageHeader title={t("title")} text={t("text")} />
      <PromptList action={({ title, text }) => <CopyIcon value={text} label={t("copy_named", { title })} />} />
    </Box>
  );
}
