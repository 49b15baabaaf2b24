// Goods: what the firm sells over the counter, at what price, how many are left. The form is `form.tsx`.

import { Badge, Button, Group, Paper, Select, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPackage, IconPlus, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { money, number } from "~/app/format";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { fileUrl } from "~/features/tours/queries";
import { EmptyState, ErrorState, ExportMenu, Loading, listFile, Page } from "~/ui";
import { ProductForm } from "./form";
import classes from "./products.module.css";
import { categoriesQuery, type ProductsFilter, type ProductView, productsQuery, refreshProducts } from "./queries";

/** So few are worth a look. */
const FEW = 5;

function Left({ product }: { product: ProductView }) {
  const { t } = useTranslation("products");
  const { left } = product;
  if (left === undefined) return null;
  if (left === 0)
    return (
      <Badge variant="light" color="red" size="sm" tt="none">
        {t("left.none")}
      </Badge>
    );
  if (left <= FEW)
    return (
      <Badge variant="light" color="yellow" size="sm" tt="none">
        {t("left.few", { number: number(left) })}
      </Badge>
    );
  return <>{t("left.some", { number: number(left) })}</>;
}

function Row({ product, onOpen }: { product: ProductView; onOpen: () => void }) {
  const { t } = useTranslation("products");
  const cover = product.photo_files[0];
  const { currency } = product.price;
  const highest = Math.max(product.price_from, ...product.variants.map(({ price }) => price));
  const price = money(product.price_from, currency);
  const about = [
    product.category,
    product.sku,
    product.variants.length > 0 ? t("variants", { count: product.variants.length }) : product.unit,
  ];
  return (
    <UnstyledButton className={classes.row} onClick={onOpen} data-hidden={!product.is_active || undefined}>
      <span className={classes.cover}>
        {cover ? (
          <img src={fileUrl(cover.file_id)} alt={cover.text ?? ""} loading="lazy" decoding="async" />
        ) : product.photos[0] ? (
          <img src={product.photos[0]} alt="" loading="lazy" decoding="async" />
        ) : (
          <IconPackage size={22} stroke={1.4} aria-hidden />
        )}
      </span>
      <span className={classes.name}>
        <Text component="span" fw={500} c={product.is_active ? undefined : "dimmed"} className={classes.title ?? ""}>
          {product.name}
          {!product.is_active && (
            <Badge component="span" variant="default" size="sm" tt="none" ml={8}>
              {t("hidden")}
            </Badge>
          )}
        </Text>
        <Text component="span" size="sm" c="dimmed" lineClamp={1}>
          {about.filter(Boolean).join(" · ")}
        </Text>
      </span>
      <Text component="span" size="sm" c="dimmed" className={`${classes.left} tabular`}>
        <Left product={product} />
      </Text>
      <Text component="span" fw={500} className={`${classes.price} tabular`}>
        {highest > product.price_from ? t("price_from", { price }) : price}
      </Text>
    </UnstyledButton>
  );
}

export function ProductsPage() {
  const { t } = useTranslation("products");
  const mayEdit = useMay("edit_catalog");
  const [search, setSearch] = useState("");
  const [needle] = useDebouncedValue(search.trim(), 200);
  const [category, setCategory] = useState<string | null>(null);
  const [open, setOpen] = useState<ProductView | "new">();
  const { data: categories = [] } = useQuery(categoriesQuery);
  const chosen = categories.find((_, index) => String(index) === category);
  const filter: ProductsFilter = { ...(needle && { q: needle }), ...(chosen && { category: chosen.name }) };
  const list = useInfiniteQuery({ ...productsQuery(filter), placeholderData: keepPreviousData });
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = list;
  useLive(["product."], () => void refreshProducts());
  const rows = data?.pages.flatMap(({ items }) => items);
  const isFiltered = Boolean(needle || chosen);
  const isEmpty = rows?.length === 0 && !isFiltered;
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("new")}>
      {t("add")}
    </Button>
  );
  return (
    <Page
      title={t("title")}
      text={t("text")}
      actions={
        rows &&
        !isEmpty && (
          <>
            <ExportMenu file={listFile("products", filter)} isShort />
            {add}
          </>
        )
      }
    >
      {error && !rows ? (
        <ErrorState error={error} retry={refetch} />
      ) : !rows ? (
        <Loading avatar />
      ) : isEmpty ? (
        <EmptyState icon={IconPackage} title={t("empty.title")} text={t("empty.text")} action={add} />
      ) : (
        <Stack gap="md">
          <Group gap="sm" className={classes.filters ?? ""}>
            <TextInput
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              placeholder={t("search")}
              aria-label={t("search")}
              leftSection={<IconSearch size={16} aria-hidden />}
              className={classes.search ?? ""}
            />
            {categories.length > 1 && (
              <Select
                aria-label={t("category")}
                placeholder={t("any_category")}
                data={categories.map(({ name, count }, index) => ({
                  value: String(index),
                  label: `${name || t("no_category")} (${count})`,
                }))}
                value={category}
                onChange={setCategory}
                clearable
                clearButtonProps={{ "aria-label": t("clear_category") }}
                className={classes.category ?? ""}
              />
            )}
          </Group>
          {rows.length === 0 ? (
            <Text c="dimmed" role="status">
              {needle ? t("nothing", { needle }) : t("nothing_here")}
            </Text>
          ) : (
            <Paper withBorder className={classes.list ?? ""}>
              {rows.map((product) => (
                <Row key={product.id} product={product} onOpen={() => setOpen(product)} />
              ))}
            </Paper>
          )}
          {hasNextPage && (
            <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t("app:more")}
            </Button>
          )}
        </Stack>
      )}
      {open && (
        <ProductForm
          product={open === "new" ? undefined : open}
          categories={categories.map(({ name }) => name).filter(Boolean)}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Page>
  );
}
