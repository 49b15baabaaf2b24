// The list of canned replies above the field, and what the chosen one still lacks.

import { UnstyledButton } from "@mantine/core";
import { IconForms } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import classes from "./canned.module.css";
import type { Canned } from "./use-canned";

/** Pages of the settings are made from a list, so the router has no type for them. */
const SETTINGS: string = "/settings/canned";

export function CannedPicker({ id, canned }: { id: string; canned: Canned }) {
  const { t } = useTranslation("inbox");
  const { isOpen, isEmpty, options, active, choose } = canned;
  if (!isOpen) return null;
  if (options.length === 0) {
    // A slash alone means nothing where there are no replies, unless it opens the list.
    return (
      <div className={classes.anchor}>
        <div className={classes.popup} role="status">
          <p className={classes.none}>
            {t(isEmpty ? "canned.empty" : "canned.none")} {isEmpty && <Link to={SETTINGS}>{t("canned.make")}</Link>}
          </p>
        </div>
      </div>
    );
  }
  return (
    <div className={classes.anchor}>
      <div className={classes.popup} role="listbox" id={id} aria-label={t("canned.title")}>
        {options.map((reply, index) => (
          <div
            key={reply.id}
            id={`${id}-${index}`}
            className={classes.option}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            ref={(element) => {
              if (index === active) element?.scrollIntoView({ block: "nearest" });
            }}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(reply);
            }}
          >
            <span className={classes.line}>
              <span className={classes.shortcut}>/{reply.shortcut}</span>
              <span className={classes.name}>{reply.title}</span>
            </span>
            <span className={classes.text}>{reply.text.replaceAll(/\s+/g, " ")}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** What has to be written by hand before the reply may go. */
export function Holes({ canned }: { canned: Canned }) {
  const { t } = useTranslation("inbox");
  if (canned.holes.length === 0) return null;
  return (
    <div className={classes.holes} role="status">
      <IconForms size={16} stroke={1.7} aria-hidden />
      {t("canned.fill")}
      {canned.holes.map((hole) => (
        <UnstyledButton key={hole.from} className={classes.hole} onClick={() => canned.fill(hole)}>
          {hole.name}
        </UnstyledButton>
      ))}
    </div>
  );
}
