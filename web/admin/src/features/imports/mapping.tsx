// How records become contacts and conversations: who is the firm, which chats, what each column is.

import { Checkbox, Select, Stack, Switch, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { number } from "~/app/format";
import { fieldsQuery } from "~/features/custom-fields/queries";
import { zoneChoices } from "~/features/settings/choices";
import { Block } from "~/features/settings/parts";
import { mapped, TARGETS, toggled, writersOf } from "./choices";
import classes from "./imports.module.css";
import type { Found, Mapping } from "./wire";

interface Props {
  found: Found;
  mapping: Mapping;
  isTelegram: boolean;
  onChange: (mapping: Mapping) => void;
}

const ORDERS = ["day_month_year", "month_day_year", "year_month_day"] as const;
/** More chats than this are not shown one by one. */
const MOST = 200;

export function ChatsBlock({ found, mapping, isTelegram, onChange }: Props) {
  const { t, i18n } = useTranslation("imports");
  // biome-ignore lint/correctness/useExhaustiveDependencies: names of zones are in the language
  const zones = useMemo(() => zoneChoices(mapping.timezone, new Date()), [mapping.timezone, i18n.resolvedLanguage]);
  const writers = writersOf(found.chats);
  return (
    <Block title={t("mapping.title")} text={t("mapping.text")}>
      <Stack>
        <div className={classes.two}>
          <Select
            label={t("mapping.owner")}
            description={t("mapping.owner_text")}
            placeholder={t("mapping.owner_none")}
            data={writers.map(({ key, name, messages }) => ({
              value: key,
              label: t("mapping.writer", { name, count: messages, shown: number(messages) }),
            }))}
            value={mapping.owner ?? null}
            onChange={(owner) => onChange({ ...mapping, owner })}
            error={found.is_owner_needed && !mapping.owner ? t("mapping.owner_needed") : undefined}
            searchable={writers.length > 8}
            clearable
            clearButtonProps={{ "aria-label": t("mapping.owner_clear") }}
          />
          {found.is_local && (
            <Select
              label={t("mapping.zone")}
              description={t("mapping.zone_text")}
              data={zones}
              value={mapping.timezone}
              onChange={(zone) => zone && onChange({ ...mapping, timezone: zone })}
              searchable
              allowDeselect={false}
            />
          )}
          {(found.is_date_ambiguous || mapping.date_order) && (
            <Select
              label={t("mapping.order")}
              description={t("mapping.order_text")}
              data={ORDERS.map((order) => ({ value: order, label: t(`order.${order}`) }))}
              value={mapping.date_order ?? found.date_order ?? null}
              onChange={(order) => order && onChange({ ...mapping, date_order: order as (typeof ORDERS)[number] })}
              allowDeselect={false}
            />
          )}
        </div>
        {found.chats.length > 1 && (
          <div>
            <Text size="sm" fw={600} mb={4}>
              {t("mapping.chats")}
            </Text>
            <Stack gap={6} className={classes.scroll} py={10}>
              {found.chats.slice(0, MOST).map((chat) => (
                <Checkbox
                  key={chat.key}
                  label={t("mapping.chat", {
                    title: chat.title ?? t("mapping.untitled"),
                    kind: t(`kind.${chat.kind}`),
                    count: chat.messages,
                    shown: number(chat.messages),
                  })}
                  checked={!mapping.left_out.includes(chat.key)}
                  onChange={(event) => onChange(toggled(mapping, chat.key, event.currentTarget.checked))}
                />
              ))}
              {found.chats.length > MOST && (
                <Text size="sm" c="dimmed">
                  {t("mapping.more", { count: found.chats.length - MOST })}
                </Text>
              )}
            </Stack>
          </div>
        )}
        <Stack gap={8}>
          <Switch
            label={t("mapping.media")}
            checked={mapping.with_media}
            onChange={(event) => onChange({ ...mapping, with_media: event.currentTarget.checked })}
          />
          <Switch
            label={t("mapping.system")}
            checked={mapping.with_system}
            onChange={(event) => onChange({ ...mapping, with_system: event.currentTarget.checked })}
          />
          <Switch
            label={t("mapping.deleted")}
            checked={mapping.with_deleted}
            onChange={(event) => onChange({ ...mapping, with_deleted: event.currentTarget.checked })}
          />
          {isTelegram && (
            <Switch
              label={t("mapping.people")}
              checked={mapping.with_people}
              onChange={(event) => onChange({ ...mapping, with_people: event.currentTarget.checked })}
            />
          )}
        </Stack>
      </Stack>
    </Block>
  );
}

export function ColumnsBlock({ found, mapping, onChange }: Omit<Props, "isTelegram">) {
  const { t } = useTranslation("imports");
  const { data: fields } = useQuery(fieldsQuery("contact"));
  const targets = [
    ...TARGETS.map((target) => ({ value: target as string, label: t(`target.${target}`) })),
    ...(fields ?? []).map((field) => ({ value: `field:${field.key}`, label: t("target.field", { name: field.name }) })),
  ];
  return (
    <Block title={t("columns.title")} text={t("columns.text")}>
      <Stack>
        <div className={classes.columns}>
          {found.columns.map((column, at) => (
            <Select
              // biome-ignore lint/suspicious/noArrayIndexKey: columns are known by their place
              key={at}
              label={column.name || t("columns.unnamed", { number: at + 1 })}
              description={column.examples.join(", ") || t("columns.empty")}
              placeholder={t("columns.skip")}
              data={targets}
              value={mapping.columns[at] ?? null}
              onChange={(target) => onChange(mapped(mapping, at, target))}
              clearable
              clearButtonProps={{ "aria-label": t("columns.clear", { name: column.name }) }}
            />
          ))}
        </div>
        <Switch
          label={t("columns.replace")}
          description={t("columns.replace_text")}
          checked={mapping.is_replacing}
          onChange={(event) => onChange({ ...mapping, is_replacing: event.currentTarget.checked })}
        />
      </Stack>
    </Block>
  );
}
