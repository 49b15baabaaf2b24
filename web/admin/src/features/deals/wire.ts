// Deals and pipelines as the server tells them, by the names they have here.

import type { DealView, StageRulesView, StageView } from "@samovar/client";

export type {
  Board,
  BoardColumn as Column,
  CreateDeal as NewDeal,
  DealMoveView as Moved,
  DealView as Deal,
  FunnelStageView as FunnelStage,
  FunnelView as Funnel,
  MoveDeal as Move,
  PipelineView as Pipeline,
  StageRulesView as Rules,
  StageTaskView as StageTask,
  StageView as Stage,
  UpdateDeal as Change,
} from "@samovar/client";

export type Kind = StageView["kind"];
export type Color = StageView["color"];
export interface DealPage {
  items: DealView[];
  next_cursor?: string;
}

export const ENTERS = [
  "booking.created",
  "booking.arrived",
  "booking.done",
  "booking.missed",
  "referral.accepted",
  "referral.done",
] as const satisfies NonNullable<StageRulesView["enter_on"]>[];
export const COLORS = [
  "gray",
  "red",
  "pink",
  "grape",
  "violet",
  "indigo",
  "blue",
  "cyan",
  "teal",
  "green",
  "lime",
  "yellow",
  "orange",
] as const satisfies Color[];
