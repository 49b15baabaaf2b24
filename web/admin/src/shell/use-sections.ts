// The sections this person has in this firm.

import { useMe } from "~/app/session";
import { useHasTours } from "~/features/tours/has-tours";
import { SECTIONS, type Section } from "./sections";

export function useSections(): Section[] {
  const { permissions } = useMe();
  const hasTours = useHasTours();
  return SECTIONS.filter(
    ({ id, needs, isRare }) => (!needs || permissions.includes(needs)) && (!isRare || (id === "tours" && hasTours)),
  );
}
