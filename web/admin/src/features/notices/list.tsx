// The list of notices: what is unread stands out; a press opens what it is about.

import { Button, Group, Stack, UnstyledButton } from "@mantine/core";
import { IconBell, IconChecks, IconSettings } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { recent } from "~/app/format";
import { EmptyState, ErrorState, Loading, showProblem } from "~/ui";
import { ICONS, isGrave } from "./names";
import classes from "./notices.module.css";
import { noticesQuery, readOne, readUntil } from "./queries";
import type { Notice } from "./wire";

function Row({ notice, onGo }: { notice: Notice; onGo: () => void }) {
  const { t } = useTranslation("notices");
  const Shape = ICONS[notice.kind] ?? IconBell;
  return (
    <li>
      <UnstyledButton className={classes.row} data-unread={!notice.is_read || undefined} onClick={onGo}>
        <span className={classes.icon} data-grave={isGrave(notice.kind) || undefined}>
          <Shape size={19} stroke={1.6} aria-hidden />
        </span>
        <span className={classes.words}>
          <span className={classes.title}>
            {!notice.is_read && <span className="visually-hidden">{t("new")}: </span>}
            {notice.title}
          </span>
          {notice.body && <span className={classes.body}>{notice.body}</span>}
        </span>
        <time className={classes.time} dateTime={notice.created_at}>
          {recent(notice.created_at)}
        </time>
      </UnstyledButton>
    </li>
  );
}

export function NoticeList({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation("notices");
  const navigate = useNavigate();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(noticesQuery);
  if (!data) return error ? <ErrorState error={error} retry={() => void refetch()} /> : <Loading rows={5} avatar />;
  const all = data.pages.flatMap((page) => page.items);
  const [newest] = all;
  const open = (notice: Notice) => {
    onDone?.();
    if (!notice.is_read) readOne(notice.id).catch(showProblem);
    void navigate({ to: `/${notice.page}` });
  };
  return (
    <Stack gap="xs">
      <Group gap="xs" justify="space-between">
        <Button
          variant="subtle"
          size="compact-md"
          leftSection={<IconChecks size={17} stroke={1.6} aria-hidden />}
          disabled={!newest || all.every((notice) => notice.is_read)}
          onClick={() => newest && readUntil(newest.id).catch(showProblem)}
        >
          {t("read_all")}
        </Button>
        <Button
          component={Link}
          to="/settings/notifications"
          onClick={onDone}
          variant="subtle"
          color="gray"
          size="compact-md"
          leftSection={<IconSettings size={17} stroke={1.6} aria-hidden />}
        >
          {t("settings")}
        </Button>
      </Group>
      {newest ? (
        <ul className={classes.list}>
          {all.map((notice) => (
            <Row key={notice.id} notice={notice} onGo={() => open(notice)} />
          ))}
        </ul>
      ) : (
        <EmptyState compact icon={IconBell} title={t("empty.title")} text={t("empty.text")} />
      )}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </Stack>
  );
}
