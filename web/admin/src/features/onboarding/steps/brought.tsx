// What the pack has brought for a step: a short list, a way to change it, and on.

import { Anchor, Button, Group, List, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

interface Props {
  items: { id: string; text: string }[];
  /** Before the link. */
  note: string | undefined;
  to: "/agents" | "/employees" | "/knowledge" | "/services";
  edit: string;
  onDone: () => void;
}

export function Brought({ items, note, to, edit, onDone }: Props) {
  const { t } = useTranslation("onboarding");
  return (
    <Stack>
      <List spacing={4} size="sm">
        {items.map(({ id, text }) => (
          <List.Item key={id}>{text}</List.Item>
        ))}
      </List>
      <Text size="sm">
        {note && `${note} `}
        <Anchor component={Link} to={to} size="sm" underline="always">
          {edit}
        </Anchor>
      </Text>
      <Group>
        <Button onClick={onDone}>{t("next")}</Button>
      </Group>
    </Stack>
  );
}
