// What the agent would answer, where a person decides: let it go out, change the words, throw it away.

import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconRobot } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { showProblem } from "~/ui";
import { wordFor } from "../names";
import { putRow, refreshSoon } from "../queries";
import { taken } from "../sync";
import { approveDraft, type Conversation, type Draft, discardDraft } from "../wire";
import { Words } from "./bubble";
import classes from "./thread.module.css";

export function DraftCard({ row, draft }: { row: Conversation; draft: Draft }) {
  const { t } = useTranslation("inbox");
  const may = useMay("converse");
  const [texts, setTexts] = useState<string[]>();
  const approve = useMutation({
    mutationFn: () => approveDraft(row.id, draft.id, texts),
    onSuccess: ({ conversation, messages }) => {
      for (const message of messages) taken(message, row.id);
      putRow(conversation);
    },
    onError: (error) => {
      showProblem(error);
      refreshSoon(row.id);
    },
  });
  const discard = useMutation({ mutationFn: () => discardDraft(row.id), onSuccess: putRow, onError: showProblem });
  const effects = draft.effects.flatMap(({ effect }) =>
    typeof effect === "string" && effect !== "contact" ? [effect] : [],
  );
  const isBusy = approve.isPending || discard.isPending;
  return (
    <section className={classes.card} aria-label={t("draft.title")}>
      <Group gap={6} mb={6}>
        <IconRobot size={16} stroke={1.7} aria-hidden />
        <Text size="sm" fw={600}>
          {t("draft.title")}
        </Text>
      </Group>
      <Stack gap="xs">
        {draft.replies.map((reply, index) =>
          texts ? (
            <Textarea
              // biome-ignore lint/suspicious/noArrayIndexKey: replies do not move
              key={index}
              autosize
              maxRows={10}
              maxLength={4000}
              aria-label={t("draft.words", { number: index + 1 })}
              value={texts[index] ?? ""}
              onChange={(event) => setTexts(texts.map((text, at) => (at === index ? event.currentTarget.value : text)))}
            />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: replies do not move
            <Words key={index} text={reply.text} />
          ),
        )}
        {effects.length > 0 && (
          <Text size="xs" c="dimmed">
            {t("draft.will")} {effects.map((name) => wordFor(t, `inbox:why.effect.${name}`, name)).join(", ")}
          </Text>
        )}
        {may && (
          <Group gap="xs">
            <Button size="xs" loading={approve.isPending} disabled={isBusy} onClick={() => approve.mutate()}>
              {t(texts ? "draft.send_mine" : "draft.approve")}
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={isBusy}
              onClick={() => setTexts(texts ? undefined : draft.replies.map((reply) => reply.text))}
            >
              {t(texts ? "app:cancel" : "draft.edit")}
            </Button>
            <Button
              size="xs"
              variant="subtle"
              color="red"
              loading={discard.isPending}
              disabled={isBusy}
              onClick={() => discard.mutate()}
            >
              {t("draft.discard")}
            </Button>
          </Group>
        )}
      </Stack>
    </section>
  );
}
