// Contacts as the server has them, and the ways to change them.

import {
  addIdentityContactsIdentities,
  type BookingView,
  type ContactCard,
  type ContactPage,
  type ContactView,
  type ConversationView,
  type CreateContact,
  createContacts,
  getContacts,
  type ListedContact,
  listBookings,
  listContacts,
  listConversations,
  listMembers,
  listServices,
  removeContacts,
  removeIdentityContactsIdentities,
  type StoryView,
  tagsContacts,
  timelineContacts,
  type UpdateContact,
  updateContacts,
} from "@samovar/client";
import { type InfiniteData, infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import type { ListQuery } from "./search";

export type {
  BookingView,
  ContactCard,
  ContactView,
  ConversationView,
  CreateContact,
  ListedContact,
  StoryView,
  UpdateContact,
};
export type Pages = InfiniteData<ContactPage, string | undefined>;

const PAGE = 60;
export const LISTS = ["contacts", "list"] as const;

export const listQuery = (query: ListQuery) =>
  infiniteQueryOptions({
    queryKey: [...LISTS, query] as const,
    queryFn: ({ pageParam, signal }) =>
      ask(listContacts({ query: { ...query, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const tagsQuery = queryOptions({
  queryKey: ["contacts", "tags"],
  queryFn: async () => (await ask(tagsContacts())).items,
  staleTime: 60_000,
});

/** Who may look after a contact. */
export const membersQuery = queryOptions({
  queryKey: ["contacts", "members"],
  queryFn: async () => (await ask(listMembers({ query: { limit: 200 } }))).items,
  staleTime: 5 * 60_000,
});

export const servicesQuery = queryOptions({
  queryKey: ["contacts", "services"],
  queryFn: async () => (await ask(listServices())).items,
  staleTime: 5 * 60_000,
});

export const cardKey = (id: string) => ["contacts", "card", id] as const;
export const cardQuery = (id: string) =>
  queryOptions({ queryKey: cardKey(id), queryFn: (): Promise<ContactCard> => ask(getContacts({ path: { id } })) });

export const visitsKey = (id: string) => ["contacts", "visits", id] as const;
/** Nobody has come more often; the sums of such a contact are of these visits. */
const MOST_VISITS = 1000;
export const visitsQuery = (id: string) =>
  queryOptions({
    queryKey: visitsKey(id),
    queryFn: async ({ signal }): Promise<BookingView[]> => {
      const visits: BookingView[] = [];
      let cursor: string | undefined;
      do {
        const query = { contact_id: id, limit: 200, ...(cursor ? { cursor } : {}) };
        const page = await ask(listBookings({ query, signal }));
        visits.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor && visits.length < MOST_VISITS);
      return visits;
    },
  });

export const talksKey = (id: string) => ["contacts", "talks", id] as const;
export const talksQuery = (id: string) =>
  queryOptions({
    queryKey: talksKey(id),
    queryFn: async (): Promise<ConversationView[]> => {
      // What is put off or closed stands in views of its own.
      const views = ["all", "snoozed", "closed"] as const;
      const pages = await Promise.all(
        views.map((view) => ask(listConversations({ query: { contact_id: id, view, limit: 50 } }))),
      );
      const found = new Map(pages.flatMap(({ items }) => items.map((item) => [item.id, item])));
      const latest = (talk: ConversationView) => Date.parse(talk.last_message?.created_at ?? talk.created_at);
      return [...found.values()].sort((a, b) => latest(b) - latest(a));
    },
  });

export const storyKey = (id: string) => ["contacts", "story", id] as const;
export const storyQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: storyKey(id),
    queryFn: ({ pageParam, signal }) =>
      ask(
        timelineContacts({ path: { id }, query: { limit: 30, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** A few people by part of a name, a phone or an address. */
export const foundQuery = (text: string) =>
  queryOptions({
    queryKey: ["contacts", "found", text],
    queryFn: async ({ signal }) => (await ask(listContacts({ query: { query: text, limit: 8 }, signal }))).items,
    enabled: text.length > 1,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });

/** Somebody who has this phone or address already. */
export async function findDouble(phone: string | undefined, email: string | undefined) {
  for (const query of [phone, email]) {
    if (!query) continue;
    const { items } = await ask(listContacts({ query: { query, limit: 5 } }));
    const known = items.find((one) => one.phone === phone || (email && one.email === email.toLowerCase()));
    if (known) return known;
  }
  return undefined;
}

/** Changes a contact in every list where it stands, in its place. */
export function patchLists(pages: Pages, id: string, change: (row: ListedContact) => ListedContact | undefined): Pages {
  if (!pages.pages.some((page) => page.items.some((row) => row.id === id))) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.flatMap((row) => (row.id === id ? (change(row) ?? []) : row)),
    })),
  };
}

function changeRow(id: string, change: (row: ListedContact) => ListedContact | undefined): void {
  for (const [key, pages] of queryClient.getQueriesData<Pages>({ queryKey: LISTS }))
    if (pages) queryClient.setQueryData(key, patchLists(pages, id, change));
}

/** The contact as it is now, into the card and the lists. */
function keep(after: ContactView & Partial<ContactCard>): void {
  // A field that was cleared is absent in the answer.
  const blank = { name: undefined, phone: undefined, email: undefined, lang: undefined, timezone: undefined };
  queryClient.setQueryData(
    cardKey(after.id),
    (known: ContactCard | undefined) => known && ({ ...known, ...blank, ...after } as ContactCard),
  );
  const { note, name, phone, email, lang, timezone, tags, updated_at } = after;
  changeRow(after.id, (row) => {
    const cleared = { ...row, note, tags, updated_at };
    for (const field of ["name", "phone", "email", "lang", "timezone"] as const) delete cleared[field];
    const said = Object.entries({ name, phone, email, lang, timezone }).filter(([, value]) => value !== undefined);
    return { ...cleared, ...Object.fromEntries(said) };
  });
}

const again = (id: string) => {
  void queryClient.invalidateQueries({ queryKey: storyKey(id) });
  void queryClient.invalidateQueries({ queryKey: ["contacts", "tags"] });
};

export async function addContact(body: CreateContact): Promise<ContactView> {
  const made = await ask(createContacts({ body }));
  void queryClient.invalidateQueries({ queryKey: LISTS });
  void queryClient.invalidateQueries({ queryKey: ["contacts", "tags"] });
  return made;
}

export async function changeContact(id: string, body: UpdateContact): Promise<void> {
  keep(await ask(updateContacts({ path: { id }, body })));
  // The answer has neither the accounts nor the firm's own fields.
  await queryClient.invalidateQueries({ queryKey: cardKey(id) });
  again(id);
}

export type Reach = { kind: "phone" | "email"; value: string };
export async function addReach(id: string, body: Reach): Promise<void> {
  keep(await ask(addIdentityContactsIdentities({ path: { id }, body })));
  again(id);
}
export async function dropReach(id: string, query: Reach): Promise<void> {
  keep(await ask(removeIdentityContactsIdentities({ path: { id }, query })));
  again(id);
}

export async function dropContact(id: string): Promise<void> {
  await ask(removeContacts({ path: { id } }));
  changeRow(id, () => undefined);
  queryClient.removeQueries({ queryKey: cardKey(id) });
  void queryClient.invalidateQueries({ queryKey: LISTS });
}
