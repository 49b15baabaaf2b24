// Buttons that write Markdown for those who do not know it.

import { ActionIcon, Group, Tooltip } from "@mantine/core";
import { IconBold, IconHeading, IconItalic, IconLink, IconList, IconListNumbers, IconTable } from "@tabler/icons-react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import classes from "./editor.module.css";
import { type Tool, use } from "./typing";

const TOOLS = [
  { tool: "heading", icon: IconHeading },
  { tool: "bold", icon: IconBold },
  { tool: "italic", icon: IconItalic },
  { tool: "list", icon: IconList },
  { tool: "numbers", icon: IconListNumbers },
  { tool: "link", icon: IconLink },
  { tool: "table", icon: IconTable },
] as const;

interface Props {
  area: RefObject<HTMLTextAreaElement | null>;
  onChange: (text: string) => void;
}

export function Tools({ area, onChange }: Props) {
  const { t } = useTranslation("knowledge");
  const apply = (tool: Tool) => {
    const field = area.current;
    if (!field) return;
    const words = { link: t("tool.link_text"), table: t("tool.table_text"), text: t("tool.text") };
    const next = use(tool, { text: field.value, from: field.selectionStart, to: field.selectionEnd }, words);
    field.focus();
    // The browser's own way keeps its undo.
    field.setSelectionRange(0, field.value.length);
    if (!document.execCommand("insertText", false, next.text)) onChange(next.text);
    requestAnimationFrame(() => field.setSelectionRange(next.from, next.to));
  };
  return (
    <Group gap={2} className={classes.tools} role="toolbar" aria-label={t("tool.label")}>
      {TOOLS.map(({ tool, icon: Icon }) => (
        <Tooltip key={tool} label={t(`tool.${tool}`)}>
          <ActionIcon aria-label={t(`tool.${tool}`)} size={40} onClick={() => apply(tool)}>
            <Icon size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  );
}
