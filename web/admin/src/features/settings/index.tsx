// The frame of the settings: the list of sections beside the open one; on a phone first the list, then the page.

import { Box, Group, NavLink, Stack, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { Link, Navigate, Outlet, useRouterState } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "~/app/session";
import { Loading, Page } from "~/ui";
import classes from "./frame.module.css";
import { sectionsFor } from "./sections";

/** The list on a phone; on a desk it leads on to the first section. */
const HOME: string = "/settings";

function Sections({ isPhone, path }: { isPhone: boolean; path: string }) {
  const { t } = useTranslation("settings");
  const { permissions } = useMe();
  return (
    <nav aria-label={t("title")}>
      {sectionsFor(permissions).map((group) => (
        <Box key={group.id} mb="md">
          <Text className={classes.group} size="xs" fw={600} c="dimmed">
            {t(`group.${group.id}`)}
          </Text>
          <Stack gap={2} className={classes.list}>
            {group.sections.map(({ id, to, icon: Icon }) => (
              <NavLink
                key={id}
                component={Link}
                to={to}
                className={classes.item ?? ""}
                active={!isPhone && path === to}
                aria-current={path === to ? "page" : undefined}
                label={t(`section.${id}.name`)}
                description={isPhone ? t(`section.${id}.text`) : undefined}
                leftSection={<Icon size={19} stroke={1.6} aria-hidden />}
                rightSection={isPhone ? <IconChevronRight size={16} stroke={1.6} aria-hidden /> : undefined}
              />
            ))}
          </Stack>
        </Box>
      ))}
    </nav>
  );
}

function useIsPhone(): boolean {
  return useMediaQuery("(max-width: 62em)", undefined, { getInitialValueInEffect: false }) ?? false;
}

/** `/settings` itself: on a phone the list is the page; on a desk the first section this person may open. */
export function SettingsHome() {
  const isPhone = useIsPhone();
  const { permissions } = useMe();
  const first = sectionsFor(permissions)[0]?.sections[0];
  return isPhone || !first ? null : <Navigate to={first.to} replace />;
}

export function SettingsPage() {
  const { t } = useTranslation("settings");
  const isPhone = useIsPhone();
  const path = useRouterState({ select: (state) => state.location.pathname.replace(/(.)\/$/, "$1") });
  if (isPhone && path === HOME) {
    return (
      <Page title={t("title")}>
        <Sections isPhone path={path} />
      </Page>
    );
  }
  const page = (
    <Suspense fallback={<Loading />}>
      <Outlet />
    </Suspense>
  );
  if (isPhone) {
    return (
      <Box p="md" pt={6} className={classes.page}>
        <Link to={HOME} activeOptions={{ exact: true }} className={classes.back}>
          <IconChevronLeft size={18} stroke={1.7} aria-hidden />
          {t("title")}
        </Link>
        {page}
      </Box>
    );
  }
  return (
    <Group align="stretch" gap={0} wrap="nowrap" className={classes.frame}>
      <aside className={classes.side}>
        <Title order={2} px={12} mb="md">
          {t("title")}
        </Title>
        <Sections isPhone={false} path={path} />
      </aside>
      <div className={classes.page}>
        <div className={classes.column}>{page}</div>
      </div>
    </Group>
  );
}
