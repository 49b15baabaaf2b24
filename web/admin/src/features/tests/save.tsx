// A test made of a real conversation: first shown, with an invented customer in the place of the real one, then saved.

import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconEyeOff } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { ErrorState, Loading, Problem, showDone } from "~/ui";
import { parse, refusedLine } from "./format";
import { type Preview, previewQuery, saveConversation } from "./queries";
import { Talk } from "./talk";
import { DialogueField, type LineProblem } from "./text-field";
import { VerdictMark } from "./verdict";

interface Props {
  conversation: string;
  onClose: () => void;
}

export function SaveAsTest({ conversation, onClose }: Props) {
  const { t } = useTranslation("tests");
  const isPhone = useMediaQuery("(max-width: 48em)") ?? false;
  const { data, error, refetch } = useQuery(previewQuery(conversation));
  const isEmpty = error instanceof Refusal && error.code === "nothing_to_save";
  return (
    <Modal
      opened
      onClose={onClose}
      fullScreen={isPhone}
      size="lg"
      title={t("save.title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {data ? (
        <Form conversation={conversation} preview={data} onClose={onClose} />
      ) : isEmpty ? (
        <Text py="md">{t("save.nothing")}</Text>
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={5} />
      )}
    </Modal>
  );
}

function Form({ conversation, preview, onClose }: Props & { preview: Preview }) {
  const { t } = useTranslation("tests");
  const navigate = useNavigate();
  const [title, setTitle] = useState(preview.title);
  const [text, setText] = useState(preview.text);
  const [isText, setIsText] = useState(false);
  const dialogue = parse(text);
  const save = useMutation({
    mutationFn: () => saveConversation(conversation, title.trim(), text),
    onSuccess: (test) => {
      showDone(t("save.done"));
      onClose();
      void navigate({ to: "/tests/$testId", params: { testId: test.id } });
    },
  });
  const refused = save.error instanceof Refusal ? save.error : undefined;
  const line = refusedLine(refused?.errors[0]?.detail ?? refused?.message ?? "");
  const problems: LineProblem[] = [...dialogue.problems].map(([at, key]) => ({ line: at, text: t(`problem.${key}`) }));
  if (line) problems.push(line);
  const isSame = text === preview.text;
  return (
    <Stack>
      <Alert icon={<IconEyeOff size={18} />} color="gray">
        {t("save.disguised")}
      </Alert>
      <TextInput
        label={t("name")}
        value={title}
        maxLength={200}
        data-autofocus
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      {isSame && (
        <Group gap="xs" wrap="nowrap">
          <VerdictMark verdict={preview.run.verdict} />
          <Text size="sm">{t(`save.${preview.run.verdict}`)}</Text>
        </Group>
      )}
      {isText ? (
        <DialogueField
          value={text}
          problems={problems}
          onChange={(next) => {
            save.reset();
            setText(next);
          }}
        />
      ) : (
        <Talk dialogue={dialogue} run={isSame ? preview.run : undefined} />
      )}
      {refused && !line && <Problem error={refused} />}
      <Group justify="space-between">
        <Button variant="subtle" onClick={() => setIsText(!isText)}>
          {t(isText ? "save.as_talk" : "save.as_text")}
        </Button>
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("app:cancel")}
          </Button>
          <Button
            loading={save.isPending}
            disabled={!title.trim() || dialogue.problems.size > 0}
            onClick={() => save.mutate()}
          >
            {t("app:save")}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
