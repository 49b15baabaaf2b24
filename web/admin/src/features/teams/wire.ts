// Teams as the server has them, and the switch that says that one is away.

import { createTeams, listTeams as list, removeTeams, updateMeAuthMe, updateTeams } from "@samovar/client";
import { ask } from "~/app/api";

export type Assignment = "manual" | "round_robin";

export interface Team {
  id: string;
  name: string;
  /** Members, not people. */
  member_ids: string[];
  assignment: Assignment;
  /** Open conversations a member may have; more are not given. */
  capacity?: number | null;
  /** Connections whose conversations come to this team. */
  is_default_for: string[];
  /** Minutes of work; the firm's when absent. */
  sla_first_minutes?: number | null;
  sla_next_minutes?: number | null;
  /** A member. */
  lead_id?: string | null;
}
export type TeamDraft = Omit<Team, "id">;

export const listTeams = (): Promise<{ items: Team[] }> => ask(list());
export const createTeam = (body: TeamDraft): Promise<Team> => ask(createTeams({ body }));
export const updateTeam = (id: string, body: TeamDraft): Promise<Team> => ask(updateTeams({ path: { id }, body }));
export const removeTeam = (id: string): Promise<unknown> => ask(removeTeams({ path: { id } }));
export const sayAway = (isAway: boolean): Promise<unknown> => ask(updateMeAuthMe({ body: { is_away: isAway } }));
