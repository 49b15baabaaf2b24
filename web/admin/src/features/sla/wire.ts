// How long customers may wait for a person: the report, and the promise of the firm.

import { send } from "~/app/api";

export interface SlaRow {
  team_id?: string;
  kind: "first" | "next";
  kept: number;
  broken: number;
  average_secs: number;
}
export interface SlaReport {
  rows: SlaRow[];
  running: number;
  late: number;
  soon: number;
}

export const readReport = (from: string, to: string): Promise<SlaReport> =>
  send("GET", `/reports/sla?${new URLSearchParams({ from, to })}`);
