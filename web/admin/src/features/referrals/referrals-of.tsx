// Clients handed to partners, for the card of a client, a deal, a partner and beside a conversation; the page around it waits neither
// for its code nor its texts.

import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { Props } from "./referrals";

const Referrals = lazy(async () => ({ default: (await import("./referrals")).Referrals }));

export function ReferralsOf(props: Props) {
  return (
    <Suspense fallback={<Skeleton height={72} radius="md" />}>
      <Referrals {...props} />
    </Suspense>
  );
}
