// The notes about a customer, for the card and for the panel of the inbox; the page around it waits neither for its code nor its texts.

import { lazy, Suspense } from "react";
import { Loading } from "~/ui";
import type { Props } from "./customer-notes";

const CustomerNotes = lazy(async () => ({ default: (await import("./customer-notes")).CustomerNotes }));

export function NotesOf(props: Props) {
  return (
    <Suspense fallback={<Loading rows={2} />}>
      <CustomerNotes {...props} />
    </Suspense>
  );
}
