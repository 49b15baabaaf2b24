// What the words of a merge need to know of the firm.

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useFirm } from "~/app/firm";
import { membersQuery } from "~/features/contacts/queries";
import { useFields } from "~/features/custom-fields/queries";
import type { Known } from "./said";

export function useKnown(): Known {
  const fields = useFields("contact");
  const { data: members } = useQuery(membersQuery);
  const currency = useFirm()?.currency ?? "RUB";
  return useMemo(
    () => ({ fields, members: new Map(members?.map(({ id, name }) => [id, name])), currency }),
    [fields, members, currency],
  );
}
