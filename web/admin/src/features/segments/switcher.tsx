// Saved segments above the list: one press shows them, one more changes them; and in words what is shown now.

import { Button } from "@mantine/core";
import { IconFilterPlus, IconPencil, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { number } from "~/app/format";
import type { Filter } from "./filter";
import { type Segment, segmentsQuery, useSegmentsLive } from "./queries";
import classes from "./switcher.module.css";
import { useSpeech } from "./use-speech";
import { wordsOf } from "./words";

/** A link is the current one only with its whole search. */
const WHOLE = { exact: true, includeSearch: true };

interface Props {
  /** The one shown now. */
  current: string | undefined;
  hasFilter: boolean;
  mayEdit: boolean;
  onBuild: () => void;
  /** What else stands in the row. */
  children?: ReactNode;
}

export function Switcher({ current, hasFilter, mayEdit, onBuild, children }: Props) {
  const { t } = useTranslation("segments");
  const { data: segments = [] } = useQuery(segmentsQuery);
  useSegmentsLive();
  return (
    <nav className={classes.bar} aria-label={t("label")}>
      {segments.length > 0 && (
        <ul>
          <li>
            <Link
              to="/contacts"
              search={{}}
              activeOptions={WHOLE}
              className={classes.pill}
              aria-current={!current && !hasFilter ? "page" : undefined}
            >
              {t("everybody")}
            </Link>
          </li>
          {segments.map(({ id, name, count, is_shared: isShared }) => (
            <li key={id}>
              <Link
                to="/contacts"
                search={{ segment: id }}
                activeOptions={WHOLE}
                className={classes.pill}
                aria-current={current === id ? "page" : undefined}
              >
                {isShared && <IconUsers size={14} stroke={1.7} role="img" aria-label={t("shared")} />}
                {name}
                {count !== undefined && <span className={classes.count}>{number(count)}</span>}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        mih={34}
        style={{ flexShrink: 0 }}
        leftSection={<IconFilterPlus size={16} stroke={1.7} aria-hidden />}
        onClick={onBuild}
      >
        {t(mayEdit ? "build" : "build_only")}
      </Button>
      {children}
    </nav>
  );
}

interface SaidProps {
  segment: Segment | undefined;
  filter: Filter | undefined;
  mayEdit: boolean;
  onEdit: () => void;
  onSave: () => void;
  onClear: () => void;
}

/** What the list shows now, in words, and what can be done about it. */
export function Said({ segment, filter, mayEdit, onEdit, onSave, onClear }: SaidProps) {
  const { t } = useTranslation(["segments", "contacts"]);
  const speech = useSpeech();
  const shown = segment?.filter ?? filter;
  if (!shown) return null;
  return (
    <div className={classes.said}>
      <span className={classes.words}>{wordsOf(t, shown, speech)}</span>
      {(mayEdit || !segment) && (
        <Button variant="subtle" size="compact-sm" leftSection={<IconPencil size={14} aria-hidden />} onClick={onEdit}>
          {t("app:edit")}
        </Button>
      )}
      {!segment && mayEdit && (
        <Button variant="light" size="compact-sm" onClick={onSave}>
          {t("save_as")}
        </Button>
      )}
      {!segment && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={onClear}>
          {t("clear")}
        </Button>
      )}
    </div>
  );
}
