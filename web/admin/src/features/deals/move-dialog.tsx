// What a stage wants to know before it takes a deal: the missing fields, or why it was lost. On a phone the whole screen.

import { Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFields } from "~/features/custom-fields/queries";
import { FieldInput } from "./field-input";
import { called, dealName, fieldName } from "./names";
import { changeOf } from "./needs";
import type { Asked } from "./use-moves";
import type { Move } from "./wire";

interface Props {
  asked: Asked;
  onClose: () => void;
  onSubmit: (body: Omit<Move, "stage">) => Promise<void>;
}

export function ReasonField(props: {
  reasons: string[];
  value: string;
  onChange: (reason: string) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation("deals");
  const { reasons, ...rest } = props;
  return (
    <Radio.Group label={t("loss.label")} withAsterisk {...rest}>
      <Stack gap={12} mt={8} mb={4}>
        {reasons.map((reason) => (
          <Radio key={reason} value={reason} label={reason} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

export function MoveDialog({ asked, onClose, onSubmit }: Props) {
  const { t } = useTranslation("deals");
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const fields = useFields("deal");
  const { deal, stage, pipeline, missing, hasReason } = asked;
  const [answers, setAnswers] = useState<Record<string, string | number | undefined>>({});
  const [reason, setReason] = useState("");
  const [isTried, setIsTried] = useState(false);
  const isEmpty = (path: string) => answers[path] === undefined || answers[path] === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (missing.some(isEmpty) || (hasReason && reason === "")) return;
    void onSubmit({ ...changeOf(answers), ...(hasReason ? { loss_reason: reason } : {}) });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      fullScreen={isPhone ?? false}
      title={t("needs.title", { stage: called(stage) })}
      closeButtonProps={{ "aria-label": t("app:close") }}
      zIndex={300}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t(hasReason && missing.length === 0 ? "needs.reason" : "needs.text", { name: dealName(t, deal) })}
          </Text>
          {missing.map((path, index) => (
            <FieldInput
              key={path}
              path={path}
              label={fieldName(t, path, fields)}
              field={fields.find(({ key }) => `fields.${key}` === path)}
              value={answers[path]}
              onChange={(value) => setAnswers((now) => ({ ...now, [path]: value }))}
              error={isTried && isEmpty(path) ? t("needs.missing") : undefined}
              isRequired
              isFirst={index === 0}
            />
          ))}
          {hasReason && (
            <ReasonField
              reasons={pipeline.loss_reasons}
              value={reason}
              onChange={setReason}
              error={isTried && reason === "" ? t("loss.missing") : undefined}
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit">{t("move.action")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
