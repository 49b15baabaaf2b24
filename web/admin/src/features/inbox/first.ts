// What the inbox needs first, asked for while the app is still being put together.

import { queryClient } from "~/app/query";
import { countsQuery } from "./counts";
import { listQuery } from "./queries";
import { type Filter, VIEWS } from "./wire";

/** The view the address names, else the one this tab had last. */
export function startView(): Filter {
  const asked = new URLSearchParams(location.search).get("view") ?? sessionStorage.getItem("samovar.inbox.view");
  return { view: VIEWS.find((view) => view === asked) ?? "all" };
}

export function hurryInbox(): void {
  void queryClient.prefetchInfiniteQuery(listQuery(startView()));
  void queryClient.prefetchQuery(countsQuery);
}
