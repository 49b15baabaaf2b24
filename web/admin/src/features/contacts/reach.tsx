// One more phone or e-mail of a customer.

import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useRefusalText } from "~/ui";
import { Double } from "./double";
import { PhoneField, sentPhone, wholePhone } from "./phone-field";
import { addReach, findDouble, type ListedContact, type Reach } from "./queries";

interface Props {
  id: string;
  kind: Reach["kind"];
  onClose: () => void;
}

export function AddReach({ id, kind, onClose }: Props) {
  const { t } = useTranslation("contacts");
  const refusal = useRefusalText();
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const [other, setOther] = useState<ListedContact>();
  const [isSaving, setIsSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const value = kind === "phone" ? sentPhone(text) : text.trim();
    if (value.length < 3) return setError(t(kind === "phone" ? "form.phone_wrong" : "form.email_wrong"));
    setIsSaving(true);
    setError(undefined);
    setOther(undefined);
    try {
      await addReach(id, { kind, value });
      onClose();
    } catch (refused) {
      const isInvalid = refused instanceof Refusal && refused.status === 422;
      setError(isInvalid ? t(kind === "phone" ? "form.phone_wrong" : "form.email_wrong") : refusal(refused));
      if (refused instanceof Refusal && refused.code === "contact_exists")
        setOther(
          await findDouble(kind === "phone" ? wholePhone(text) : undefined, kind === "email" ? value : undefined),
        );
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t(`reach.add_${kind}`)} closeButtonProps={{ "aria-label": t("app:close") }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          {kind === "phone" ? (
            <PhoneField label={t("field.phone")} value={text} onChange={setText} error={error} data-autofocus />
          ) : (
            <TextInput
              label={t("field.email")}
              type="email"
              autoComplete="off"
              maxLength={254}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={error}
              data-autofocus
            />
          )}
          {other && other.id !== id && <Double contact={other} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit" loading={isSaving}>
              {t("app:add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
