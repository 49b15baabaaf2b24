// What happens when something is let go in a new place or pressed: write, say what was done with a way back, or explain
// why not.

import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { shortDay, time } from "~/app/format";
import { showDone, showProblem } from "~/ui";
import {
  bookAgain,
  cancelVisit,
  changeBlock,
  moveVisit,
  removeBlock,
  setPrepaid,
  setStatus,
  type Target,
} from "./changes";
import { type Conflict, conflictOf, conflictText } from "./conflict";
import { type BlockView, type BranchView, VIEWS_KEY, type Visit } from "./queries";
import type { Status } from "./status";
import { wallOf } from "./zone";

/** A move the server would not make. */
export interface Refused {
  visit: Visit;
  to: Target;
  conflict: Conflict;
}

function showUndo(t: TFunction, message: string, action: string, undo: () => void): void {
  const id = notifications.show({
    color: "teal",
    autoClose: 9_000,
    closeButtonProps: { "aria-label": t("app:close") },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="light"
          style={{ flex: "none" }}
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {action}
        </Button>
      </Group>
    ),
  });
}

export function useChanges(zone: string, branches: BranchView[]) {
  const { t } = useTranslation("calendar");
  const cache = useQueryClient();
  const [refused, setRefused] = useState<Refused>();

  const explain = useCallback(
    (error: unknown) => {
      const conflict = conflictOf(error);
      showProblem(conflict ? conflictText(t, conflict, zone) : error);
      if (error instanceof Refusal && error.status === 409 && !conflict) {
        void cache.invalidateQueries({ queryKey: VIEWS_KEY });
      }
    },
    [t, zone, cache],
  );

  const move = useCallback(
    async (visit: Visit, to: Target): Promise<boolean> => {
      try {
        const after = await moveVisit(cache, visit, to);
        setRefused(undefined);
        const isResize =
          to.minutes !== undefined &&
          Date.parse(to.startsAt) === Date.parse(visit.starts_at) &&
          to.employee === visit.employee_id;
        const isOtherDay =
          wallOf(Date.parse(after.starts_at), zone).date !== wallOf(Date.parse(visit.starts_at), zone).date;
        const at = `${isOtherDay ? `${shortDay(after.starts_at, zone)}, ` : ""}${time(after.starts_at, zone)}`;
        const elsewhere =
          after.branch_id === visit.branch_id ? undefined : branches.find(({ id }) => id === after.branch_id);
        const place = elsewhere ? `${at}, ${elsewhere.name}` : at;
        const said = isResize
          ? t("done.resized", { time: time(after.ends_at, zone) })
          : t("done.moved", { time: place });
        showUndo(t, said, t("done.undo"), () => {
          const back: Target = {
            startsAt: visit.starts_at,
            endsAt: visit.ends_at,
            employee: visit.employee_id,
            branch: visit.branch_id,
            minutes: Math.round((Date.parse(visit.ends_at) - Date.parse(visit.starts_at)) / 60_000),
            force: ["lead", "not_working", "past"],
          };
          moveVisit(cache, after, back).then(() => showDone(t("done.undone")), explain);
        });
        return true;
      } catch (error) {
        const conflict = conflictOf(error);
        if (conflict) setRefused({ visit, to, conflict });
        else explain(error);
        return false;
      }
    },
    [cache, t, zone, branches, explain],
  );

  const mark = useCallback(
    async (visit: Visit, status: Status) => {
      try {
        await setStatus(cache, visit, status);
        showDone(t(`done.${status}`));
      } catch (error) {
        explain(error);
      }
    },
    [cache, t, explain],
  );

  const prepaid = useCallback(
    async (visit: Visit, isPaid: boolean) => {
      try {
        await setPrepaid(cache, visit, isPaid);
        showDone(t(isPaid ? "done.prepaid" : "done.not_prepaid"));
      } catch (error) {
        explain(error);
      }
    },
    [cache, t, explain],
  );

  const cancel = useCallback(
    async (visit: Visit, reason: string): Promise<boolean> => {
      try {
        await cancelVisit(cache, visit, reason);
        showUndo(t, t("done.cancelled"), t("done.book_again"), () => {
          bookAgain(cache, visit).then(() => showDone(t("done.booked")), explain);
        });
        return true;
      } catch (error) {
        explain(error);
        return false;
      }
    },
    [cache, t, explain],
  );

  const moveBlock = useCallback(
    async (block: BlockView, to: { subject: string; startsAt: string; endsAt: string }) => {
      try {
        const after = await changeBlock(cache, block, to);
        showUndo(t, t("done.block_moved"), t("done.undo"), () => {
          const back = { subject: block.subject_id, startsAt: block.starts_at, endsAt: block.ends_at };
          changeBlock(cache, after, back).then(() => showDone(t("done.undone")), explain);
        });
      } catch (error) {
        explain(error);
      }
    },
    [cache, t, explain],
  );

  const openTime = useCallback(
    async (block: BlockView): Promise<boolean> => {
      try {
        await removeBlock(cache, block);
        showDone(t("done.opened"));
        return true;
      } catch (error) {
        explain(error);
        return false;
      }
    },
    [cache, t, explain],
  );

  const forget = useCallback(() => setRefused(undefined), []);
  return useMemo(
    () => ({ refused, forget, move, mark, prepaid, cancel, moveBlock, openTime, explain }),
    [refused, forget, move, mark, prepaid, cancel, moveBlock, openTime, explain],
  );
}

export type Changes = ReturnType<typeof useChanges>;
