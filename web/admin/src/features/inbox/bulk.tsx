// Doing the same with several conversations: shown at once, what was refused is put back and told, the rest can be taken back.

import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { Refusal } from "~/app/api";
import { refusalText, showProblem } from "~/ui";
import { countSoon } from "./counts";
import { moveOf, type Step, wayBack } from "./model/bulk";
import { foresee } from "./moves";
import { knownRow, meNow, moves, putRow, refreshSoon, touch } from "./queries";
import { type BulkAct, bulkMove, type Conversation } from "./wire";

const LONG_ENOUGH_MS = 12_000;
const NOTICE = "inbox-bulk";

function seen(row: Conversation, act: BulkAct): Conversation {
  const move = moveOf(act);
  if (move) return foresee(row, move, meNow());
  return { ...row, unread: act.kind === "read" ? 0 : Math.max(1, row.unread) };
}

/** What was refused, by its reason. */
async function ask(rows: Conversation[], act: BulkAct): Promise<Map<string, number>> {
  const before = new Map(rows.map((row) => [row.id, row]));
  const refused = new Map<string, number>();
  for (const row of rows) {
    moves(row.id, 1);
    putRow(seen(row, act));
  }
  try {
    const { items } = await bulkMove([...before.keys()], act);
    for (const { id, conversation, code } of items) {
      const old = before.get(id);
      if (conversation) putRow(conversation);
      else if (old) putRow(old);
      if (code) refused.set(code, (refused.get(code) ?? 0) + 1);
    }
  } catch (error) {
    for (const row of rows) {
      putRow({ ...(knownRow(row.id) ?? row), ...row });
      refreshSoon(row.id);
    }
    throw error;
  } finally {
    for (const { id } of rows) {
      moves(id, -1);
      touch(id);
    }
    countSoon();
  }
  return refused;
}

function tellRefused(refused: Map<string, number>): void {
  const { t } = i18next;
  for (const [code, count] of refused)
    showProblem(`${t("inbox:bulk.refused", { count })}: ${refusalText(t, new Refusal(409, { code }))}`);
}

async function takeBack(steps: Step[]): Promise<void> {
  notifications.hide(NOTICE);
  try {
    for (const { ids, act } of steps) {
      const rows = ids.flatMap((id) => knownRow(id) ?? []);
      if (rows.length > 0) tellRefused(await ask(rows, act));
    }
  } catch (error) {
    showProblem(error);
  }
}

export async function carryOutAll(rows: Conversation[], act: BulkAct): Promise<void> {
  const { t } = i18next;
  const back = wayBack(rows, act);
  try {
    const refused = await ask(rows, act);
    tellRefused(refused);
    const done = rows.length - [...refused.values()].reduce((sum, count) => sum + count, 0);
    if (done === 0) return;
    notifications.hide(NOTICE);
    notifications.show({
      id: NOTICE,
      color: "teal",
      autoClose: back ? LONG_ENOUGH_MS : 3_500,
      closeButtonProps: { "aria-label": t("app:close") },
      message: (
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Text size="sm">{t(`inbox:bulk.done.${act.kind}`, { count: done })}</Text>
          {back && back.length > 0 && (
            <Button size="compact-sm" variant="light" style={{ flexShrink: 0 }} onClick={() => void takeBack(back)}>
              {t("inbox:bulk.undo")}
            </Button>
          )}
        </Group>
      ),
    });
  } catch (error) {
    showProblem(error);
  }
}
