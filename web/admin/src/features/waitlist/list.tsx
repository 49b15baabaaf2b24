// The rows of a waiting list with what they open, wherever it is shown: loading, empty and failing, too.

import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { useMay } from "~/app/session";
import { useNow } from "~/features/inbox/now";
import { ErrorState, Loading } from "~/ui";
import { type Filter, listQuery, type WaitlistEntry } from "./queries";
import { WaitlistRow } from "./row";
import classes from "./waitlist.module.css";

const WaitlistForm = lazy(() => import("./form").then((it) => ({ default: it.WaitlistForm })));
const OfferDialog = lazy(() => import("./offer-dialog").then((it) => ({ default: it.OfferDialog })));

interface Props {
  filter: Filter;
  label: string;
  empty: ReactNode;
  hidesContact?: boolean;
  /** Shown first, as a link has named it. */
  first?: WaitlistEntry | undefined;
}

export function WaitlistRows({ filter, label, empty, hidesContact = false, first }: Props) {
  const { t } = useTranslation("waitlist");
  const zone = useZone();
  const now = useNow();
  const mayBook = useMay("book");
  const [changing, setChanging] = useState<WaitlistEntry>();
  const [offering, setOffering] = useState<WaitlistEntry>();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(listQuery(filter));
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data || !zone) return <Loading rows={3} />;
  const all = data.pages.flatMap(({ items }) => items);
  const rows = first ? [first, ...all.filter(({ id }) => id !== first.id)] : all;
  return (
    <>
      {rows.length === 0 ? (
        empty
      ) : (
        <ul className={classes.list} aria-label={label}>
          {rows.map((entry) => (
            <WaitlistRow
              key={entry.id}
              entry={entry}
              now={now}
              zone={zone}
              mayBook={mayBook}
              hidesContact={hidesContact}
              onChange={setChanging}
              onOffer={setOffering}
            />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button variant="subtle" mt="sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("next")}
        </Button>
      )}
      <Suspense>
        {changing && <WaitlistForm key={changing.id} entry={changing} onClose={() => setChanging(undefined)} />}
        {offering && (
          <OfferDialog key={offering.id} entry={offering} zone={zone} onClose={() => setOffering(undefined)} />
        )}
      </Suspense>
    </>
  );
}
