// Moving deals: seen at once, taken back when refused, asked about what the stage wants to know, with a way back in the notice.

import { Suspense, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { queryClient } from "~/app/query";
import { showProblem } from "~/ui";
import { asMoved } from "./board-state";
import { again, keep } from "./cache";
import { MoveDialog } from "./move-dialog";
import { called, dealName } from "./names";
import { missingIn, missingOf, wantsReason } from "./needs";
import { BOARDS, dealKey, LISTS, moveDeal, pipelinesQuery } from "./queries";
import { underWay } from "./under-way";
import { showUndo } from "./undo";
import type { Deal, Move, Pipeline, Stage } from "./wire";

export interface Asked {
  deal: Deal;
  stage: Stage;
  pipeline: Pipeline;
  missing: string[];
  hasReason: boolean;
}

function placeOf(pipelines: Pipeline[], key: string): { pipeline: Pipeline; stage: Stage } | undefined {
  for (const pipeline of pipelines) {
    const stage = pipeline.stages.find((one) => one.key === key);
    if (stage) return { pipeline, stage };
  }
  return undefined;
}

export function useMoves() {
  const { t } = useTranslation("deals");
  const [asked, setAsked] = useState<Asked>();
  const moveBack = useRef<(deal: Deal, to: string) => Promise<boolean>>(undefined);

  /** Writes the move; what is still missing opens the dialog. */
  const write = useCallback(
    async (deal: Deal, body: Move, isUndo = false): Promise<boolean> => {
      const pipelines = await queryClient.ensureQueryData(pipelinesQuery);
      const place = placeOf(pipelines, body.stage);
      if (!place) return false;
      await Promise.all(
        [BOARDS, LISTS, dealKey(deal.id)].map((queryKey) => queryClient.cancelQueries({ queryKey: [...queryKey] })),
      );
      underWay.begin(deal.id, body.stage);
      keep(asMoved({ pipeline: place.pipeline }, deal, body.stage));
      try {
        const after = await moveDeal(deal.id, body);
        underWay.end(deal.id, body.stage);
        keep(after);
        again(deal.id);
        const message = t("move.done", { name: dealName(t, deal), stage: called(place.stage) });
        if (isUndo) return true;
        showUndo(message, () => void moveBack.current?.(after, deal.stage));
        return true;
      } catch (error) {
        underWay.end(deal.id, body.stage);
        keep(deal);
        again();
        if (error instanceof Refusal && (error.code === "stage_needs" || error.code === "loss_reason_missing")) {
          const missing = error.code === "stage_needs" ? missingIn(error) : [];
          setAsked({ deal, ...place, missing, hasReason: error.code === "loss_reason_missing" });
        } else showProblem(error);
        return false;
      }
    },
    [t],
  );

  /** Asks first what is known to be missing: no need to be refused. */
  const move = useCallback(
    async (deal: Deal, to: string): Promise<boolean> => {
      if (deal.stage === to) return false;
      const place = placeOf(await queryClient.ensureQueryData(pipelinesQuery), to);
      if (!place) return false;
      const missing = missingOf(deal, place.stage);
      const hasReason = wantsReason(place.pipeline, place.stage);
      if (missing.length > 0 || hasReason) {
        setAsked({ deal, ...place, missing, hasReason });
        return false;
      }
      return write(deal, { stage: to });
    },
    [write],
  );
  moveBack.current = async (deal, to) => {
    const isBack = await write(deal, { stage: to }, true);
    return isBack;
  };

  const dialog = useMemo(
    () =>
      asked && (
        <Suspense>
          <MoveDialog
            key={`${asked.deal.id} ${asked.stage.key}`}
            asked={asked}
            onClose={() => setAsked(undefined)}
            onSubmit={async (body) => {
              setAsked(undefined);
              await write(asked.deal, { ...body, stage: asked.stage.key });
            }}
          />
        </Suspense>
      ),
    [asked, write],
  );
  return { move, dialog };
}
