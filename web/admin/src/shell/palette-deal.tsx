// A new deal from anywhere: the form of deals, once the pipelines are known.

import { useQuery } from "@tanstack/react-query";
import { NewDeal } from "~/features/deals/new-deal";
import { pipelinesQuery } from "~/features/deals/queries";

export function PaletteDeal({ onClose }: { onClose: () => void }) {
  const { data: pipelines } = useQuery(pipelinesQuery);
  return pipelines ? <NewDeal pipelines={pipelines} start={undefined} onClose={onClose} /> : null;
}
