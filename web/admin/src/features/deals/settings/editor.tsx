// One pipeline being changed: names, stages, loss reasons. Nothing is sent before "Save".

import { Button, Group, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useFields } from "~/features/custom-fields/queries";
import { Block, SaveBar } from "~/features/settings/parts";
import { showDone, showProblem, useConfirm } from "~/ui";
import { called } from "../names";
import { dropPipeline, savePipeline } from "../queries";
import type { Pipeline, Stage } from "../wire";
import {
  bodyOf,
  type Draft,
  type DraftStage,
  draftOf,
  faultOf,
  freshStage,
  isChanged,
  MOST_STAGES,
  removedOf,
  withoutStage,
  withStage,
} from "./draft";
import { MovedDialog } from "./moved-dialog";
import { StageForm } from "./stage-form";
import { Stages } from "./stages";

interface Props {
  pipeline: Pipeline;
  isOnly: boolean;
  onSaved: (pipeline: Pipeline) => void;
  onRemoved: () => void;
}

/** How many deals stand on each stage that goes away, as the refusal tells. */
export function countsIn({ errors }: Pick<Refusal, "errors">): Record<string, number> {
  return Object.fromEntries(errors.map(({ field, detail }) => [field, Number(detail) || 0]));
}

export function Editor({ pipeline, isOnly, onSaved, onRemoved }: Props) {
  const { t } = useTranslation("deals");
  const confirm = useConfirm();
  const fields = useFields("deal");
  const before = useMemo(() => draftOf(pipeline), [pipeline]);
  const [draft, setDraft] = useState<Draft>(before);
  const [open, setOpen] = useState<DraftStage>();
  const [isSaving, setIsSaving] = useState(false);
  const [isTried, setIsTried] = useState(false);
  const [asked, setAsked] = useState<{ counts: Record<string, number>; removed: Stage[]; isNamed: boolean }>();
  const number = useRef(0);
  const put = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const fault = faultOf(draft);

  const save = async (moved?: Record<string, string>) => {
    setIsTried(true);
    if (fault) return showProblem(t(`set.fault.${fault}`));
    setIsSaving(true);
    try {
      const saved = await savePipeline(pipeline.key, bodyOf(draft, moved));
      setAsked(undefined);
      showDone(t("app:saved"));
      onSaved(saved);
    } catch (error) {
      const isUsed = error instanceof Refusal && (error.code === "stage_in_use" || error.code === "stage_named");
      if (!isUsed) return showProblem(error);
      const isNamed = error.code === "stage_named";
      const counts = isNamed ? {} : countsIn(error);
      // One answer for all of them: agents may name a stage where no deal stands.
      setAsked({ counts, removed: removedOf(pipeline, draft), isNamed });
    } finally {
      setIsSaving(false);
    }
  };
  const remove = async () => {
    const isSure = await confirm({
      title: t("set.remove.title", { name: called(pipeline) }),
      text: t("set.remove.text"),
      action: t("app:delete"),
      isDanger: true,
    });
    if (!isSure) return;
    try {
      await dropPipeline(pipeline.key);
      showDone(t("set.remove.done"));
      onRemoved();
    } catch (error) {
      showProblem(error);
    }
  };
  const removeStage = (stage: DraftStage) => setDraft((now) => withoutStage(now, stage.id));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save();
  };
  return (
    <>
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <Block
            title={t("set.stages")}
            text={t("set.stages_text")}
            action={
              draft.stages.length < MOST_STAGES && (
                <Button
                  variant="light"
                  leftSection={<IconPlus size={16} aria-hidden />}
                  onClick={() => {
                    number.current += 1;
                    setOpen(freshStage(draft, `new-${number.current}`));
                  }}
                >
                  {t("set.add_stage")}
                </Button>
              )
            }
          >
            <Stages
              stages={draft.stages}
              fields={fields}
              onOrder={(stages) => put({ stages })}
              onOpen={setOpen}
              onRemove={removeStage}
            />
          </Block>
          <Block title={t("set.reasons")} text={t("set.reasons_text")}>
            <TagsInput
              aria-label={t("set.reasons")}
              placeholder={t("set.reasons_hint")}
              value={draft.loss_reasons}
              maxTags={30}
              onChange={(reasons) =>
                put({ loss_reasons: reasons.map((reason) => reason.trim().slice(0, 120)).filter(Boolean) })
              }
            />
          </Block>
          <Block title={t("set.pipeline")}>
            <Stack>
              <Group grow align="flex-start" preventGrowOverflow={false}>
                <TextInput
                  label={t("set.name")}
                  withAsterisk
                  maxLength={80}
                  miw={200}
                  value={draft.name}
                  error={isTried && fault === "nameless" ? t("set.fault.nameless") : undefined}
                  onChange={(event) => put({ name: event.currentTarget.value })}
                />
                <TextInput
                  label={t("set.name_en")}
                  maxLength={80}
                  miw={200}
                  value={draft.name_en}
                  onChange={(event) => put({ name_en: event.currentTarget.value })}
                />
              </Group>
              {!isOnly && (
                <Group justify="space-between">
                  <Switch
                    label={t("set.default")}
                    description={t("set.default_hint")}
                    checked={draft.is_default}
                    disabled={pipeline.is_default}
                    onChange={(event) => put({ is_default: event.currentTarget.checked })}
                  />
                  <Button
                    variant="subtle"
                    color="red"
                    leftSection={<IconTrash size={16} aria-hidden />}
                    onClick={() => void remove()}
                  >
                    {t("set.remove.action")}
                  </Button>
                </Group>
              )}
            </Stack>
          </Block>
        </Stack>
        <SaveBar isDirty={isChanged(before, draft)} isSaving={isSaving} onReset={() => setDraft(before)} />
      </form>
      {/* Forms of their own: what they send must not come through to this one. */}
      {open && (
        <StageForm
          key={open.id}
          stage={open}
          others={draft.stages.filter(({ id }) => id !== open.id)}
          fields={fields}
          onSave={(stage) => setDraft((now) => withStage(now, stage))}
          onRemove={
            draft.stages.some(({ id }) => id === open.id)
              ? () => {
                  removeStage(open);
                  setOpen(undefined);
                }
              : undefined
          }
          onClose={() => setOpen(undefined)}
        />
      )}
      {asked && (
        <MovedDialog
          {...asked}
          stages={draft.stages}
          onClose={() => setAsked(undefined)}
          onSubmit={(moved) => void save(moved)}
        />
      )}
    </>
  );
}
