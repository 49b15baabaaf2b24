// Does the firm sell tours? Then they stand in the menu; other firms find them at the end of their services.

import { useQuery } from "@tanstack/react-query";
import { useFirm } from "~/app/firm";
import { toursQuery } from "./queries";

export function useHasTours(): boolean {
  const pack = useFirm()?.pack;
  const isTours = pack === "tours";
  const { data } = useQuery({ ...toursQuery, enabled: pack !== undefined && !isTours });
  return isTours || (data?.length ?? 0) > 0;
}
