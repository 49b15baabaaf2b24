// The frame around every screen for people signed in: menu at the side, on a phone a bar at the bottom; the state of the
// line; the command palette. It starts the socket and ends it.

import { Anchor, Box, Drawer, NavLink, ScrollArea, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconSearch } from "@tabler/icons-react";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { Fragment, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { live } from "~/app/live";
import { useMe } from "~/app/session";
import { useGapsBadge } from "~/features/knowledge/badge";
import { Bell, BellLink, useNoticesBadge } from "~/features/notices/bell";
import { UpdateNotice } from "~/features/pwa/update-notice";
import { useTasksBadge } from "~/features/tasks/badge";
import { startReminders } from "~/features/tasks/notices";
import { Kbd, Loading } from "~/ui";
import { AccountMenu } from "./account-menu";
import { useInboxBadge } from "./inbox-badge";
import { LiveBanner } from "./live-banner";
import { openPalette, Palette } from "./palette";
import { SavedViews } from "./saved-views";
import classes from "./shell.module.css";
import { useSections } from "./use-sections";

function useIsHere(): (to: string) => boolean {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (to) => (to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`));
}

function Menu({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation("app");
  const sections = useSections();
  const isHere = useIsHere();
  const badges: Record<string, string | undefined> = {
    inbox: useInboxBadge(),
    knowledge: useGapsBadge(),
    tasks: useTasksBadge(),
  };
  return (
    <Stack gap={2}>
      {(["work", "mind", "firm"] as const).map((group) => (
        <Box key={group} mb="md">
          {sections
            .filter((section) => section.group === group)
            .map(({ id, to, icon: Icon }) => (
              <Fragment key={id}>
                <NavLink
                  component={Link}
                  to={to}
                  onClick={onGo}
                  active={isHere(to)}
                  aria-current={isHere(to) ? "page" : undefined}
                  className={classes.item ?? ""}
                  label={t(`nav.${id}`)}
                  leftSection={<Icon size={19} stroke={1.6} aria-hidden />}
                  rightSection={badges[id] ? <span className={classes.badge}>{badges[id]}</span> : undefined}
                />
                {id === "inbox" && isHere(to) && <SavedViews onGo={onGo} />}
              </Fragment>
            ))}
        </Box>
      ))}
    </Stack>
  );
}

function FindButton({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation("app");
  const open = () => {
    onGo?.();
    openPalette();
  };
  return (
    <UnstyledButton className={classes.find} onClick={open} aria-keyshortcuts="Control+K Meta+K">
      <IconSearch size={17} stroke={1.7} aria-hidden />
      <span>{t("palette.open")}</span>
      <Kbd>Ctrl K</Kbd>
    </UnstyledButton>
  );
}

function BottomBar({ onMore }: { onMore: () => void }) {
  const { t } = useTranslation("app");
  const sections = useSections().filter((section) => section.isMain);
  const isHere = useIsHere();
  const badge = useInboxBadge();
  const news = useNoticesBadge();
  return (
    <nav className={`${classes.bottom} no-print`} aria-label={t("nav.label")}>
      {sections.map(({ id, to, icon: Icon }) => (
        <Link
          key={id}
          to={to}
          className={classes.tab}
          data-active={isHere(to) || undefined}
          aria-current={isHere(to) ? "page" : undefined}
        >
          <span className={classes.tabIcon}>
            <Icon size={22} stroke={1.6} aria-hidden />
            {id === "inbox" && badge && <span className={classes.dot}>{badge}</span>}
          </span>
          {t(`nav.${id}`)}
        </Link>
      ))}
      <UnstyledButton className={classes.tab} onClick={onMore}>
        <span className={classes.tabIcon}>
          <IconDots size={22} stroke={1.6} aria-hidden />
          {news && <span className={classes.dot}>{news}</span>}
        </span>
        {t("nav.more")}
      </UnstyledButton>
    </nav>
  );
}

export function Shell() {
  const { t } = useTranslation("app");
  const me = useMe();
  const [isOpen, drawer] = useDisclosure(false);
  const org = me.org?.org_id;
  useEffect(() => {
    if (!org) return;
    live.start();
    return () => live.stop();
  }, [org]);
  const navigate = useNavigate();
  useEffect(() => startReminders((task) => void navigate({ to: "/tasks", search: { task } })), [navigate]);
  return (
    <div className={classes.frame}>
      <Anchor href="#content" className={classes.skip}>
        {t("nav.skip")}
      </Anchor>
      <aside className={`${classes.side} no-print`}>
        <div className={classes.top}>
          <Text className={classes.firm} fw={600} truncate title={me.org?.name}>
            {me.org?.name}
          </Text>
          <Bell />
        </div>
        <FindButton />
        <ScrollArea flex={1} type="never">
          <nav aria-label={t("nav.label")}>
            <Menu />
          </nav>
        </ScrollArea>
        <AccountMenu />
      </aside>
      <main id="content" tabIndex={-1} className={classes.content}>
        <LiveBanner />
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <BottomBar onMore={drawer.open} />
      <Drawer
        opened={isOpen}
        onClose={drawer.close}
        position="bottom"
        size="auto"
        title={me.org?.name}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <FindButton onGo={drawer.close} />
        <BellLink onGo={drawer.close} />
        <nav aria-label={t("nav.more")}>
          <Menu onGo={drawer.close} />
        </nav>
        <AccountMenu />
      </Drawer>
      <Palette />
      <UpdateNotice />
    </div>
  );
}
