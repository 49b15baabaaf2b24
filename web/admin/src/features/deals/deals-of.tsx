// The deals of a customer, for their card and beside the conversation; the page around it waits neither for its code nor its texts.

import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { Props } from "./customer-deals";

const CustomerDeals = lazy(async () => ({ default: (await import("./customer-deals")).CustomerDeals }));

export function DealsOf(props: Props) {
  return (
    <Suspense fallback={<Skeleton height={72} radius="md" />}>
      <CustomerDeals {...props} />
    </Suspense>
  );
}
