// Who may do what to whom in a team, as the server will judge it too.

import type { Member, Role, RoleInfo } from "./queries";
import { ROLES } from "./queries";

const rank = (role: Role) => ROLES.length - ROLES.indexOf(role);

/** The only owner can be neither demoted nor removed. */
export function isLastOwner(member: Pick<Member, "role">, all: Pick<Member, "role">[]): boolean {
  return member.role === "owner" && all.filter(({ role }) => role === "owner").length === 1;
}

/** Nobody touches somebody of a higher role than one's own. */
export function mayTouch(own: Role, member: Pick<Member, "role">): boolean {
  return rank(own) >= rank(member.role);
}

/** The roles one may give: what the server says, else up to one's own. */
export function grantable(own: Role, roles: RoleInfo[] | undefined): Role[] {
  if (roles) return roles.filter((role) => role.can_grant).map(({ role }) => role);
  return ROLES.filter((role) => rank(role) <= rank(own));
}

/** A link as it can be given to somebody: with this server's address even if the server does not know its own. */
export function wholeLink(link: string, origin: string): string {
  return link.startsWith("/") ? `${origin}${link}` : link;
}
