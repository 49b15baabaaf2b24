// The customer a task is about: found by part of a name or phone.

import { CloseButton, Combobox, Group, Input, Loader, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { listContacts } from "@samovar/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { phone } from "~/app/format";
import { guestMark } from "~/features/inbox/model/words";
import { Avatar } from "~/ui";
import classes from "./tasks.module.css";

export interface Picked {
  id: string;
  name: string;
}

const findQuery = (text: string) =>
  queryOptions({
    queryKey: ["tasks-contacts", text],
    queryFn: async ({ signal }) => (await ask(listContacts({ query: { query: text, limit: 8 }, signal }))).items,
    enabled: text.length > 1,
    staleTime: 10_000,
  });

interface Props {
  value: Picked | undefined;
  onChange: (contact: Picked | undefined) => void;
}

export function ContactPick({ value, onChange }: Props) {
  const { t } = useTranslation("tasks");
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 180);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { data: found, isFetching } = useQuery(findQuery(asked));
  const nameOf = (id: string, name: string | undefined | null) =>
    name?.trim() || t("row.guest", { mark: guestMark(id) });
  if (value)
    return (
      <Input.Wrapper label={t("form.contact")} labelElement="div">
        <Group gap="sm" wrap="nowrap" mt={4}>
          <Avatar id={value.id} name={value.name} size={32} />
          <Link to="/contacts/$contactId" params={{ contactId: value.id }} className={classes.link}>
            {nameOf(value.id, value.name)}
          </Link>
          <CloseButton size="lg" aria-label={t("form.drop_contact")} onClick={() => onChange(undefined)} />
        </Group>
      </Input.Wrapper>
    );
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const contact = found?.find((one) => one.id === id);
        if (contact) onChange({ id, name: contact.name ?? "" });
      }}
    >
      <Combobox.Target>
        <TextInput
          label={t("form.contact")}
          placeholder={t("form.contact_hint")}
          value={text}
          autoComplete="off"
          maxLength={100}
          rightSection={isFetching ? <Loader size={16} /> : null}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={asked.length < 2 || isFetching}>
        <Combobox.Options>
          {found?.map((contact) => (
            <Combobox.Option key={contact.id} value={contact.id}>
              <Group wrap="nowrap" gap="sm">
                <Text size="sm" truncate flex={1}>
                  {nameOf(contact.id, contact.name)}
                </Text>
                <Text size="sm" c="dimmed" className="tabular">
                  {contact.phone && phone(contact.phone)}
                </Text>
              </Group>
            </Combobox.Option>
          ))}
          {found?.length === 0 && <Combobox.Empty>{t("form.contact_none")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
