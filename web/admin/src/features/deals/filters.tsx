// Which deals are shown: whose, of which customers, how far, how large, made when, forgotten or not.

import {
  ActionIcon,
  Button,
  Checkbox,
  Drawer,
  Fieldset,
  Group,
  NumberInput,
  Popover,
  SegmentedControl,
  Select,
  Stack,
  TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFilter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { tagsQuery } from "~/features/contacts/queries";
import { membersQuery } from "~/features/people/queries";
import narrowing from "~/ui/narrowing.module.css";
import { countOf, type DealsSearch, STALE_DAYS } from "./search";

interface Props {
  search: DealsSearch;
  isPhone: boolean;
  onChange: (part: DealsSearch) => void;
}
const STATUSES = ["open", "won", "lost"] as const;

function Fields({ search, onChange, inPopover }: Omit<Props, "isPhone"> & { inPopover: boolean }) {
  const { t } = useTranslation("deals");
  const { data: tags = [] } = useQuery(tagsQuery);
  const { data: members = [] } = useQuery(membersQuery);
  const comboboxProps = { withinPortal: !inPopover };
  const group = { root: narrowing.fieldset ?? "", legend: narrowing.legend ?? "" };
  const names = [...new Set([...(search.tag ? [search.tag] : []), ...tags.map(({ tag }) => tag)])];
  const stale = [...new Set([...STALE_DAYS, ...(search.stale ? [search.stale] : [])])].sort((a, b) => a - b);
  const clear = (name: string) => ({ "aria-label": t("clear", { name }) });
  const sum = (name: "min" | "max") => (
    <NumberInput
      aria-label={t(`filter.${name}`)}
      placeholder={t(`filter.${name}_short`)}
      value={search[name] ?? ""}
      onChange={(typed) => onChange({ [name]: typed === "" ? undefined : Number(typed) })}
      min={0}
      max={100_000_000}
      thousandSeparator=" "
      decimalScale={0}
      allowNegative={false}
      hideControls
    />
  );
  const date = (name: "from" | "to") => (
    <TextInput
      type="date"
      aria-label={t(`filter.${name}`)}
      value={search[name] ?? ""}
      onChange={(event) => onChange({ [name]: event.currentTarget.value || undefined })}
    />
  );
  return (
    <Stack gap="md">
      <Fieldset variant="unstyled" legend={t("filter.status")} classNames={group}>
        <SegmentedControl
          fullWidth
          value={search.status ?? "any"}
          onChange={(status) => onChange({ status: STATUSES.find((one) => one === status) })}
          data={["any", ...STATUSES].map((value) => ({ value, label: t(`status.${value}`) }))}
        />
      </Fieldset>
      <Select
        label={t("filter.owner")}
        placeholder={t("filter.any")}
        data={[
          { value: "none", label: t("filter.nobody") },
          ...members.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={search.owner ?? null}
        onChange={(owner) => onChange({ owner: owner ?? undefined })}
        searchable
        clearable
        clearButtonProps={clear(t("filter.owner"))}
        comboboxProps={comboboxProps}
      />
      <Select
        label={t("filter.tag")}
        placeholder={t("filter.any")}
        data={names}
        value={search.tag ?? null}
        onChange={(tag) => onChange({ tag: tag ?? undefined })}
        nothingFoundMessage={t("nothing.short")}
        searchable
        clearable
        clearButtonProps={clear(t("filter.tag"))}
        comboboxProps={comboboxProps}
      />
      <Fieldset variant="unstyled" legend={t("filter.amount")} classNames={group}>
        <Group grow gap="xs" wrap="nowrap">
          {sum("min")}
          {sum("max")}
        </Group>
      </Fieldset>
      <Fieldset variant="unstyled" legend={t("filter.made")} classNames={group}>
        <Group grow gap="xs" wrap="nowrap">
          {date("from")}
          {date("to")}
        </Group>
      </Fieldset>
      <Select
        label={t("filter.stale")}
        placeholder={t("filter.any")}
        data={stale.map((days) => ({ value: String(days), label: t("filter.stale_days", { count: days }) }))}
        value={search.stale ? String(search.stale) : null}
        onChange={(days) => onChange({ stale: days ? Number(days) : undefined })}
        clearable
        clearButtonProps={clear(t("filter.stale"))}
        comboboxProps={comboboxProps}
      />
      <Checkbox
        label={t("filter.no_task")}
        checked={search.no_task ?? false}
        onChange={(event) => onChange({ no_task: event.currentTarget.checked || undefined })}
      />
    </Stack>
  );
}

export function Filters({ search, isPhone, onChange }: Props) {
  const { t } = useTranslation("deals");
  const [isOpen, drawer] = useDisclosure();
  const count = countOf(search);
  const label = count > 0 ? t("filter.on", { count }) : t("filter.label");
  if (isPhone)
    return (
      <>
        <ActionIcon
          variant={count > 0 ? "light" : "default"}
          color={count > 0 ? "copper" : "gray"}
          size={40}
          aria-label={label}
          onClick={drawer.open}
        >
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
          <Fields search={search} onChange={onChange} inPopover={false} />
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
        <Fields search={search} onChange={onChange} inPopover />
      </Popover.Dropdown>
    </Popover>
  );
}
