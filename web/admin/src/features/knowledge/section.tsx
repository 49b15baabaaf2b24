// The frame of the knowledge base: its pages under one heading.

import { Box } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import {
  IconAdjustments,
  IconAffiliate,
  IconBooks,
  IconHelpCircle,
  IconListSearch,
  IconMessageQuestion,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "~/ui";
import { countsQuery } from "./counts";
import classes from "./knowledge.module.css";
import { useKnowledgeLive } from "./live-documents";

const PAGES = [
  { id: "library", to: "/knowledge", icon: IconBooks },
  { id: "faq", to: "/knowledge/faq", icon: IconMessageQuestion },
  { id: "ask", to: "/knowledge/ask", icon: IconListSearch },
  { id: "gaps", to: "/knowledge/gaps", icon: IconHelpCircle },
  { id: "graph", to: "/knowledge/graph", icon: IconAffiliate },
  { id: "settings", to: "/knowledge/settings", icon: IconAdjustments },
] as const;

interface Props {
  page: (typeof PAGES)[number]["id"];
  actions?: ReactNode;
  children: ReactNode;
}

export function Section({ page, actions, children }: Props) {
  const { t } = useTranslation("knowledge");
  const path = useRouterState({ select: (state) => state.location.pathname.replace(/(.)\/$/, "$1") });
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const { data: counts } = useQuery(countsQuery);
  useKnowledgeLive();
  const here = useRef<HTMLAnchorElement>(null);
  // On a phone the pages do not all fit, and they grow once the letters and the number of gaps are here.
  const gaps = counts?.gaps;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what makes the pages wider
  useEffect(() => {
    const show = () => here.current?.scrollIntoView({ block: "nearest", inline: "center" });
    void show();
    void document.fonts?.ready.then(show);
  }, [gaps, isPhone]);
  return (
    <Box p={{ base: "md", sm: "xl" }} maw={1280} mx="auto" w="100%">
      <PageHeader title={t(`${page}.title`)} text={t(`${page}.text`)} actions={actions} />
      <nav className={classes.pages} aria-label={t("pages")}>
        {PAGES.map(({ id, to, icon: Icon }) => (
          <Link
            key={id}
            to={to}
            // The first page's address begins those of the others: only one is the current one.
            activeOptions={{ exact: true }}
            ref={path === to ? here : undefined}
            className={classes.page}
            data-active={path === to || undefined}
            aria-current={path === to ? "page" : undefined}
          >
            <Icon size={18} stroke={1.6} aria-hidden />
            {isPhone ? t(`nav.${id}_short`) : t(`nav.${id}`)}
            {id === "gaps" && counts && counts.gaps > 0 && (
              <span className={classes.count}>{counts.gaps > 99 ? "99+" : counts.gaps}</span>
            )}
          </Link>
        ))}
      </nav>
      {children}
    </Box>
  );
}
