// Doubts of customers in their own words and what is answered: written here, or brought as a table from a spreadsheet.

import { ActionIcon, Button, FileButton, Group, Modal, Stack, TagsInput, Text } from "@mantine/core";
import type { Objection } from "@samovar/client";
import { IconPlus, IconTableExport, IconTableImport, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fileName, saveFile } from "~/features/agents/files";
import { Block } from "~/features/settings/parts";
import { showDone, showProblem } from "~/ui";
import { objectionsTable, type ScriptView, useImportObjections } from "./queries";
import type { Found } from "./script-text";
import classes from "./scripts.module.css";
import { TextWithVariables } from "./step-card";

export interface Keyed extends Objection {
  key: string;
}

interface Props {
  /** None while the script is not saved yet. */
  script: ScriptView | undefined;
  objections: Keyed[];
  known: readonly string[];
  faults: readonly Found[];
  mayEdit: boolean;
  /** A table goes to what is saved. */
  isDirty: boolean;
  onChange: (next: Keyed[]) => void;
}

export function Objections({ script, objections, known, faults, mayEdit, isDirty, onChange }: Props) {
  const { t } = useTranslation("scripts");
  const change = (key: string, part: Partial<Objection>) =>
    onChange(objections.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const wrong = (index: number, field: string) => {
    const found = faults.find(({ path }) => path === `objections.${index}.${field}`);
    return found && t(`fault.${found.fault}`, { about: found.about ?? "" });
  };
  return (
    <Block
      title={t("objections")}
      text={t("objections_text")}
      action={script && <Table script={script} mayEdit={mayEdit} isDirty={isDirty} count={objections.length} />}
    >
      <Stack gap="md">
        {objections.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("objections_empty")}
          </Text>
        )}
        <ul className={classes.steps}>
          {objections.map((one, index) => (
            <li
              key={one.key}
              className={classes.step}
              aria-label={t("objection", { number: index + 1 })}
              data-faulty={wrong(index, "says") || wrong(index, "answer") ? true : undefined}
            >
              <Group justify="space-between" wrap="nowrap" mb={6}>
                <Text fw={600} size="sm">
                  {t("objection", { number: index + 1 })}
                </Text>
                {mayEdit && (
                  <ActionIcon
                    onClick={() => onChange(objections.filter(({ key }) => key !== one.key))}
                    aria-label={t("objection_remove", { number: index + 1 })}
                  >
                    <IconTrash size={18} />
                  </ActionIcon>
                )}
              </Group>
              <Stack gap="sm">
                <TagsInput
                  label={t("says")}
                  description={t("says_text")}
                  value={one.says}
                  onChange={(says) => change(one.key, { says })}
                  error={wrong(index, "says")}
                  splitChars={["|", "\n"]}
                  maxTags={30}
                  maxLength={200}
                />
                <TextWithVariables
                  label={t("answer")}
                  value={one.answer}
                  known={known}
                  error={wrong(index, "answer")}
                  mayEdit={mayEdit}
                  onChange={(answer) => change(one.key, { answer })}
                />
              </Stack>
            </li>
          ))}
        </ul>
        {mayEdit && (
          <Group>
            <Button
              variant="default"
              leftSection={<IconPlus size={16} />}
              onClick={() => onChange([...objections, { key: crypto.randomUUID(), says: [], answer: "" }])}
            >
              {t("objection_add")}
            </Button>
          </Group>
        )}
      </Stack>
    </Block>
  );
}

interface TableProps {
  script: ScriptView;
  mayEdit: boolean;
  isDirty: boolean;
  count: number;
}

function Table({ script, mayEdit, isDirty, count }: TableProps) {
  const { t } = useTranslation("scripts");
  const take = useImportObjections(script.id);
  const [table, setTable] = useState<string>();
  const bring = (csv: string, way: "merge" | "replace") => {
    setTable(undefined);
    take.mutate({ csv, way }, { onSuccess: () => showDone(t("table.done")), onError: showProblem });
  };
  const read = async (file: File | null) => {
    if (!file) return;
    const csv = await file.text();
    if (count === 0) bring(csv, "merge");
    else setTable(csv);
  };
  return (
    <Group gap="xs">
      {mayEdit && (
        <FileButton onChange={(file) => void read(file)} accept=".csv,text/csv">
          {(props) => (
            <Button
              {...props}
              size="compact-md"
              variant="default"
              disabled={isDirty}
              title={isDirty ? t("table.save_first") : undefined}
              loading={take.isPending}
              leftSection={<IconTableImport size={16} />}
            >
              {t("table.import")}
            </Button>
          )}
        </FileButton>
      )}
      {script.objections.length > 0 && (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconTableExport size={16} />}
          onClick={() =>
            void objectionsTable(script.id).then(
              (blob) => saveFile(`${fileName(script.name)}.csv`, blob, "text/csv"),
              showProblem,
            )
          }
        >
          {t("table.export")}
        </Button>
      )}
      <Modal
        opened={table !== undefined}
        onClose={() => setTable(undefined)}
        title={t("table.ask")}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        <Stack>
          <Text size="sm">{t("table.ask_text")}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => table && bring(table, "replace")}>
              {t("table.replace")}
            </Button>
            <Button onClick={() => table && bring(table, "merge")} data-autofocus>
              {t("table.merge")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Group>
  );
}
