// Settings: the fields a card has besides the usual ones, in the order in which they are shown.

import { ActionIcon, Badge, Button, SegmentedControl, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconForms, IconGripVertical, IconPencil, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type HTMLAttributes, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { moved } from "~/features/agents/order";
import { useDrag } from "~/features/agents/use-drag";
import { Block } from "~/features/settings/parts";
import { EmptyState, ErrorState, Forbidden, Loading, PageHeader, showDone, showProblem, useConfirm } from "~/ui";
import { FieldForm } from "./field-form";
import {
  type CustomField,
  ENTITIES,
  type Entity,
  type FieldDraft,
  fieldsQuery,
  saveFields,
  useFieldsLive,
} from "./queries";
import classes from "./settings.module.css";

interface RowProps {
  field: CustomField;
  handle: HTMLAttributes<HTMLButtonElement> | undefined;
  isCarried: boolean;
  onEdit: () => void;
}

function Row({ field, handle, isCarried, onEdit }: RowProps) {
  const { t } = useTranslation("custom-fields");
  const { name, kind, choices, is_required: isRequired } = field;
  return (
    <li className={classes.row} data-carried={isCarried || undefined}>
      {handle ? (
        <UnstyledButton {...handle} className={classes.handle} aria-label={t("drag.handle", { name })}>
          <IconGripVertical size={18} stroke={1.6} aria-hidden />
        </UnstyledButton>
      ) : (
        <span />
      )}
      <div className={classes.what}>
        <div className={classes.marks}>
          <Text fw={500}>{name}</Text>
          {isRequired && (
            <Badge variant="light" tt="none" fw={500}>
              {t("required")}
            </Badge>
          )}
        </div>
        <Text size="sm" c="dimmed">
          {t(`kind.${kind}.name`)}
          {choices.length > 0 && `: ${choices.join(", ")}`}
        </Text>
      </div>
      <ActionIcon size={40} aria-label={t("edit", { name })} onClick={onEdit}>
        <IconPencil size={18} stroke={1.7} />
      </ActionIcon>
    </li>
  );
}

interface ListProps {
  entity: Entity;
  fields: CustomField[];
  onEdit: (field: CustomField) => void;
}

function List({ entity, fields, onEdit }: ListProps) {
  const { t } = useTranslation("custom-fields");
  const list = useRef<HTMLUListElement>(null);
  const [said, setSaid] = useState("");
  const { carried, handle } = useDrag({
    list,
    ids: fields.map(({ key }) => key),
    isLocked: false,
    onDrop: (from, to) => void saveFields(entity, moved(fields, from, to)).catch(showProblem),
    say: (what, { id, place }) => {
      const name = fields.find(({ key }) => key === id)?.name ?? "";
      setSaid(t(`drag.${what}`, { name, place: place + 1, count: fields.length }));
    },
  });
  return (
    <>
      <ul
        ref={list}
        className={classes.list}
        aria-label={t(`entity.${entity}`)}
        data-carrying={carried !== undefined || undefined}
      >
        {fields.map((field) => (
          <Row
            key={field.key}
            field={field}
            handle={fields.length > 1 ? handle(field.key) : undefined}
            isCarried={carried?.id === field.key}
            onEdit={() => onEdit(field)}
          />
        ))}
      </ul>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}

export function FieldsSettings() {
  const { t } = useTranslation("custom-fields");
  const mayManage = useMay("manage_org");
  const confirm = useConfirm();
  const [entity, setEntity] = useState<Entity>("contact");
  const [open, setOpen] = useState<CustomField | "new">();
  const { data: fields, error, refetch } = useQuery({ ...fieldsQuery(entity), enabled: mayManage });
  useFieldsLive();
  if (!mayManage) return <Forbidden />;
  const edited = open === "new" ? undefined : open;
  const save = async (draft: FieldDraft) => {
    const known = fields ?? [];
    await saveFields(
      entity,
      edited ? known.map((one) => (one.key === edited.key ? { ...one, ...draft } : one)) : [...known, draft],
    );
    showDone(t("app:saved"));
  };
  const remove = async (field: CustomField) => {
    const question = {
      title: t("remove.title", { name: field.name }),
      text: t("remove.text"),
      action: t("app:delete"),
    };
    if (!(await confirm({ ...question, isDanger: true }))) return;
    try {
      await saveFields(
        entity,
        (fields ?? []).filter(({ key }) => key !== field.key),
      );
      setOpen(undefined);
      showDone(t("remove.done"));
    } catch (refused) {
      showProblem(refused);
    }
  };
  const add = (
    <Button leftSection={<IconPlus size={17} stroke={1.7} aria-hidden />} onClick={() => setOpen("new")}>
      {t("add")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} text={t("text")} actions={fields && fields.length > 0 && add} />
      <Stack gap="lg">
        <SegmentedControl
          value={entity}
          onChange={(next) => setEntity(next as Entity)}
          data={ENTITIES.map((value) => ({ value, label: t(`entity.${value}`) }))}
          aria-label={t("entity.label")}
          style={{ alignSelf: "flex-start" }}
        />
        <Block>
          {error && !fields ? (
            <ErrorState error={error} retry={() => void refetch()} />
          ) : !fields ? (
            <Loading rows={3} />
          ) : fields.length === 0 ? (
            <EmptyState icon={IconForms} title={t(`empty.${entity}`)} text={t("empty.text")} action={add} />
          ) : (
            <List entity={entity} fields={fields} onEdit={setOpen} />
          )}
        </Block>
      </Stack>
      {open && (
        <FieldForm
          entity={entity}
          field={edited}
          others={(fields ?? []).filter(({ key }) => key !== edited?.key)}
          onSave={save}
          onRemove={edited && (() => void remove(edited))}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}
