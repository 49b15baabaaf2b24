// Notices in the cache. The socket says when they have changed; what is read is shown so at once.

import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { live } from "~/app/live";
import { queryClient } from "~/app/query";
import { countUnread, listNotices, markRead, type Notice, type NoticePage, readSettings } from "./wire";

export const noticesQuery = infiniteQueryOptions({
  queryKey: ["notices", "list"],
  queryFn: ({ pageParam }) => listNotices(pageParam),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.next_cursor,
});
export const unreadQuery = queryOptions({
  queryKey: ["notices", "unread"],
  queryFn: async () => (await countUnread()).unread,
  retry: false,
});
export const settingsQuery = queryOptions({ queryKey: ["notices", "settings"], queryFn: readSettings });

export const askAgain = () => queryClient.invalidateQueries({ queryKey: ["notices"] });
live.frames(({ type }) => {
  if (type === "notices") void askAgain();
});

/** The pages with some of their notices read. */
export function withRead(data: InfiniteData<NoticePage>, isMeant: (notice: Notice) => boolean): typeof data {
  const read = (notice: Notice) => (!notice.is_read && isMeant(notice) ? { ...notice, is_read: true } : notice);
  return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(read) })) };
}

async function read(what: { id: string } | { until: string }, isMeant: (notice: Notice) => boolean): Promise<void> {
  queryClient.setQueryData(noticesQuery.queryKey, (known) => known && withRead(known, isMeant));
  try {
    await markRead(what);
  } finally {
    await askAgain();
  }
}
export const readOne = (id: string) => read({ id }, (notice) => notice.id === id);
/** This one and all older ones; ids sort by birth. */
export const readUntil = (until: string) => read({ until }, (notice) => notice.id <= until);
