// One question in several phrasings: Enter makes the next line, an empty line goes by Backspace, many lines may be pasted.

import { ActionIcon, Button, Group, Input, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  value: string[];
  onChange: (questions: string[]) => void;
  label: string;
  description?: string;
  error?: string | undefined;
  most?: number;
}

export function Phrasings({ value, onChange, label, description, error, most = 50 }: Props) {
  const { t } = useTranslation("knowledge");
  const box = useRef<HTMLDivElement>(null);
  const focus = (at: number) =>
    requestAnimationFrame(() => box.current?.querySelectorAll<HTMLInputElement>("input")[at]?.focus());
  const put = (at: number, text: string) => onChange(value.map((one, index) => (index === at ? text : one)));
  const add = (at: number) => {
    if (value.length >= most) return;
    onChange([...value.slice(0, at), "", ...value.slice(at)]);
    focus(at);
  };
  const remove = (at: number) => {
    onChange(value.filter((_, index) => index !== at));
    focus(Math.max(0, at - 1));
  };
  const press = (event: KeyboardEvent<HTMLInputElement>, at: number) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (value[at]?.trim()) add(at + 1);
    } else if (event.key === "Backspace" && value[at] === "" && value.length > 1) {
      event.preventDefault();
      remove(at);
    }
  };
  const paste = (event: ClipboardEvent<HTMLInputElement>, at: number) => {
    const lines = event.clipboardData
      .getData("text")
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    const kept = value[at]?.trim() ? [value[at]] : [];
    onChange([...value.slice(0, at), ...kept, ...lines, ...value.slice(at + 1)].slice(0, most));
  };
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <Stack gap={6} mt={6} ref={box}>
        {value.map((question, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <Group key={at} gap={4} wrap="nowrap">
            <TextInput
              flex={1}
              aria-label={at === 0 ? t("faq.first") : t("faq.other", { number: at + 1 })}
              placeholder={at === 0 ? t("faq.first_example") : t("faq.other_example")}
              value={question}
              maxLength={200}
              error={at === 0 && error ? true : undefined}
              onChange={(event) => put(at, event.currentTarget.value)}
              onKeyDown={(event) => press(event, at)}
              onPaste={(event) => paste(event, at)}
              {...(at === 0 ? { "data-autofocus": true } : {})}
            />
            {value.length > 1 && (
              <ActionIcon
                aria-label={t("faq.remove_question", { number: at + 1 })}
                onClick={() => remove(at)}
                size={36}
              >
                <IconX size={16} />
              </ActionIcon>
            )}
          </Group>
        ))}
        {value.length < most && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={15} />}
            onClick={() => add(value.length)}
            style={{ alignSelf: "flex-start" }}
          >
            {t("faq.add_question")}
          </Button>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
