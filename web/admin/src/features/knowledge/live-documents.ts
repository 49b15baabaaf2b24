// What happens to documents and categories while a screen shows them: progress is drawn as it is told, new rows are asked
// for together, however many a site brings.

import { useEffect, useRef } from "react";
import type { LiveEvent } from "~/app/live";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { dropDocument, fromEvent, LISTS, putDocument } from "./cache";
import { chunksKey, documentKey } from "./queries";

const TOGETHER_MS = 800;

export function useKnowledgeLive(): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const listSoon = () => {
    if (timer.current) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void queryClient.invalidateQueries({ queryKey: LISTS });
    }, TOGETHER_MS);
  };
  useLive(["document.", "category.", "knowledge.imported"], ({ kind, payload }: LiveEvent) => {
    if (kind === "knowledge.imported" || kind.startsWith("category.")) {
      void queryClient.invalidateQueries({ queryKey: ["knowledge", "categories"] });
      if (kind !== "category.created") listSoon();
      return;
    }
    const document = fromEvent(payload.document);
    if (kind === "document.removed") {
      dropDocument(document.id);
      void queryClient.invalidateQueries({ queryKey: documentKey(document.id) });
      return;
    }
    putDocument(document);
    // An event has no text: somebody else may have written another. And what was asked before the end has come may be
    // answered after it.
    const isOver = kind === "document.indexed" || kind === "document.failed";
    if (isOver || (document.kind === "article" && document.status === "queued")) {
      const queryKey = documentKey(document.id);
      // A first answer on its way is not asked for again of itself.
      void queryClient.cancelQueries({ queryKey }).then(() => queryClient.invalidateQueries({ queryKey }));
    }
    if (kind === "document.created") listSoon();
    if (kind === "document.indexed") {
      void queryClient.invalidateQueries({ queryKey: chunksKey(document.id) });
      // Lists of those that wait or could not be read have one less now.
      listSoon();
    }
    if (kind === "document.failed") listSoon();
  });
}
