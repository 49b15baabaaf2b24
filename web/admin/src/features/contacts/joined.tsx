// Two cards becoming one, as the story tells it, with the way back while there is one.

import { Button } from "@mantine/core";
import { IconArrowsJoin } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fullDay } from "~/app/format";
import { useMay } from "~/app/session";
import { canUndo, movesOf } from "~/features/merges/choices";
import { type Merge, MOVED, undoMerge } from "~/features/merges/queries";
import { showDone, showProblem, useConfirm } from "~/ui";
import classes from "./card.module.css";
import { Frame, whoDid } from "./frame";
import { nameOf } from "./names";

export function Joined({ merge, zone }: { merge: Merge; zone: string | undefined }) {
  const { t } = useTranslation(["merges", "contacts"]);
  const mayEdit = useMay("edit_contacts");
  const confirm = useConfirm();
  const [isUndoing, setIsUndoing] = useState(false);
  const name = nameOf(t, merge.other);
  const moves = movesOf(merge.moves, MOVED).map(([kind, count]) => t(`moves.${kind}`, { count }));
  const undo = async () => {
    const question = { title: t("undo.title"), text: t("undo.text", { name }), action: t("undo.action") };
    if (!(await confirm(question))) return;
    setIsUndoing(true);
    try {
      await undoMerge(merge.id);
      showDone(t("undo.done"));
    } catch (error) {
      showProblem(error);
    } finally {
      setIsUndoing(false);
    }
  };
  return (
    <Frame icon={<IconArrowsJoin size={17} stroke={1.7} />} at={merge.at} zone={zone}>
      <span className={classes.entryTitle}>{t("story.title", { name })}</span>
      {moves.length > 0 && <p className={classes.snippet}>{t("story.moved", { list: moves.join(", ") })}</p>}
      <p className={classes.soft}>
        {[merge.by && whoDid(t, merge.by), merge.undone_at && t("undo.was", { date: fullDay(merge.undone_at, zone) })]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {mayEdit && canUndo(merge, new Date()) && (
        <Button variant="default" size="compact-sm" mt={6} loading={isUndoing} onClick={() => void undo()}>
          {t("undo.action")}
        </Button>
      )}
    </Frame>
  );
}
