// What is done with the chosen deals at once: moved to a stage. What the server would not move is told, with why.

import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { number } from "~/app/format";
import { showDone, showProblem } from "~/ui";
import { again } from "../cache";
import { ReasonField } from "../move-dialog";
import { called } from "../names";
import { wantsReason } from "../needs";
import { moveMany } from "../queries";
import { showUndo } from "../undo";
import type { Deal, Pipeline, Stage } from "../wire";
import classes from "./list.module.css";
import { byCode, wayBack } from "./selection";

interface Props {
  deals: Deal[];
  pipeline: Pipeline;
  onClear: () => void;
}

export function Bulk({ deals, pipeline, onClear }: Props) {
  const { t } = useTranslation("deals");
  const [isBusy, setIsBusy] = useState(false);
  const [asked, setAsked] = useState<Stage>();
  const [reason, setReason] = useState("");
  const [isTried, setIsTried] = useState(false);
  const [left, setLeft] = useState<{ code: string; count: number }[]>();

  const undo = async (back: Map<string, string[]>) => {
    try {
      for (const [stage, ids] of back) await moveMany(ids, stage);
      showDone(t("bulk.undone"));
    } catch (error) {
      showProblem(error);
    } finally {
      again();
    }
  };
  const move = async (stage: Stage, why?: string) => {
    setIsBusy(true);
    try {
      const ids = deals.map(({ id }) => id);
      const { moved, refused } = await moveMany(ids, stage.key, why);
      const back = wayBack(moved, deals);
      if (moved.length > 0)
        showUndo(t("bulk.done", { count: moved.length, stage: called(stage) }), () => void undo(back));
      if (refused.length > 0) setLeft(byCode(refused));
      else onClear();
      again();
    } catch (error) {
      showProblem(error);
    } finally {
      setIsBusy(false);
    }
  };
  const choose = (key: string | null) => {
    const stage = pipeline.stages.find((one) => one.key === key);
    if (!stage) return;
    if (!wantsReason(pipeline, stage)) return void move(stage);
    setReason("");
    setIsTried(false);
    setAsked(stage);
  };
  return (
    <section className={classes.bulk} aria-label={t("bulk.label")}>
      <Text size="sm" fw={600} className="tabular" role="status">
        {t("bulk.chosen", { count: deals.length })}
      </Text>
      <Select
        className={classes.bulkStage ?? ""}
        aria-label={t("bulk.move")}
        placeholder={t("bulk.move")}
        data={pipeline.stages.map((stage) => ({ value: stage.key, label: called(stage) }))}
        value={null}
        onChange={choose}
        disabled={isBusy}
        comboboxProps={{ position: "top-start" }}
      />
      <Button variant="subtle" color="gray" onClick={onClear}>
        {t("bulk.clear")}
      </Button>
      <Modal
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("needs.title", { stage: asked ? called(asked) : "" })}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setIsTried(true);
            if (!asked || reason === "") return;
            setAsked(undefined);
            void move(asked, reason);
          }}
        >
          <Stack>
            <ReasonField
              reasons={pipeline.loss_reasons}
              value={reason}
              onChange={setReason}
              error={isTried && reason === "" ? t("loss.missing") : undefined}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setAsked(undefined)}>
                {t("app:cancel")}
              </Button>
              <Button type="submit">{t("move.action")}</Button>
            </Group>
          </Stack>
        </form>
      </Modal>
      <Modal
        opened={left !== undefined}
        onClose={() => setLeft(undefined)}
        title={t("bulk.left", { count: left?.reduce((sum, { count }) => sum + count, 0) ?? 0 })}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        <Stack>
          <ul style={{ margin: 0, paddingInlineStart: 20 }}>
            {left?.map(({ code, count }) => (
              <li key={code}>
                {t([`bulk.why.${code}`, `app:problem.${code}`, "bulk.why.other"])}
                {": "}
                {number(count)}
              </li>
            ))}
          </ul>
          <Group justify="flex-end">
            <Button data-autofocus onClick={() => setLeft(undefined)}>
              {t("bulk.understood")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </section>
  );
}
