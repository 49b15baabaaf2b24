// Ctrl+K: go anywhere by typing a few letters.

import { Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { SECTIONS } from "./sections";

export function Palette() {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const actions: SpotlightActionData[] = SECTIONS.map(({ id, to, icon: Icon }) => ({
    id,
    label: t(`nav.${id}`),
    onClick: () => void navigate({ to }),
    leftSection: <Icon size={19} stroke={1.6} aria-hidden />,
  }));
  return (
    <Spotlight
      actions={actions}
      shortcut={["mod + K"]}
      nothingFound={t("palette.empty")}
      highlightQuery
      scrollable
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.6} aria-hidden />,
        placeholder: t("palette.placeholder"),
        "aria-label": t("palette.placeholder"),
      }}
    />
  );
}
