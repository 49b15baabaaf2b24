// What the palette offers: things to begin, sections and pages of the settings, and customers, deals and conversations
// found by the same letters.

import { Loader } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, spotlight } from "@mantine/spotlight";
import { listContacts } from "@samovar/client";
import { IconBriefcase, IconCalendarPlus, IconCoffee, IconListCheck, IconUser } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ask, send } from "~/app/api";
import { phone } from "~/app/format";
import { useMe } from "~/app/session";
import { nameOf } from "~/features/contacts/names";
import { dealName } from "~/features/deals/names";
import type { DealPage } from "~/features/deals/wire";
import { ChannelIcon, customerName, lineOf } from "~/features/inbox/names";
import { listConversations } from "~/features/inbox/wire";
import { sectionsFor } from "~/features/settings/sections";
import { useAway } from "~/features/teams/queries";
import type { Begun } from "./palette";
import { isMeant } from "./palette-find";
import { useSections } from "./use-sections";

const FEW = 5;
const LEAST = 2;
const PAUSE_MS = 180;

interface Choice {
  id: string;
  label: string;
  icon: ReactNode;
  description?: string | undefined;
  run: () => void;
}

const foundQuery = (text: string) => {
  const isOn = text.length >= LEAST;
  const shared = { enabled: isOn, staleTime: 15_000, retry: false as const };
  return {
    contacts: queryOptions({
      ...shared,
      queryKey: ["palette", "contacts", text],
      queryFn: async ({ signal }) => (await ask(listContacts({ query: { query: text, limit: FEW }, signal }))).items,
    }),
    deals: queryOptions({
      ...shared,
      queryKey: ["palette", "deals", text],
      queryFn: async () =>
        (await send<DealPage>("GET", `/deals?${new URLSearchParams({ q: text, limit: String(FEW) })}`)).items,
    }),
    talks: queryOptions({
      ...shared,
      queryKey: ["palette", "talks", text],
      queryFn: async ({ signal }) => (await listConversations({ view: "all", q: text }, undefined, signal)).items,
    }),
  };
};

interface Found {
  contacts: Choice[];
  deals: Choice[];
  talks: Choice[];
  /** Not all is known yet. */
  isBusy: boolean;
}

function useFound(typed: string): Found {
  const { t } = useTranslation(["app", "contacts", "deals", "inbox"]);
  const navigate = useNavigate();
  const [text] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const queries = foundQuery(text);
  const { data: contacts = [], isFetching: asksContacts } = useQuery(queries.contacts);
  const { data: deals = [], isFetching: asksDeals } = useQuery(queries.deals);
  const { data: talks = [], isFetching: asksTalks } = useQuery(queries.talks);
  if (typed.trim().length < LEAST) return { contacts: [], deals: [], talks: [], isBusy: false };
  return {
    isBusy: text !== typed.trim() || asksContacts || asksDeals || asksTalks,
    contacts: contacts.map((contact) => ({
      id: `contact-${contact.id}`,
      label: nameOf(t, contact),
      description: contact.name && contact.phone ? phone(contact.phone) : undefined,
      icon: <IconUser size={19} stroke={1.6} aria-hidden />,
      run: () => void navigate({ to: "/contacts/$contactId", params: { contactId: contact.id } }),
    })),
    deals: deals.map((deal) => ({
      id: `deal-${deal.id}`,
      label: dealName(t, deal),
      icon: <IconBriefcase size={19} stroke={1.6} aria-hidden />,
      run: () => void navigate({ to: "/deals/$dealId", params: { dealId: deal.id } }),
    })),
    talks: talks.slice(0, FEW).map((row) => ({
      id: `talk-${row.id}`,
      label: customerName(t, row),
      description: row.last_message ? lineOf(t, row.last_message) : undefined,
      icon: <ChannelIcon connector={row.connector} size={19} />,
      run: () => void navigate({ to: "/inbox/$conversationId", params: { conversationId: row.id } }),
    })),
  };
}

function Group({ label, choices, typed }: { label: string; choices: Choice[]; typed: string }) {
  if (choices.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={label}>
      {choices.map(({ id, label: name, description, icon, run }) => (
        <Spotlight.Action
          key={id}
          label={name}
          {...(description && { description })}
          leftSection={icon}
          highlightQuery={typed.trim() !== ""}
          onClick={() => {
            spotlight.close();
            run();
          }}
        />
      ))}
    </Spotlight.ActionsGroup>
  );
}

export function PaletteBody({ query, onBegin }: { query: string; onBegin: (what: Begun) => void }) {
  const { t } = useTranslation(["app", "settings"]);
  const navigate = useNavigate();
  const { permissions } = useMe();
  const [isAway, setAway] = useAway();
  const sections = useSections();
  const found = useFound(query);
  const may = (permission: (typeof permissions)[number]) => permissions.includes(permission);
  const meant = ({ label }: Choice) => isMeant(label, query);
  const begin: Choice[] = [
    ...(may("edit_contacts")
      ? [
          {
            id: "new-task",
            label: t("app:palette.new_task"),
            icon: <IconListCheck size={19} stroke={1.6} aria-hidden />,
            run: () => onBegin("task"),
          },
          {
            id: "new-deal",
            label: t("app:palette.new_deal"),
            icon: <IconBriefcase size={19} stroke={1.6} aria-hidden />,
            run: () => onBegin("deal"),
          },
        ]
      : []),
    ...(may("book")
      ? [
          {
            id: "new-visit",
            label: t("app:palette.new_visit"),
            icon: <IconCalendarPlus size={19} stroke={1.6} aria-hidden />,
            run: () => onBegin("visit"),
          },
        ]
      : []),
    {
      id: "away",
      label: t(isAway ? "app:palette.back" : "app:palette.away"),
      icon: <IconCoffee size={19} stroke={1.6} aria-hidden />,
      run: () => setAway(!isAway),
    },
  ];
  const places: Choice[] = sections.map(({ id, to, icon: Icon }) => ({
    id,
    label: t(`app:nav.${id}`),
    icon: <Icon size={19} stroke={1.6} aria-hidden />,
    run: () => void navigate({ to }),
  }));
  // Only what is asked for: the list of sections is long enough.
  const pages: Choice[] =
    query.trim() === ""
      ? []
      : sectionsFor(permissions).flatMap((group) =>
          group.sections.map(({ id, to, icon: Icon }) => ({
            id: `settings-${id}`,
            label: t(`settings:section.${id}.name`),
            icon: <Icon size={19} stroke={1.6} aria-hidden />,
            run: () => void navigate({ to }),
          })),
        );
  const groups: [label: string, choices: Choice[]][] = [
    [t("app:palette.begin"), begin.filter(meant)],
    [t("app:palette.sections"), places.filter(meant)],
    [t("app:palette.settings"), pages.filter(meant)],
    [t("app:palette.contacts"), found.contacts],
    [t("app:palette.deals"), found.deals],
    [t("app:palette.talks"), found.talks],
  ];
  const isEmpty = groups.every(([, choices]) => choices.length === 0);
  return (
    <>
      {groups.map(([label, choices]) => (
        <Group key={label} label={label} choices={choices} typed={query} />
      ))}
      {isEmpty && (
        <Spotlight.Empty>
          {found.isBusy ? (
            <Loader size="sm" type="dots" role="status" aria-label={t("app:loading")} />
          ) : (
            t("app:palette.empty")
          )}
        </Spotlight.Empty>
      )}
    </>
  );
}
