// Services by category: what the firm does, how long it takes, what it costs. The form is `form.tsx`.

import { Anchor, Badge, Button, Group, Paper, Stack, Text, TextInput, Title, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconScissors, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { minutes, money } from "~/app/format";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { useHasProducts } from "~/features/products/has-products";
import { useHasTours } from "~/features/tours/has-tours";
import { EmptyState, ErrorState, ExportMenu, Loading, listFile, Page } from "~/ui";
import { ServiceForm } from "./form";
import { byCategory } from "./group";
import { type ServiceView, servicesQuery } from "./queries";
import classes from "./services.module.css";

function Row({ service, onOpen }: { service: ServiceView; onOpen: () => void }) {
  const { t } = useTranslation("services");
  const { price, price_max: max } = service;
  const cost =
    max && max > price.minor
      ? t("price_from", { price: money(price.minor, price.currency) })
      : money(price.minor, price.currency);
  return (
    <UnstyledButton className={classes.row} onClick={onOpen}>
      <div className={classes.name}>
        <Text fw={500} c={service.is_active ? undefined : "dimmed"}>
          {service.name}
        </Text>
        {service.description && (
          <Text size="sm" c="dimmed" lineClamp={1}>
            {service.description}
          </Text>
        )}
      </div>
      {!service.is_active && (
        <Badge variant="default" size="sm" tt="none">
          {t("hidden")}
        </Badge>
      )}
      <Text size="sm" c="dimmed" className={classes.duration}>
        {minutes(service.duration_minutes)}
      </Text>
      <Text fw={500} className={`${classes.price} tabular`}>
        {cost}
      </Text>
    </UnstyledButton>
  );
}

export function ServicesPage() {
  const { t } = useTranslation("services");
  const mayEdit = useMay("edit_catalog");
  const { data, error, refetch } = useQuery(servicesQuery);
  const [search, setSearch] = useState("");
  const [needle] = useDebouncedValue(search, 120);
  const [open, setOpen] = useState<ServiceView | "new">();
  const hasTours = useHasTours();
  const hasProducts = useHasProducts();
  useLive(["service."], () => void queryClient.invalidateQueries({ queryKey: ["services"] }));
  const groups = byCategory(data ?? [], needle);
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen("new")}>
      {t("add")}
    </Button>
  );
  return (
    <Page
      title={t("title")}
      text={t("text")}
      actions={
        data &&
        data.length > 0 && (
          <>
            <ExportMenu file={listFile("services", {})} isShort />
            {add}
          </>
        )
      }
    >
      {error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !data ? (
        <Loading />
      ) : data.length === 0 ? (
        <EmptyState icon={IconScissors} title={t("empty.title")} text={t("empty.text")} action={add} />
      ) : (
        <Stack gap="lg">
          <TextInput
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            placeholder={t("search")}
            aria-label={t("search")}
            leftSection={<IconSearch size={16} aria-hidden />}
            maw={380}
          />
          {groups.length === 0 && <Text c="dimmed">{t("nothing", { needle })}</Text>}
          {groups.map(([category, services]) => (
            <section key={category}>
              <Group gap={8} mb={6} align="baseline">
                <Title order={2}>{category || t("no_category")}</Title>
                <Text size="sm" c="dimmed" className="tabular">
                  {services.length}
                </Text>
              </Group>
              <Paper withBorder className={classes.list}>
                {services.map((service) => (
                  <Row key={service.id} service={service} onOpen={() => setOpen(service)} />
                ))}
              </Paper>
            </section>
          ))}
        </Stack>
      )}
      {data && mayEdit && !hasProducts && (
        <Text size="sm" c="dimmed" mt="xl">
          {t("products.text")}{" "}
          <Anchor component={Link} to="/products" size="sm" underline="always">
            {t("products.action")}
          </Anchor>
        </Text>
      )}
      {data && mayEdit && !hasTours && (
        <Text size="sm" c="dimmed" mt={hasProducts ? "xl" : 6}>
          {t("tours.text")}{" "}
          <Anchor component={Link} to="/tours" size="sm" underline="always">
            {t("tours.action")}
          </Anchor>
        </Text>
      )}
      {open && (
        <ServiceForm service={open === "new" ? undefined : open} all={data ?? []} onClose={() => setOpen(undefined)} />
      )}
    </Page>
  );
}
