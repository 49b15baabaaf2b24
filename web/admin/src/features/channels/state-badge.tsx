// The state of a channel as colour and word.

import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type ConnectionView, stateOf } from "./queries";

const COLORS = { ok: "teal", new: "gray", paused: "gray", failing: "orange", disconnected: "red" } as const;

export function StateBadge({ connection }: { connection: ConnectionView }) {
  const { t } = useTranslation("channels");
  const state = stateOf(connection);
  return (
    <Badge variant="light" color={COLORS[state]} tt="none" fw={500}>
      {t(`state.${state}`)}
    </Badge>
  );
}
