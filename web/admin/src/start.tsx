// Starts the app itself for people who work in it: language, theme, cache, addresses.

import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { onSignedOut } from "./app/api";
import { Corner } from "./app/corner";
import { startI18n } from "./app/i18n";
import { queryClient } from "./app/query";
import { meQuery } from "./app/session";
import { theme } from "./app/theme";
import { startWorker } from "./features/pwa/install";
import { keep, restore, wipe } from "./features/pwa/offline";
import { router } from "./routes";
import { Pending } from "./shell/fallbacks";
import { ConfirmProvider } from "./ui";
import { keepFocusBack } from "./ui/focus-back";

/** Longer than this nobody looks at an empty page. */
const PATIENCE_MS = 800;

onSignedOut(() => {
  if (queryClient.getQueryData(["me"]) === null) return;
  queryClient.setQueryData(["me"], null);
  void wipe();
  void router.navigate({ to: "/login", search: { next: router.state.location.href } });
});

/** What the first screen needs is fetched together, not one after another: who is signed in, its code, its texts. */
function hurry(): string[] {
  void queryClient.prefetchQuery(meQuery);
  const routes: Record<string, { options: { component?: unknown } } | undefined> = router.routesById;
  for (const { routeId } of router.matchRoutes(router.latestLocation)) {
    const screen = routes[String(routeId)]?.options.component as { preload?: () => Promise<void> } | undefined;
    void screen?.preload?.().catch(() => {});
  }
  if (!location.pathname.startsWith("/app/inbox")) return ["app", "pwa"];
  void import("./features/inbox/first").then((first) => first.hurryInbox()).catch(() => {});
  return ["app", "pwa", "inbox"];
}

/** A placeholder once shown stays for a third of a second (React holds what comes after it back), so it is worth a short wait. */
async function firstScreen(): Promise<void> {
  await restore(queryClient);
  await Promise.race([router.load().catch(() => {}), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

/** Nothing is drawn before the app's own styles are here. */
export async function start(styles: Promise<unknown>): Promise<void> {
  await Promise.all([startI18n(hurry()), firstScreen(), styles]);
  keep(queryClient);
  keepFocusBack();
  const root = document.getElementById("root");
  if (root) {
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <MantineProvider theme={theme} defaultColorScheme="auto">
            <Corner />
            <ConfirmProvider>
              <Suspense fallback={<Pending />}>
                <RouterProvider router={router} />
              </Suspense>
            </ConfirmProvider>
          </MantineProvider>
        </QueryClientProvider>
      </StrictMode>,
    );
  }
}
void startWorker((path) => void router.navigate({ to: path }));
