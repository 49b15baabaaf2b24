// Clients handed to partners, for the card of a client, a deal, a partner and beside a conversation: seen, handed over, closed on the spot.

import { ActionIcon, Button, Skeleton, Title, Tooltip } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { useMay } from "~/app/session";
import { ExportMenu, listFile, Problem } from "~/ui";
import { ofQuery, type ReferralView } from "./queries";
import classes from "./referrals.module.css";
import { ReferralRow } from "./row";

const Give = lazy(async () => ({ default: (await import("./give")).Give }));
const Message = lazy(async () => ({ default: (await import("./message")).Message }));
const OutcomeForm = lazy(async () => ({ default: (await import("./outcome")).OutcomeForm }));

export interface Props {
  partnerId?: string;
  contactId?: string;
  dealId?: string;
  conversationId?: string | undefined;
}

export function Referrals({ conversationId, ...of }: Props) {
  const { t } = useTranslation("referrals");
  const zone = useZone();
  const mayEdit = useMay("edit_contacts");
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(ofQuery(of));
  const [isGiving, setIsGiving] = useState(false);
  const [message, setMessage] = useState<string>();
  const [closing, setClosing] = useState<ReferralView>();
  const all = data?.pages.flatMap(({ items }) => items);
  const isOfPartner = of.partnerId !== undefined;
  const mayGive = mayEdit && of.contactId !== undefined;
  return (
    <section aria-label={t("title")}>
      <div className={classes.head}>
        <Title order={2}>{t(isOfPartner ? "clients" : "title")}</Title>
        {isOfPartner && all && all.length > 0 && (
          <ExportMenu file={listFile("referrals", { partner_id: of.partnerId })} isShort />
        )}
        {mayGive && (
          <Tooltip label={t("give.title")}>
            <ActionIcon size={32} aria-label={t("give.title")} onClick={() => setIsGiving(true)}>
              <IconPlus size={18} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {error && !all ? (
        <>
          <Problem error={error} />
          <Button variant="default" size="compact-md" mt={6} onClick={() => void refetch()}>
            {t("app:error.retry")}
          </Button>
        </>
      ) : !all ? (
        <Skeleton height={48} radius="md" />
      ) : all.length === 0 ? (
        <p className={classes.soft}>{t(isOfPartner ? "none_of_partner" : "none")}</p>
      ) : (
        <ul className={classes.list}>
          {all.map((referral) => (
            <ReferralRow
              key={referral.id}
              referral={referral}
              zone={zone}
              mayEdit={mayEdit}
              isOfPartner={isOfPartner}
              onMessage={() => setMessage(referral.id)}
              onClose={() => setClosing(referral)}
            />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button variant="subtle" size="compact-sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("app:more")}
        </Button>
      )}
      <Suspense>
        {isGiving && of.contactId && (
          <Give
            contactId={of.contactId}
            dealId={of.dealId}
            conversationId={conversationId}
            onClose={() => setIsGiving(false)}
            onGiven={({ id, channel }) => {
              setIsGiving(false);
              if (channel === "manual") setMessage(id);
            }}
          />
        )}
        {message && <Message id={message} onClose={() => setMessage(undefined)} />}
        {closing && <OutcomeForm key={closing.id} referral={closing} onClose={() => setClosing(undefined)} />}
      </Suspense>
    </section>
  );
}
