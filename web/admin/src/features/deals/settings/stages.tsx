// The stages in their order: carried by the handle with mouse, finger or keys, or moved by a step in the menu.

import { ActionIcon, Badge, Menu, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDots, IconGripVertical, IconPencil, IconTrash } from "@tabler/icons-react";
import { type CSSProperties, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { moved } from "~/features/agents/order";
import { useDrag } from "~/features/agents/use-drag";
import type { CustomField } from "~/features/custom-fields/queries";
import { called } from "../names";
import type { DraftStage } from "./draft";
import { ruleWords } from "./rule-words";
import classes from "./settings.module.css";

interface Props {
  stages: DraftStage[];
  fields: CustomField[];
  onOrder: (stages: DraftStage[]) => void;
  onOpen: (stage: DraftStage) => void;
  onRemove: (stage: DraftStage) => void;
}

export function Stages({ stages, fields, onOrder, onOpen, onRemove }: Props) {
  const { t } = useTranslation("deals");
  const list = useRef<HTMLUListElement>(null);
  const [said, setSaid] = useState("");
  const move = (from: number, to: number) => onOrder(moved(stages, from, to));
  const { carried, handle } = useDrag({
    list,
    ids: stages.map(({ id }) => id),
    isLocked: false,
    onDrop: move,
    say: (what, { id, place }) => {
      const stage = stages.find((one) => one.id === id);
      setSaid(t(`set.drag.${what}`, { name: stage ? called(stage) : "", place: place + 1, count: stages.length }));
    },
  });
  return (
    <>
      <ul className={classes.list} ref={list} data-carrying={carried !== undefined || undefined}>
        {stages.map((stage, index) => {
          const name = called(stage);
          const words = ruleWords(t, stage, stages, called, fields);
          return (
            <li
              key={stage.id}
              className={classes.row}
              aria-label={name}
              data-carried={carried?.id === stage.id || undefined}
              style={{ "--stage": `var(--mantine-color-${stage.color}-6)` } as CSSProperties}
            >
              <UnstyledButton
                {...handle(stage.id)}
                className={classes.handle ?? ""}
                aria-label={t("set.drag.handle", { name })}
              >
                <IconGripVertical size={18} stroke={1.6} aria-hidden />
              </UnstyledButton>
              <div className={classes.what}>
                <div className={classes.stageName}>
                  {name}
                  {stage.kind !== "open" && (
                    <Badge variant="light" tt="none" fw={500} color={stage.kind === "won" ? "teal" : "gray"}>
                      {t(`set.kinds.${stage.kind}`)}
                    </Badge>
                  )}
                </div>
                {words.length > 0 && (
                  <ul className={classes.rules}>
                    {words.map((word) => (
                      <li key={word}>{word}</li>
                    ))}
                  </ul>
                )}
              </div>
              <div style={{ display: "flex" }}>
                <ActionIcon aria-label={t("set.edit_stage", { name })} onClick={() => onOpen(stage)}>
                  <IconPencil size={18} />
                </ActionIcon>
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon aria-label={t("set.more_stage", { name })}>
                      <IconDots size={18} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    {index > 0 && (
                      <Menu.Item leftSection={<IconArrowUp size={16} />} onClick={() => move(index, index - 1)}>
                        {t("set.up")}
                      </Menu.Item>
                    )}
                    {index < stages.length - 1 && (
                      <Menu.Item leftSection={<IconArrowDown size={16} />} onClick={() => move(index, index + 1)}>
                        {t("set.down")}
                      </Menu.Item>
                    )}
                    <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => onRemove(stage)}>
                      {t("app:delete")}
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </div>
            </li>
          );
        })}
      </ul>
      <div aria-live="assertive" className="visually-hidden">
        {said}
      </div>
    </>
  );
}
