// The public screens on their own: no router, no cache, little style. Who comes to sign in waits for nothing else.

import "@fontsource-variable/golos-text/wght.css";
import "./entry.css";
import "~/app/style.css";
import { MantineProvider } from "@mantine/core";
import { type ComponentType, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "~/app/i18n";
import { theme } from "~/app/theme";

const SCREENS: Record<string, () => Promise<ComponentType>> = {
  login: async () => (await import("./login")).LoginPage,
  register: async () => (await import("./register")).RegisterPage,
  forgot: async () => (await import("./forgot")).ForgotPage,
  reset: async () => (await import("./reset")).ResetPage,
  invite: async () => (await import("./invite")).InvitePage,
};

const name = location.pathname.replace(/^\/app\/|\/$/g, "");
const load = SCREENS[name];
const root = document.getElementById("root");
if (load && root) {
  const texts = name === "invite" ? ["app", "access", "people"] : ["app", "access"];
  const [Screen] = await Promise.all([load(), startI18n(texts)]);
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Screen />
      </MantineProvider>
    </StrictMode>,
  );
}
