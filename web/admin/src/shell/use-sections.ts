// The sections this person has in this firm.

import { useMe } from "~/app/session";
import { useHasProducts } from "~/features/products/has-products";
import { useHasTours } from "~/features/tours/has-tours";
import { SECTIONS, type Section } from "./sections";

export function useSections(): Section[] {
  const { permissions } = useMe();
  const has: Record<string, boolean> = { products: useHasProducts(), tours: useHasTours() };
  return SECTIONS.filter(
    ({ id, needs, isRare }) => (!needs || permissions.includes(needs)) && (!isRare || has[id] === true),
  );
}
