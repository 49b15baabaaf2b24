// A list or a report as a file: the browser downloads it from the server, which writes it down. Only for whom the firm trusts with it.

import { ActionIcon, Button, Menu } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { currentLang } from "~/app/i18n";
import { useMay } from "~/app/session";

/** The query of an export: what spreadsheets of the person's language expect. */
export function fileQuery(format: "csv" | "xlsx", lang: string): Record<string, string> {
  const isRu = lang === "ru";
  return { format, lang: isRu ? "ru" : "en", ...(format === "csv" && isRu ? { separator: "semicolon" } : {}) };
}

/** The address of a list as a file; `filter` is the query of the list. */
export function listFile(list: string, filter: object): (format: "csv" | "xlsx") => string {
  return (format) => {
    const query = new URLSearchParams(fileQuery(format, currentLang()));
    const told = Object.entries(filter).filter(([, value]) => value !== undefined && value !== null);
    const narrowed = new URLSearchParams(told.map(([key, value]) => [key, String(value)])).toString();
    if (narrowed) query.set("filter", narrowed);
    return `/api/v1/exports/${list}?${query}`;
  };
}

export function ExportMenu({ file, isShort = false }: { file: (format: "csv" | "xlsx") => string; isShort?: boolean }) {
  const { t } = useTranslation();
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  if (!useMay("export")) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        {isPhone || isShort ? (
          <ActionIcon variant="default" size={isPhone ? 40 : 36} aria-label={t("download.action")}>
            <IconDownload size={18} stroke={1.6} />
          </ActionIcon>
        ) : (
          <Button variant="default" leftSection={<IconDownload size={17} stroke={1.6} aria-hidden />}>
            {t("download.action")}
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {(["xlsx", "csv"] as const).map((format) => (
          <Menu.Item key={format} component="a" href={file(format)} download>
            {t(`download.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
