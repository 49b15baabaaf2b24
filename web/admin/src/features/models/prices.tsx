// What a million tokens of a model costs. Few prices come with the server; the firm's own go before them.

import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  NumberInput,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { fullDay, tinyMoney } from "~/app/format";
import { Fold } from "~/features/traces/fold";
import { ErrorState, Loading, Problem, showDone } from "~/ui";
import classes from "./models.module.css";
import { type ModelPriceView, type ModelVendorView, pricesQuery, providersQuery, useSetPrices } from "./queries";
import { micros } from "./use";

interface Props {
  vendors: ModelVendorView[];
}
type Known = NonNullable<ReturnType<typeof useSetPrices>["data"]>;

export function Prices({ vendors }: Props) {
  const { data, error, refetch } = useQuery(pricesQuery);
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={3} />;
  return <Form key={JSON.stringify(data.prices)} vendors={vendors} table={data} />;
}

function Form({ vendors, table }: Props & { table: Known }) {
  const { t } = useTranslation("models");
  const firm = useFirm();
  const { data: providers = [] } = useQuery(providersQuery);
  const [rows, setRows] = useState<ModelPriceView[]>(table.prices);
  const save = useSetPrices();
  const isDirty = JSON.stringify(rows) !== JSON.stringify(table.prices);
  const set = (at: number, part: Partial<ModelPriceView>) => {
    save.reset();
    setRows((now) => now.map((row, index) => (index === at ? { ...row, ...part } : row)));
  };
  const add = (row: ModelPriceView) => setRows((now) => [...now, row]);
  const isWhole = rows.every(({ model, currency }) => model.trim() && /^[A-Z]{3}$/.test(currency));
  const fresh = {
    vendor: providers[0]?.vendor ?? "openai",
    model: "",
    input: 0,
    cached: 0,
    output: 0,
    currency: firm?.currency ?? "RUB",
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ prices: rows, rates: table.rates }, { onSuccess: () => showDone(t("app:saved")) });
      }}
    >
      <Stack>
        <div className={classes.prices}>
          {rows.map((row, at) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name until it is filled in
              key={at}
              row={row}
              vendors={vendors}
              onChange={(part) => set(at, part)}
              onRemove={() => setRows((now) => now.filter((_, index) => index !== at))}
            />
          ))}
        </div>
        {rows.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("prices.none")}
          </Text>
        )}
        <Problem error={save.error} />
        <Group gap="xs">
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => add(fresh)}>
            {t("prices.add")}
          </Button>
          {isDirty && (
            <>
              <Button type="submit" loading={save.isPending} disabled={!isWhole}>
                {t("app:save")}
              </Button>
              <Button variant="subtle" onClick={() => setRows(table.prices)}>
                {t("undo")}
              </Button>
            </>
          )}
        </Group>
        <Fold title={t("prices.shipped", { on: fullDay(`${table.shipped_on}T12:00:00Z`, "UTC") })}>
          {() => <Shipped table={table} onTake={add} />}
        </Fold>
      </Stack>
    </form>
  );
}

interface RowProps extends Props {
  row: ModelPriceView;
  onChange: (part: Partial<ModelPriceView>) => void;
  onRemove: () => void;
}
function Row({ row, vendors, onChange, onRemove }: RowProps) {
  const { t } = useTranslation("models");
  const vendor = vendors.find(({ name }) => name === row.vendor);
  const amount = (name: "input" | "cached" | "output") => (
    <NumberInput
      label={t(`prices.${name}`)}
      value={row[name] / 1_000_000}
      min={0}
      max={1_000_000}
      decimalScale={6}
      hideControls
      onChange={(typed) => {
        const value = micros(typed);
        if (value !== undefined) onChange({ [name]: value });
      }}
    />
  );
  return (
    <div className={classes.price}>
      <Select
        label={t("prices.vendor")}
        data={vendors.map(({ name, title }) => ({ value: name, label: title }))}
        value={row.vendor}
        allowDeselect={false}
        onChange={(name) => name && onChange({ vendor: name })}
      />
      <Autocomplete
        label={t("prices.model")}
        data={vendor?.suggested ?? []}
        value={row.model}
        maxLength={200}
        onChange={(model) => onChange({ model })}
      />
      {amount("input")}
      {amount("cached")}
      {amount("output")}
      <TextInput
        label={t("prices.currency")}
        value={row.currency}
        maxLength={3}
        onChange={(event) => onChange({ currency: event.currentTarget.value.toUpperCase() })}
      />
      <ActionIcon size={36} aria-label={t("prices.remove", { model: row.model || "…" })} onClick={onRemove}>
        <IconTrash size={17} stroke={1.6} />
      </ActionIcon>
    </div>
  );
}

function Shipped({ table, onTake }: { table: Known; onTake: (row: ModelPriceView) => void }) {
  const { t } = useTranslation("models");
  return (
    <div className={classes.scroll}>
      <Table verticalSpacing={6} horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("prices.model")}</Table.Th>
            <Table.Th ta="end">{t("prices.input")}</Table.Th>
            <Table.Th ta="end">{t("prices.output")}</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.shipped_prices.map((row) => (
            <Table.Tr key={`${row.vendor} ${row.model}`}>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{row.model}</Table.Td>
              <Table.Td ta="end">{tinyMoney(row.input, row.currency)}</Table.Td>
              <Table.Td ta="end">{tinyMoney(row.output, row.currency)}</Table.Td>
              <Table.Td ta="end">
                <Button size="compact-sm" variant="subtle" onClick={() => onTake({ ...row })}>
                  {t("prices.take")}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
