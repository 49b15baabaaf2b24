// Partners: guides, hotels, suppliers and others whom clients are handed to. Found by name, phone and kind.

import { Badge, Button, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconHeartHandshake, IconPlus, IconReportMoney, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { dayKey, phone } from "~/app/format";
import { useMay } from "~/app/session";
import { EmptyState, ErrorState, ExportMenu, Loading, listFile, Page } from "~/ui";
import { PartnerForm } from "./form";
import classes from "./partners.module.css";
import { KINDS, type Kind, type PartnerView, partnersQuery } from "./queries";
import { fits, isOff, termsOf } from "./words";

function Row({ partner, today, currency }: { partner: PartnerView; today: string; currency: string }) {
  const { t } = useTranslation("partners");
  return (
    <li>
      <Link to="/partners/$partnerId" params={{ partnerId: partner.id }} className={classes.row}>
        <span>
          <span className={classes.name}>{partner.name}</span>
          <br />
          <span className={classes.soft}>
            {[t(`kind.${partner.kind}`), partner.person].filter(Boolean).join(" · ")}
          </span>
        </span>
        <span className={classes.soft}>
          {[partner.phone && phone(partner.phone), partner.email].filter(Boolean).join(" · ") || t("no_reach")}
          <br />
          {termsOf(t, partner.commission, currency)}
        </span>
        <Group gap={6}>
          {!partner.is_active && (
            <Badge variant="default" tt="none">
              {t("inactive")}
            </Badge>
          )}
          {partner.is_active && isOff(partner.days_off, today) && (
            <Badge variant="light" color="yellow" tt="none">
              {t("off_today")}
            </Badge>
          )}
        </Group>
      </Link>
    </li>
  );
}

export function PartnersPage() {
  const { t } = useTranslation("partners");
  const mayEdit = useMay("edit_catalog");
  const navigate = useNavigate();
  const firm = useFirm();
  const { data, error, refetch } = useQuery(partnersQuery);
  const [search, setSearch] = useState("");
  const [needle] = useDebouncedValue(search.trim(), 120);
  const [kind, setKind] = useState<Kind | null>(null);
  const [isNew, setIsNew] = useState(false);
  const today = dayKey(new Date(), firm?.timezone);
  const found = data?.filter((one) => (!kind || one.kind === kind) && (!needle || fits(one, needle)));
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIsNew(true)}>
      {t("add")}
    </Button>
  );
  const actions = data && data.length > 0 && (
    <>
      <Button component={Link} to="/reports/commissions" variant="default" leftSection={<IconReportMoney size={16} />}>
        {t("report.title")}
      </Button>
      <ExportMenu file={listFile("partners", {})} isShort />
      {add}
    </>
  );
  return (
    <Page title={t("title")} text={t("text")} actions={actions}>
      {error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !data || !found ? (
        <Loading rows={4} />
      ) : data.length === 0 ? (
        <EmptyState icon={IconHeartHandshake} title={t("empty.title")} text={t("empty.text")} action={add} />
      ) : (
        <>
          <Group mb="md">
            <TextInput
              aria-label={t("search")}
              placeholder={t("search")}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={search}
              maxLength={100}
              onChange={(event) => setSearch(event.currentTarget.value)}
              flex="1 1 220px"
            />
            <Select
              aria-label={t("form.kind")}
              placeholder={t("any_kind")}
              data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
              value={kind}
              onChange={(value) => setKind(value as Kind | null)}
              clearable
              clearButtonProps={{ "aria-label": t("any_kind") }}
              w={200}
            />
          </Group>
          {found.length === 0 ? (
            <EmptyState compact icon={IconSearch} title={t("none_found")} text={t("none_found_text")} />
          ) : (
            <ul className={classes.list}>
              {found.map((one) => (
                <Row key={one.id} partner={one} today={today} currency={firm?.currency ?? "RUB"} />
              ))}
            </ul>
          )}
        </>
      )}
      {isNew && (
        <PartnerForm
          partner={undefined}
          onClose={() => setIsNew(false)}
          onMade={(id) => void navigate({ to: "/partners/$partnerId", params: { partnerId: id } })}
        />
      )}
    </Page>
  );
}
