// One partner: how to reach them, the terms, when they are away, and every client they were asked about.

import { Badge, Button, Title } from "@mantine/core";
import { IconPencil, IconUserOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useFirm } from "~/app/firm";
import { day, dayKey, phone } from "~/app/format";
import { useMay } from "~/app/session";
import { ReferralsOf } from "~/features/referrals/referrals-of";
import { EmptyState, ErrorState, Loading, Page } from "~/ui";
import { PartnerChat } from "./chat";
import { PartnerForm } from "./form";
import classes from "./partners.module.css";
import { partnerQuery } from "./queries";
import { isOff, termsOf } from "./words";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function PartnerPage() {
  const { partnerId } = useParams({ strict: false }) as { partnerId: string };
  const { t } = useTranslation("partners");
  const navigate = useNavigate();
  const firm = useFirm();
  const mayEdit = useMay("edit_catalog");
  const { data: partner, error, refetch } = useQuery(partnerQuery(partnerId));
  const [isEditing, setIsEditing] = useState(false);
  const name = partner?.name;
  useEffect(() => {
    if (name) document.title = `${name} · Samovar`;
  }, [name]);
  if (error instanceof Refusal && (error.status === 404 || error.status === 422))
    return (
      <EmptyState
        icon={IconUserOff}
        title={t("gone.title")}
        text={t("gone.text")}
        action={<Link to="/partners">{t("gone.action")}</Link>}
      />
    );
  if (error && !partner) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!partner) return <Loading rows={6} />;
  const today = dayKey(new Date(), firm?.timezone);
  const ahead = partner.days_off.filter(({ until }) => until >= today);
  const dayOf = (date: string) => day(`${date}T12:00:00Z`, "UTC");
  const actions = mayEdit && (
    <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setIsEditing(true)}>
      {t("app:edit")}
    </Button>
  );
  return (
    <Page title={partner.name} text={t(`kind.${partner.kind}`)} actions={actions} wide>
      <div className={classes.columns}>
        <div className={classes.panel}>
          <ReferralsOf partnerId={partner.id} />
        </div>
        <div className={classes.panel}>
          <Title order={2} mb="sm">
            {t("about")}
          </Title>
          {!partner.is_active && (
            <Badge variant="default" tt="none" mb="sm">
              {t("inactive")}
            </Badge>
          )}
          {isOff(partner.days_off, today) && (
            <Badge variant="light" color="yellow" tt="none" mb="sm">
              {t("off_today")}
            </Badge>
          )}
          <dl className={classes.facts}>
            {partner.person && <Fact name={t("form.person")}>{partner.person}</Fact>}
            {partner.phone && (
              <Fact name={t("form.phone")}>
                <a href={`tel:${partner.phone}`}>{phone(partner.phone)}</a>
              </Fact>
            )}
            {partner.email && (
              <Fact name={t("form.email")}>
                <a href={`mailto:${partner.email}`}>{partner.email}</a>
              </Fact>
            )}
            <Fact name={t("form.channel")}>{t(`channel.${partner.channel}`)}</Fact>
            <Fact name={t("form.commission")}>{termsOf(t, partner.commission, firm?.currency ?? "RUB")}</Fact>
            {partner.availability && <Fact name={t("form.availability")}>{partner.availability}</Fact>}
            {ahead.length > 0 && (
              <Fact name={t("form.days_off")}>
                {ahead
                  .map(({ from, until }) => (from === until ? dayOf(from) : `${dayOf(from)} – ${dayOf(until)}`))
                  .join("\n")}
              </Fact>
            )}
            {partner.note && <Fact name={t("form.note")}>{partner.note}</Fact>}
            <Fact name={t("chat.title")}>
              <PartnerChat partner={partner} mayEdit={mayEdit} />
            </Fact>
          </dl>
        </div>
      </div>
      {isEditing && (
        <PartnerForm
          partner={partner}
          onClose={() => setIsEditing(false)}
          onRemoved={() => void navigate({ to: "/partners" })}
        />
      )}
    </Page>
  );
}
