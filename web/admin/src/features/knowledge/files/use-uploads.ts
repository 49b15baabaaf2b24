// The uploads of this tab, for components; a stored file is followed by its document's events.

import { useEffect, useSyncExternalStore } from "react";
import { queryClient } from "~/app/query";
import { LISTS } from "../cache";
import { countSoon } from "../counts";
import { postFile, type Upload, Uploads } from "./uploads";

export const uploads = new Uploads(postFile, () => {
  countSoon();
  void queryClient.invalidateQueries({ queryKey: LISTS });
});

export function useUploads(): Upload[] {
  const list = useSyncExternalStore(uploads.subscribe, uploads.all);
  const isSending = list.some(({ state }) => state === "waiting" || state === "sending");
  useEffect(() => {
    if (!isSending) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", stay);
    return () => removeEventListener("beforeunload", stay);
  }, [isSending]);
  return list;
}
