// The open tasks of a customer, a deal or a conversation, for their cards; the page around it does not wait for its code.

import { lazy, Suspense } from "react";
import { Loading } from "~/ui";
import type { Link } from "./wire";

const OpenTasks = lazy(async () => ({ default: (await import("./open-tasks")).OpenTasks }));

export function TasksOf(link: Link) {
  return (
    <Suspense fallback={<Loading rows={1} />}>
      <OpenTasks {...link} />
    </Suspense>
  );
}
