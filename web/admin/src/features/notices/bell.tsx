// The bell of the shell: how many notices are unread, and the list of them at the side of whatever screen is open. On a phone it leads to
// the page of notices.

import { Drawer, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "~/ui";
import { badgeOf } from "./names";
import classes from "./notices.module.css";
import { unreadQuery } from "./queries";

const NoticeList = lazy(async () => ({ default: (await import("./list")).NoticeList }));

export function useNoticesBadge(): string | undefined {
  return badgeOf(useQuery(unreadQuery).data ?? 0);
}

function useLabel(badge: string | undefined): string {
  const { t } = useTranslation("notices");
  return badge ? t("bell_unread", { count: Number.parseInt(badge, 10) }) : t("title");
}

export function Bell() {
  const { t } = useTranslation(["notices", "app"]);
  const [isOpen, drawer] = useDisclosure(false);
  const badge = useNoticesBadge();
  const label = useLabel(badge);
  return (
    <>
      <UnstyledButton
        className={classes.bell}
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        onClick={drawer.open}
      >
        <IconBell size={20} stroke={1.6} aria-hidden />
        {badge && <span className={classes.count}>{badge}</span>}
      </UnstyledButton>
      <Drawer
        opened={isOpen}
        onClose={drawer.close}
        position="right"
        size="md"
        title={t("title")}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        <Suspense fallback={<Loading />}>
          <NoticeList onDone={drawer.close} />
        </Suspense>
      </Drawer>
    </>
  );
}

export function BellLink({ onGo }: { onGo: () => void }) {
  const { t } = useTranslation("notices");
  const badge = useNoticesBadge();
  return (
    <Link to="/notices" className={classes.wideBell} aria-label={useLabel(badge)} onClick={onGo}>
      <IconBell size={20} stroke={1.6} aria-hidden />
      <span className={classes.bellWord}>{t("title")}</span>
      {badge && <span className={classes.count}>{badge}</span>}
    </Link>
  );
}
