// "Move to…": the stages of the pipeline, for those who would rather choose than carry. On a phone it comes from below.

import { Drawer, Modal, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconCheck } from "@tabler/icons-react";
import { type CSSProperties, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./deals.module.css";
import { called, dealName } from "./names";
import type { Deal, Stage } from "./wire";

interface Props {
  deal: Deal | undefined;
  stages: Stage[];
  onClose: () => void;
  onMove: (deal: Deal, to: string) => void;
}

export function MoveSheet({ deal, stages, onClose, onMove }: Props) {
  const { t } = useTranslation("deals");
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  // Stays readable while it closes.
  const last = useRef(deal);
  last.current = deal ?? last.current;
  const { current: shown } = last;
  const list = shown && (
    <ul className={classes.stages}>
      {stages
        .toSorted((a, b) => a.position - b.position)
        .map((stage) => {
          const isHere = stage.key === shown.stage;
          return (
            <li key={stage.key}>
              <UnstyledButton
                className={classes.stage ?? ""}
                style={{ "--stage": `var(--mantine-color-${stage.color}-6)` } as CSSProperties}
                disabled={isHere}
                aria-current={isHere || undefined}
                onClick={() => onMove(shown, stage.key)}
              >
                <span>{called(stage)}</span>
                {isHere && <IconCheck size={17} role="img" aria-label={t("sheet.here")} />}
              </UnstyledButton>
            </li>
          );
        })}
    </ul>
  );
  const common = {
    opened: deal !== undefined,
    onClose,
    title: shown ? t("sheet.title", { name: dealName(t, shown) }) : "",
    closeButtonProps: { "aria-label": t("app:close") },
  };
  return isPhone ? (
    <Drawer {...common} position="bottom" size="auto">
      {list}
    </Drawer>
  ) : (
    <Modal {...common} size="sm">
      {list}
    </Modal>
  );
}
