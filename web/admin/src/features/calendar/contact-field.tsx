// Who comes: found by part of a name or phone, or written down anew right here; someone known already is offered instead
// of a double.

import { Alert, Button, Combobox, Group, InputBase, Loader, Stack, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { ContactView } from "@samovar/client";
import { createContacts, listContacts } from "@samovar/client";
import { IconUserPlus, IconX } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { phone } from "~/app/format";
import { Avatar } from "~/ui";
import { e164, looksLikePhone, maskPhone } from "./phone";

export interface Client {
  /** Absent until written down. */
  id?: string;
  name: string;
  phone: string;
}

const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["calendar", "contacts", text],
    queryFn: async ({ signal }): Promise<ContactView[]> =>
      (await ask(listContacts({ query: { query: text, limit: 8 }, signal }))).items,
    enabled: text.length > 1,
    staleTime: 10_000,
  });

export const clientFrom = (contact: { id: string; name?: string; phone?: string }): Client => ({
  id: contact.id,
  name: contact.name ?? "",
  phone: contact.phone ?? "",
});

/** The id of the client, written down first when new. */
export async function keepClient(client: Client): Promise<string> {
  if (client.id) return client.id;
  const body = { name: client.name.trim() || null, phone: e164(client.phone) ?? (client.phone || null) };
  return (await ask(createContacts({ body }))).id;
}

interface Props {
  value: Client | undefined;
  onChange: (client: Client | undefined) => void;
  error?: string | undefined;
  /** The form does not begin here. */
  isLast?: boolean;
}

export function ContactField({ value, onChange, error, isLast = false }: Props) {
  if (!value) return <Search onChange={onChange} error={error} isLast={isLast} />;
  return value.id ? (
    <Chosen client={value} onClear={() => onChange(undefined)} />
  ) : (
    <Fresh value={value} onChange={onChange} error={error} />
  );
}

function Chosen({ client, onClear }: { client: Client; onClear: () => void }) {
  const { t } = useTranslation("calendar");
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t("form.client")}
      </Text>
      <Group wrap="nowrap" gap="sm">
        <Avatar id={client.id ?? ""} name={client.name} />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text size="sm" fw={600} truncate>
            {client.name || t("no_name")}
          </Text>
          {client.phone && (
            <Text size="sm" c="dimmed" className="tabular">
              {phone(client.phone)}
            </Text>
          )}
        </div>
        <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconX size={14} />} onClick={onClear}>
          {t("form.other_client")}
        </Button>
      </Group>
    </div>
  );
}

function Search({ onChange, error, isLast }: Omit<Props, "value">) {
  const { t } = useTranslation("calendar");
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 180);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { data: found, isFetching } = useQuery(
    searchQuery(looksLikePhone(asked) ? asked.replace(/[\s()-]/g, "") : asked),
  );
  const isReady = asked.length > 1 && !isFetching;
  const write = () => {
    const isPhone = looksLikePhone(text);
    onChange({ name: isPhone ? "" : text.trim(), phone: isPhone ? maskPhone(text) : "" });
  };
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const contact = found?.find((one) => one.id === id);
        if (contact) onChange(clientFrom(contact));
        else write();
      }}
    >
      <Combobox.Target>
        <InputBase
          label={t("form.client")}
          placeholder={t("form.client_hint")}
          value={text}
          error={error}
          withAsterisk
          data-autofocus={!isLast || undefined}
          autoComplete="off"
          rightSection={isFetching ? <Loader size={16} /> : null}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options>
          {isReady &&
            found?.map((contact) => (
              <Combobox.Option key={contact.id} value={contact.id}>
                <Group wrap="nowrap" gap="sm">
                  <Avatar id={contact.id} name={contact.name} size={28} />
                  <Text size="sm" truncate flex={1}>
                    {contact.name ?? t("no_name")}
                  </Text>
                  <Text size="sm" c="dimmed" className="tabular">
                    {contact.phone && phone(contact.phone)}
                  </Text>
                </Group>
              </Combobox.Option>
            ))}
          <Combobox.Option value="new">
            <Group wrap="nowrap" gap="sm">
              <IconUserPlus size={18} aria-hidden />
              <Text size="sm">{t("form.new_client")}</Text>
            </Group>
          </Combobox.Option>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Fresh({ value, onChange, error }: { value: Client } & Pick<Props, "onChange" | "error">) {
  const { t } = useTranslation("calendar");
  const full = e164(value.phone);
  const { data: found } = useQuery({ ...searchQuery(full ?? ""), enabled: full !== undefined });
  const double = full && found?.find((contact) => contact.phone === full);
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          {t("form.new_client")}
        </Text>
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange(undefined)}>
          {t("form.find_client")}
        </Button>
      </Group>
      <Group grow align="flex-start" preventGrowOverflow={false} gap="sm">
        <TextInput
          label={t("form.name")}
          value={value.name}
          maxLength={200}
          autoFocus={value.name === ""}
          autoComplete="off"
          miw={140}
          onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
        />
        <TextInput
          label={t("form.phone")}
          type="tel"
          inputMode="tel"
          placeholder="+7 900 000-00-00"
          autoComplete="off"
          value={value.phone}
          error={error}
          miw={160}
          autoFocus={value.name !== ""}
          onChange={(event) => onChange({ ...value, phone: maskPhone(event.currentTarget.value) })}
        />
      </Group>
      {double && (
        <Alert color="copper" p="xs">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{t("form.double", { name: double.name ?? t("no_name") })}</Text>
            <Button size="compact-sm" variant="light" onClick={() => onChange(clientFrom(double))}>
              {t("form.double_take")}
            </Button>
          </Group>
        </Alert>
      )}
    </Stack>
  );
}
