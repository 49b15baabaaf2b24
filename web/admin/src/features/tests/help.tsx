// What a line of the format may begin with, and lines to put in by a click.

import { Button, Code, Drawer, Menu, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./tests.module.css";

const LINES: [code: string, key: string][] = [
  ["# …", "title"],
  ["@now 2026-11-24 12:00", "now"],
  ["@contact name=… phone=…", "contact"],
  ["@busy employee=… start=… end=…", "busy"],
  ["@visit service=… employee=… start=…", "visit"],
  ["@wait 2d", "wait"],
  ["> …", "say"],
  ["~ …", "wording"],
  ["& …", "burst"],
  ["[…]", "press"],
  ["+ 18:00 | 18.00", "has"],
  ["- …", "has_not"],
  ["? confirming", "phase"],
  ["! …", "did"],
  ["= booking service=… start=…", "booking"],
  ["= booking count=0", "no_booking"],
  ["= handover none", "no_handover"],
  ["= handover reason=asked", "handover"],
];

export function FormatHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("tests");
  const isPhone = useMediaQuery("(max-width: 48em)");
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={isPhone ? "100%" : 480}
      title={t("help.title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <Stack>
        <Text size="sm">{t("help.text")}</Text>
        <dl className={classes.help}>
          {LINES.map(([code, key]) => [
            <dt key={key}>
              <Code>{code}</Code>
            </dt>,
            <dd key={`${key} text`}>{t(`help.line.${key}`)}</dd>,
          ])}
        </dl>
        <Text size="sm">{t("help.names")}</Text>
      </Stack>
    </Drawer>
  );
}

/** Lines people need most; what is to be filled in stands in their own language. */
const PIECES = [
  "say",
  "wording",
  "press",
  "has",
  "has_not",
  "booking",
  "no_booking",
  "no_handover",
  "handover",
] as const;
const CODE: Record<(typeof PIECES)[number], string> = {
  say: "\n> ",
  wording: "~ ",
  press: "\n[]",
  has: "+ ",
  has_not: "- ",
  booking: '= booking service="" employee="" start=2026-11-25T18:00 status=booked',
  no_booking: "= booking count=0",
  no_handover: "= handover none",
  handover: "= handover reason=asked",
};

export function InsertMenu({ onInsert }: { onInsert: (lines: string) => void }) {
  const { t } = useTranslation("tests");
  return (
    <Menu position="bottom-start" width={300}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={16} />}>
          {t("insert.title")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {PIECES.map((piece) => (
          <Menu.Item key={piece} onClick={() => onInsert(CODE[piece])}>
            {t(`insert.${piece}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
