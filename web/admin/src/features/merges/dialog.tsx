// Two cards side by side: which stays, whose value is taken where they differ, what moves over.

import { Button, Group, Modal, Radio, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { nameOf } from "~/features/contacts/names";
import { ErrorState, Loading, Problem } from "~/ui";
import { allFrom, type Choices, chosenOf, isAllFrom, movesOf, takeOther } from "./choices";
import { Face, sharedOf } from "./face";
import classes from "./merges.module.css";
import { MOVED, merge, type Preview, previewQuery } from "./queries";
import { labelOf, saidOf } from "./said";
import { showMerged } from "./undo-notice";
import { useKnown } from "./use-known";

interface Props {
  kept: string;
  other: string;
  onClose: () => void;
  /** `kept` is the card that stayed. */
  onMerged: (kept: string) => void;
}

function Conflicts({
  preview,
  choices,
  onChange,
}: {
  preview: Preview;
  choices: Choices;
  onChange: (choices: Choices) => void;
}) {
  const { t } = useTranslation(["merges", "contacts", "custom-fields"]);
  const known = useKnown();
  const { kept, other, conflicts } = preview;
  if (conflicts.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("conflict.none")}
      </Text>
    );
  const sides = [kept, other] as const;
  return (
    <div>
      <Text size="sm" c="dimmed" mb="xs">
        {t("conflict.text")}
      </Text>
      {conflicts.length > 1 && (
        <Group gap={6} mb="xs">
          {sides.map((card, side) => (
            <Button
              key={card.id}
              size="compact-sm"
              variant={isAllFrom(preview, choices, card.id) ? "light" : "subtle"}
              onClick={() => onChange(allFrom(preview, card.id))}
            >
              {t(side === 0 ? "conflict.all_stays" : "conflict.all_goes")}
            </Button>
          ))}
        </Group>
      )}
      {conflicts.map((conflict) => {
        const label = labelOf(t, conflict.field, known);
        return (
          <Radio.Group
            key={conflict.field}
            name={conflict.field}
            label={label}
            className={classes.conflict ?? ""}
            value={chosenOf(choices, conflict.field, preview)}
            onChange={(id) => onChange({ ...choices, [conflict.field]: id })}
          >
            <div className={classes.options}>
              {sides.map((card, side) => (
                <Radio.Card key={card.id} value={card.id} className={classes.option ?? ""}>
                  <Radio.Indicator />
                  <span>{saidOf(t, conflict.field, side === 0 ? conflict.kept : conflict.other, known)}</span>
                </Radio.Card>
              ))}
            </div>
          </Radio.Group>
        );
      })}
    </div>
  );
}

function Moves({ preview }: { preview: Preview }) {
  const { t } = useTranslation(["merges", "contacts"]);
  const moves = movesOf(preview.moves, MOVED);
  const name = nameOf(t, preview.kept);
  if (moves.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("moves.nothing")}
      </Text>
    );
  return (
    <div>
      <Text size="sm">{t("moves.text", { name })}</Text>
      <ul className={classes.moves}>
        {moves.map(([kind, count]) => (
          <li key={kind}>{t(`moves.${kind}`, { count })}</li>
        ))}
      </ul>
    </div>
  );
}

export function MergeDialog({ kept, other, onClose, onMerged }: Props) {
  const { t } = useTranslation(["merges", "contacts", "custom-fields"]);
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const [ids, setIds] = useState<readonly [string, string]>([kept, other]);
  const [choices, setChoices] = useState<Choices>({});
  const [isSaving, setIsSaving] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const { data: preview, error, refetch } = useQuery(previewQuery(...ids));
  // The order of the faces does not change with the choice of the one that stays.
  const cards =
    preview && [kept, other].flatMap((id) => [preview.kept, preview.other].find((card) => card.id === id) ?? []);
  const marked = preview ? sharedOf(preview.kept, preview.other) : [];
  const submit = async () => {
    if (!preview) return;
    setIsSaving(true);
    setFault(undefined);
    try {
      const id = await merge(ids[0], ids[1], takeOther(preview, choices));
      showMerged(id, nameOf(t, preview.kept), () => undefined);
      onClose();
      onMerged(ids[0]);
    } catch (refused) {
      setFault(refused);
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("dialog.title")}
      size={760}
      fullScreen={isPhone}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {error && !preview ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !preview || !cards ? (
        <Loading rows={5} avatar />
      ) : (
        <Stack gap="lg">
          <div className={classes.two}>
            {cards.map((card) => (
              <div key={card.id} className={classes.side} data-kept={card.id === ids[0] || undefined}>
                <Face card={card} marked={marked} />
              </div>
            ))}
          </div>
          <div>
            <Title order={3} mb={6} id="merge-kept">
              {t("dialog.kept")}
            </Title>
            <SegmentedControl
              fullWidth
              orientation={isPhone ? "vertical" : "horizontal"}
              value={ids[0]}
              onChange={(id) => setIds(id === kept ? [kept, other] : [other, kept])}
              data={cards.map((card, side) => ({
                value: card.id,
                label: t("dialog.side", { number: side + 1, name: nameOf(t, card) }),
              }))}
              aria-labelledby="merge-kept"
            />
            <Text size="xs" c="dimmed" mt={6}>
              {t("dialog.kept_text")}
            </Text>
          </div>
          <div>
            <Title order={3} mb={4}>
              {t("conflict.title")}
            </Title>
            <Conflicts preview={preview} choices={choices} onChange={setChoices} />
          </div>
          <div>
            <Title order={3} mb={4}>
              {t("moves.title")}
            </Title>
            <Moves preview={preview} />
          </div>
          <Problem error={fault} />
          <Group justify="space-between" gap="xs">
            <Text size="xs" c="dimmed" flex="1 1 200px">
              {t("dialog.back")}
            </Text>
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                {t("app:cancel")}
              </Button>
              <Button loading={isSaving} onClick={() => void submit()}>
                {t("dialog.action")}
              </Button>
            </Group>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
