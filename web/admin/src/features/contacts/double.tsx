// Somebody known already by the phone or the address being typed: offered instead of a second card.

import { Alert, Button, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Avatar } from "~/ui";
import { nameOf } from "./names";
import type { ListedContact } from "./queries";

export function Double({ contact }: { contact: ListedContact }) {
  const { t } = useTranslation("contacts");
  return (
    <Alert color="copper" title={t("double.title")} role="alert">
      <Group gap="sm" wrap="nowrap">
        <Avatar id={contact.id} name={contact.name} size={32} />
        <Text size="sm" flex={1} style={{ overflowWrap: "anywhere" }}>
          {nameOf(t, contact)}
        </Text>
        <Button
          size="compact-sm"
          variant="light"
          renderRoot={(props) => <Link to="/contacts/$contactId" params={{ contactId: contact.id }} {...props} />}
        >
          {t("double.open")}
        </Button>
      </Group>
    </Alert>
  );
}
