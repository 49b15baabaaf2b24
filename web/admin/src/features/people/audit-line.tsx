// One line of the audit log: who did what, to what, when; opened, what was and what became of it.

import { Avatar as Circle, Code, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconCpu, IconKey, IconRobot, IconUser } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { time } from "~/app/format";
import { deviceOf } from "~/features/access/device";
import { Avatar } from "~/ui";
import classes from "./audit.module.css";
import type { AuditView } from "./audit-queries";
import { type ValueContext, valueText } from "./audit-value";
import { type Change, changesOf, titleOf } from "./diff";

const ICONS = { key: IconKey, agent: IconRobot, system: IconCpu, contact: IconUser };

function Face({ line, name }: { line: AuditView; name: string }) {
  if (line.actor_kind === "person" && line.actor_id) return <Avatar id={line.actor_id} name={name} size={36} />;
  const Icon = ICONS[line.actor_kind as keyof typeof ICONS] ?? IconCpu;
  return (
    <Circle size={36} radius="xl" variant="light" color="gray" aria-hidden>
      <Icon size={18} stroke={1.6} />
    </Circle>
  );
}

export function actorName(t: TFunction, line: AuditView, names: ReadonlyMap<string, string>): string {
  const known = line.actor_id ? names.get(line.actor_id) : undefined;
  return known ?? t([`people:audit.actor.${line.actor_kind}`, "people:audit.actor.system"]);
}

/** «Олег перенёс запись»: the sentence of a known pair, else the noun and the verb beside each other. */
export function deedText(t: TFunction, line: AuditView): string {
  return t(
    [`people:audit.deed.${line.noun}.${line.action}`, `people:audit.verb.${line.action}`, "people:audit.verb.other"],
    {
      noun: t([`people:audit.noun.${line.noun}`, "people:audit.noun.other"]),
    },
  );
}

function fieldName(t: TFunction, exists: (key: string) => boolean, change: Change): string {
  return change.path
    .map((part) => (exists(`people:audit.field.${part}`) ? t(`people:audit.field.${part}`) : part.replaceAll("_", " ")))
    .join(" → ");
}

function Details({ line, context, id }: { line: AuditView; context: ValueContext; id: string }) {
  const { t } = useTranslation("people");
  const changes = changesOf(line.before, line.after);
  const has = { before: line.before !== undefined, after: line.after !== undefined };
  const agent = (line.after as { user_agent?: string } | undefined)?.user_agent;
  const device = agent ? deviceOf(agent) : undefined;
  const from = [device?.browser, device?.system, line.ip].filter(Boolean).join(" · ");
  return (
    <div className={classes.details} id={id}>
      {changes.length > 0 && (
        <dl className={classes.changes}>
          {changes
            .filter((change) => change.path.at(-1) !== "user_agent")
            .map((change) => (
              <div key={change.path.join(".")}>
                <dt>{fieldName(t, context.exists, change)}</dt>
                <dd>
                  {has.before && <del>{valueText(change.before, context)}</del>}
                  {has.before && has.after && <span aria-hidden="true"> → </span>}
                  {has.after && <ins>{valueText(change.after, context)}</ins>}
                </dd>
              </div>
            ))}
        </dl>
      )}
      <Text size="xs" c="dimmed">
        {from && t("audit.from", { from })}
        {line.trace_id && (
          <>
            {from && " · "}
            {t("audit.trace")} <Code className={classes.trace}>{line.trace_id}</Code>
          </>
        )}
      </Text>
    </div>
  );
}

interface Props {
  line: AuditView;
  isOpen: boolean;
  onToggle: () => void;
  context: ValueContext;
}

export function AuditLine({ line, isOpen, onToggle, context }: Props) {
  const { t } = useTranslation("people");
  const id = useId();
  const who = actorName(t, line, context.names);
  const subject = line.subject_id ? context.names.get(line.subject_id) : undefined;
  const title = subject ?? titleOf(line.after) ?? titleOf(line.before);
  return (
    <div className={classes.line}>
      <UnstyledButton
        className={classes.head}
        onClick={onToggle}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
      >
        <Face line={line} name={who} />
        <span className={classes.what}>
          <span className={classes.who}>{who}</span> {deedText(t, line)}
          {title && title !== who && <span className={classes.title}> {title}</span>}
        </span>
        <time className={classes.time} dateTime={line.at}>
          {time(line.at, context.zone)}
        </time>
        <IconChevronDown
          className={classes.chevron}
          data-open={isOpen || undefined}
          size={17}
          stroke={1.7}
          aria-hidden
        />
      </UnstyledButton>
      {isOpen && <Details line={line} context={context} id={id} />}
    </div>
  );
}
