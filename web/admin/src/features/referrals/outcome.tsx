// What came of a client a partner took: served or not, and for how much.

import { SegmentedControl, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDrawer, MoneyInput, showDone, showProblem } from "~/ui";
import { close, type ReferralView } from "./queries";

export function OutcomeForm({ referral, onClose }: { referral: ReferralView; onClose: () => void }) {
  const { t } = useTranslation("referrals");
  const [isDone, setIsDone] = useState(referral.status !== "failed");
  const [amount, setAmount] = useState(referral.amount);
  const [note, setNote] = useState("");
  const [isSaving, setIsSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsSaving(true);
    try {
      await close(referral.id, isDone, isDone ? amount : undefined, note.trim());
      showDone(t("outcome.saved"));
      onClose();
    } catch (refused) {
      showProblem(refused);
      setIsSaving(false);
    }
  };
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("outcome.title")}
      isDirty={note !== "" || amount !== referral.amount}
      isSaving={isSaving}
      onSubmit={(event) => void submit(event)}
    >
      <Text size="sm">{referral.partner.name}</Text>
      <SegmentedControl
        aria-label={t("outcome.title")}
        fullWidth
        value={isDone ? "done" : "failed"}
        onChange={(value) => setIsDone(value === "done")}
        data={(["done", "failed"] as const).map((value) => ({ value, label: t(`outcome.${value}`) }))}
      />
      {isDone && (
        <MoneyInput
          label={t("outcome.amount")}
          description={t("outcome.amount_hint")}
          currency={referral.currency}
          value={amount}
          onChange={setAmount}
          data-autofocus
        />
      )}
      <Textarea
        label={t("outcome.note")}
        autosize
        minRows={2}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDrawer>
  );
}
