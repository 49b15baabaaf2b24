// Which other card is this person's too: found by name, phone or address, then compared.

import { Modal, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { phone } from "~/app/format";
import { nameOf } from "~/features/contacts/names";
import { foundQuery } from "~/features/contacts/queries";
import { Avatar } from "~/ui";
import { MergeDialog } from "./dialog";
import classes from "./merges.module.css";

interface Props {
  id: string;
  onClose: () => void;
  onMerged: (kept: string) => void;
}

export function MergeWith({ id, onClose, onMerged }: Props) {
  const { t } = useTranslation(["merges", "contacts"]);
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 200);
  const [other, setOther] = useState<string>();
  const { data: found, isFetching } = useQuery(foundQuery(asked));
  if (other) return <MergeDialog kept={id} other={other} onClose={onClose} onMerged={onMerged} />;
  const people = found?.filter((one) => one.id !== id) ?? [];
  const isNone = asked.length > 1 && !isFetching && people.length === 0;
  return (
    <Modal opened onClose={onClose} title={t("pick.title")} closeButtonProps={{ "aria-label": t("app:close") }}>
      <Stack gap="sm">
        <TextInput
          label={t("pick.who")}
          placeholder={t("contacts:search")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autoComplete="off"
          maxLength={100}
          data-autofocus
        />
        <ul className={classes.found} aria-label={t("pick.found")}>
          {people.map((one) => (
            <li key={one.id}>
              <UnstyledButton className={classes.person} onClick={() => setOther(one.id)}>
                <Avatar id={one.id} name={one.name} size={32} />
                <span className={classes.personName}>{nameOf(t, one)}</span>
                <Text span size="sm" c="dimmed" className="tabular">
                  {one.phone && one.name ? phone(one.phone) : one.email}
                </Text>
              </UnstyledButton>
            </li>
          ))}
        </ul>
        <Text size="sm" c="dimmed" role="status">
          {isNone ? t("pick.none") : asked.length > 1 ? "" : t("pick.hint")}
        </Text>
      </Stack>
    </Modal>
  );
}
