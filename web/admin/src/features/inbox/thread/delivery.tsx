// How far a message got, and what a person can do when it did not: send again, or decide what nobody knows.

import { Button, Group } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconChecks, IconClock, IconHelpCircle, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { showProblem } from "~/ui";
import { type Delivery, decideSend, type Message } from "../wire";
import classes from "./thread.module.css";

const ICON = {
  queued: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  unknown: IconHelpCircle,
  failed: IconAlertTriangle,
  cancelled: IconX,
} as const;

export function DeliveryMark({ delivery, t }: { delivery: Delivery; t: TFunction<"inbox"> }) {
  if (delivery === "received") return null;
  const Shape = ICON[delivery];
  const label = t(`delivery.${delivery}`);
  return (
    <span className={classes.state} title={label} data-delivery={delivery}>
      <Shape size={14} stroke={delivery === "read" ? 2.6 : 1.8} aria-hidden />
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

/** Under a message that failed or may have arrived. */
export function Trouble({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const mayDecide = useMay("converse");
  const decide = useMutation({
    mutationFn: (decision: "send_again" | "arrived" | "drop") => decideSend(message.send_id ?? "", decision),
    onError: showProblem,
  });
  const isUnknown = message.delivery === "unknown";
  const button = (decision: "send_again" | "arrived" | "drop", label: string) => (
    <Button
      key={decision}
      size="compact-sm"
      variant={decision === "send_again" ? "light" : "default"}
      color={isUnknown || decision !== "send_again" ? undefined : "red"}
      disabled={!message.send_id}
      loading={decide.isPending && decide.variables === decision}
      onClick={() => decide.mutate(decision)}
    >
      {label}
    </Button>
  );
  return (
    <section className={classes.trouble} data-kind={message.delivery} aria-label={t(`delivery.${message.delivery}`)}>
      <span>
        {t(isUnknown ? "unknown.text" : "failed.text")}
        {!isUnknown && message.error ? `: ${message.error}` : ""}
      </span>
      {mayDecide && (
        <Group gap={6}>
          {isUnknown
            ? [
                button("arrived", t("unknown.arrived")),
                button("send_again", t("unknown.again")),
                button("drop", t("unknown.drop")),
              ]
            : [button("send_again", t("failed.again")), button("drop", t("failed.drop"))]}
        </Group>
      )}
    </section>
  );
}
