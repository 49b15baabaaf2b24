// Whom the list shows: by tag, the way they came, visits, the days they were added, the one who looks after them.

import {
  ActionIcon,
  Button,
  Drawer,
  Fieldset,
  Group,
  Popover,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { MemberView } from "@samovar/client";
import { IconFilter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import narrowing from "~/ui/narrowing.module.css";
import { SOURCES, sourceName } from "./names";
import { tagsQuery } from "./queries";
import type { ContactsSearch } from "./search";

interface Props {
  search: ContactsSearch;
  members: MemberView[];
  count: number;
  isPhone: boolean;
  onChange: (part: ContactsSearch) => void;
}

function Fields({ search, members, onChange, inPopover }: Omit<Props, "count" | "isPhone"> & { inPopover: boolean }) {
  const { t } = useTranslation("contacts");
  const { data: tags = [] } = useQuery(tagsQuery);
  const comboboxProps = { withinPortal: !inPopover };
  const clearButtonProps = { "aria-label": t("filter.clear_field") };
  const all =
    search.tag && !tags.some(({ tag }) => tag === search.tag) ? [{ tag: search.tag, contacts: 0 }, ...tags] : tags;
  return (
    <Stack gap="md">
      <Select
        label={t("filter.tag")}
        placeholder={t("filter.any")}
        data={all.map(({ tag }) => tag)}
        value={search.tag ?? null}
        onChange={(tag) => onChange({ tag: tag ?? undefined })}
        renderOption={({ option }) => (
          <Group justify="space-between" w="100%" wrap="nowrap" gap="sm">
            <Text size="sm" truncate>
              {option.label}
            </Text>
            <Text size="xs" c="dimmed" className="tabular">
              {all.find(({ tag }) => tag === option.value)?.contacts}
            </Text>
          </Group>
        )}
        nothingFoundMessage={t("filter.no_tags")}
        searchable
        clearable
        clearButtonProps={clearButtonProps}
        comboboxProps={comboboxProps}
      />
      <Select
        label={t("filter.source")}
        placeholder={t("filter.any")}
        data={SOURCES.map((source) => ({ value: source, label: sourceName(t, source) }))}
        value={search.source ?? null}
        onChange={(source) => onChange({ source: source ?? undefined })}
        clearable
        clearButtonProps={clearButtonProps}
        comboboxProps={comboboxProps}
      />
      <Fieldset
        variant="unstyled"
        legend={t("filter.visits")}
        classNames={{ root: narrowing.fieldset ?? "", legend: narrowing.legend ?? "" }}
      >
        <SegmentedControl
          fullWidth
          value={search.visits ?? "any"}
          onChange={(visits) => onChange({ visits: visits === "any" ? undefined : (visits as "yes" | "no") })}
          data={(["any", "yes", "no"] as const).map((value) => ({ value, label: t(`filter.visits_${value}`) }))}
        />
      </Fieldset>
      <Fieldset
        variant="unstyled"
        legend={t("filter.added")}
        classNames={{ root: narrowing.fieldset ?? "", legend: narrowing.legend ?? "" }}
      >
        <Group grow gap="xs" wrap="nowrap">
          <TextInput
            type="date"
            aria-label={t("filter.from")}
            value={search.from ?? ""}
            max={search.to}
            onChange={(event) => onChange({ from: event.currentTarget.value || undefined })}
          />
          <TextInput
            type="date"
            aria-label={t("filter.to")}
            value={search.to ?? ""}
            min={search.from}
            onChange={(event) => onChange({ to: event.currentTarget.value || undefined })}
          />
        </Group>
      </Fieldset>
      {members.length > 1 && (
        <Select
          label={t("filter.owner")}
          placeholder={t("filter.any")}
          data={members.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.owner ?? null}
          onChange={(owner) => onChange({ owner: owner ?? undefined })}
          searchable
          clearable
          clearButtonProps={clearButtonProps}
          comboboxProps={comboboxProps}
        />
      )}
    </Stack>
  );
}

export function Filters({ count, isPhone, ...fields }: Props) {
  const { t } = useTranslation("contacts");
  const [isOpen, drawer] = useDisclosure();
  const label = count > 0 ? t("filter.on", { count }) : t("filter.label");
  if (isPhone)
    return (
      <>
        <ActionIcon variant="default" size={40} aria-label={label} onClick={drawer.open}>
          <IconFilter size={18} />
        </ActionIcon>
        <Drawer
          opened={isOpen}
          onClose={drawer.close}
          position="right"
          size="100%"
          title={t("filter.label")}
          closeButtonProps={{ "aria-label": t("app:close") }}
        >
          <Fields {...fields} inPopover={false} />
          <Button fullWidth mt="lg" onClick={drawer.close}>
            {t("filter.show")}
          </Button>
        </Drawer>
      </>
    );
  return (
    <Popover position="bottom-start" trapFocus returnFocus shadow="md" radius="lg" width={340}>
      <Popover.Target>
        <Button variant={count > 0 ? "light" : "default"} leftSection={<IconFilter size={16} aria-hidden />}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("filter.label")}>
        <Fields {...fields} inPopover />
      </Popover.Dropdown>
    </Popover>
  );
}
