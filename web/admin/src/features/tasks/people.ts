// Who a task can be given to.

import { useQuery } from "@tanstack/react-query";
import { queryClient } from "~/app/query";
import { meQuery, useMe } from "~/app/session";
import { type Member, membersQuery } from "~/features/people/queries";

export function useMembers(): { members: Member[]; own: Member | undefined } {
  const me = useMe();
  const { data: members = [] } = useQuery(membersQuery);
  return { members, own: members.find((member) => member.person_id === me.person.id) };
}

/** One's own membership, also before the screen knows it. */
export async function ownMember(): Promise<string | null> {
  const [me, members] = await Promise.all([
    queryClient.ensureQueryData(meQuery),
    queryClient.ensureQueryData(membersQuery),
  ]);
  return members.find((member) => member.person_id === me?.person.id)?.id ?? null;
}
