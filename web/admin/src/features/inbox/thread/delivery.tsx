// How far a message got, and what a person can do when it did not: send again, or decide what nobody knows.

import { Button, Group } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconChecks, IconClock, IconHelpCircle, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { showProblem, useConfirm } from "~/ui";
import { wordFor } from "../names";
import { type Delivery, decideSend, type Message, resendMessage } from "../wire";
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
  const confirm = useConfirm();
  const isUnknown = message.delivery === "unknown";
  const decide = useMutation({
    mutationFn: (decision: "arrived" | "drop") => decideSend(message.send_id ?? "", decision),
    onError: showProblem,
  });
  const again = useMutation({
    mutationFn: () => resendMessage(message.id, isUnknown),
    onError: showProblem,
  });
  const ask = async () => {
    const question = { title: t("unknown.ask"), text: t("unknown.ask_text"), action: t("unknown.again") };
    if (!isUnknown || (await confirm(question))) again.mutate();
  };
  const isBusy = decide.isPending || again.isPending;
  const button = (decision: "arrived" | "drop", label: string) => (
    <Button
      key={decision}
      size="compact-sm"
      variant="default"
      disabled={!message.send_id || isBusy}
      loading={decide.isPending && decide.variables === decision}
      onClick={() => decide.mutate(decision)}
    >
      {label}
    </Button>
  );
  const known = message.reason ? wordFor(t, `inbox:failed.reason.${message.reason}`, "") : "";
  return (
    <section className={classes.trouble} data-kind={message.delivery} aria-label={t(`delivery.${message.delivery}`)}>
      <span title={message.error ?? undefined}>
        {t(isUnknown ? "unknown.text" : "failed.text")}
        {!isUnknown && (known || message.error) ? `: ${known || message.error}` : ""}
      </span>
      {mayDecide && (
        <Group gap={6}>
          {isUnknown && button("arrived", t("unknown.arrived"))}
          <Button
            size="compact-sm"
            variant="light"
            color={isUnknown ? undefined : "red"}
            disabled={isBusy}
            loading={again.isPending}
            onClick={() => void ask()}
          >
            {t("failed.again")}
          </Button>
          {button("drop", t(isUnknown ? "unknown.drop" : "failed.drop"))}
        </Group>
      )}
    </section>
  );
}
