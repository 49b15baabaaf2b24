// Above the conversation: who it is, who answers, and what can be done with it.

import { ActionIcon, AvatarGroup, Button, Menu, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowLeft,
  IconCheck,
  IconChevronDown,
  IconCircleCheck,
  IconLayoutSidebarRight,
} from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { Due } from "~/features/sla/due";
import { Avatar } from "~/ui";
import { headline } from "../model/outcome";
import { carryOut } from "../moves";
import { ChannelIcon, channelName, customerName, MODE_ICON } from "../names";
import { useNow } from "../now";
import type { Somebody } from "../presence";
import type { Mate } from "../queries";
import type { Conversation, Mode, Move } from "../wire";
import { AgentMenu } from "./agent-menu";
import { AssignMenu } from "./assign-menu";
import { OwnTime } from "./own-time";
import { PhoneMenu } from "./phone-menu";
import { SnoozeMenu } from "./snooze-menu";
import classes from "./thread.module.css";

const SaveAsTest = lazy(() => import("~/features/tests/save").then(({ SaveAsTest: it }) => ({ default: it })));

export interface HeaderProps {
  row: Conversation;
  team: Mate[];
  me: string;
  zone: string | undefined;
  people: Somebody[];
  isPhone: boolean;
  isPanelOpen: boolean;
  onPanel: () => void;
  onBack: () => void;
  onClosed: () => void;
  onUnread: () => void;
  snooze: { isOpen: boolean; set: (isOpen: boolean) => void };
}

const MODES: { mode: Mode; move: Move }[] = [
  { mode: "auto", move: { kind: "give-back" } },
  { mode: "draft", move: { kind: "draft-mode" } },
  { mode: "human", move: { kind: "take-over" } },
  { mode: "off", move: { kind: "switch-off" } },
];

function ModeMenu({ row }: Pick<HeaderProps, "row">) {
  const { t } = useTranslation("inbox");
  const Shape = MODE_ICON[row.mode];
  return (
    <Menu position="bottom-end" width={300} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          variant={row.mode === "auto" || row.mode === "draft" ? "light" : "default"}
          size="compact-md"
          px={10}
          classNames={{ section: classes.modeIcon ?? "" }}
          leftSection={<Shape size={17} stroke={1.7} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={t("mode_now", { mode: t(`mode.${row.mode}`) })}
        >
          <span className={classes.full}>{t(`mode.${row.mode}`)}</span>
          <span className={classes.tiny}>{t(`mode_tiny.${row.mode}`)}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {MODES.map(({ mode, move }) => {
          const Icon = MODE_ICON[mode];
          return (
            <Menu.Item
              key={mode}
              leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
              rightSection={mode === row.mode ? <IconCheck size={16} aria-hidden /> : undefined}
              aria-current={mode === row.mode ? "true" : undefined}
              onClick={() => mode !== row.mode && void carryOut(row, move)}
            >
              {t(`mode_do.${mode}`)}
              <div className={classes.sub} style={{ whiteSpace: "normal" }}>
                {t(`mode_text.${mode}`)}
              </div>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

export function ThreadHeader(props: HeaderProps) {
  const { row, people, isPhone } = props;
  const { t } = useTranslation("inbox");
  const may = useMay("converse");
  const now = useNow();
  const [isOwn, setIsOwn] = useState(false);
  const [isTest, setIsTest] = useState(false);
  const isClosed = row.status === "closed";
  const close = async () => {
    if (isClosed) return void carryOut(row, { kind: "reopen" });
    if (await carryOut(row, { kind: "close" })) props.onClosed();
  };
  const ended = headline(row);
  const state = isClosed ? ["closed", ...(ended ? [ended] : [])] : [ended ?? `phase.${row.phase}`];
  const colleagues = people.filter((somebody) => somebody.who === "person");
  return (
    <header className={classes.head}>
      {isPhone && (
        <ActionIcon size={44} aria-label={t("to_list")} onClick={props.onBack}>
          <IconArrowLeft size={20} />
        </ActionIcon>
      )}
      <div className={classes.who}>
        {/* The panel beside it has the whole name. */}
        <h1 className={classes.name} data-may-clip={props.isPanelOpen || undefined}>
          {customerName(t, row)}
        </h1>
        <div className={classes.sub}>
          <ChannelIcon connector={row.connector} />
          <span className={classes.place}>{channelName(t, row.connector)}</span>
          <span className={classes.place} aria-hidden>
            ·
          </span>
          <span>{state.map((word) => t(word)).join(" · ")}</span>
          {row.sla_due_at && (
            <Due dueAt={row.sla_due_at} warnAt={row.sla_warn_at} now={now} zone={props.zone} className={classes.due} />
          )}
        </div>
      </div>
      {colleagues.length > 0 && (
        <AvatarGroup spacing={8} role="img" aria-label={t("here", { names: colleagues.map((c) => c.name).join(", ") })}>
          {colleagues.slice(0, 3).map((somebody) => (
            <Tooltip key={somebody.key} label={t(somebody.isTyping ? "typing" : "looks", { name: somebody.name })}>
              <span>
                <Avatar id={somebody.id} name={somebody.name} size={26} />
              </span>
            </Tooltip>
          ))}
        </AvatarGroup>
      )}
      {may && row.connector !== "import" && <ModeMenu row={row} />}
      {may && !isPhone && <AssignMenu row={row} team={props.team} me={props.me} />}
      {may && !isPhone && <SnoozeMenu {...props} onOwn={() => setIsOwn(true)} />}
      {may && !isPhone && (
        <Tooltip label={t(isClosed ? "reopen" : "close")}>
          <ActionIcon aria-label={t(isClosed ? "reopen" : "close")} onClick={() => void close()}>
            {isClosed ? <IconArrowBackUp size={19} stroke={1.6} /> : <IconCircleCheck size={20} stroke={1.6} />}
          </ActionIcon>
        </Tooltip>
      )}
      {isPhone && may && (
        <PhoneMenu {...props} close={() => void close()} onOwn={() => setIsOwn(true)} onTest={() => setIsTest(true)} />
      )}
      {!isPhone && row.connector !== "import" && <AgentMenu row={row} onTest={() => setIsTest(true)} />}
      {!isPhone && (
        <Tooltip label={t("panel.toggle")}>
          <ActionIcon aria-label={t("panel.toggle")} aria-pressed={props.isPanelOpen} onClick={props.onPanel}>
            <IconLayoutSidebarRight size={19} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      {isTest && (
        <Suspense fallback={null}>
          <SaveAsTest conversation={row.id} onClose={() => setIsTest(false)} />
        </Suspense>
      )}
      <OwnTime row={row} zone={props.zone} opened={isOwn} onClose={() => setIsOwn(false)} />
    </header>
  );
}
