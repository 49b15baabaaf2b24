// What the agent knows beside the catalog: what the pack has brought, or the first answer written down here.

import { Anchor, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { currentLang } from "~/app/i18n";
import { queryClient } from "~/app/query";
import { faqQuery, teach } from "~/features/knowledge/faq/queries";
import { Loading, useFormRefusal } from "~/ui";
import type { StepProps } from "..";
import { Brought } from "./brought";
import { StepFrame } from "./frame";

const SHOWN = 6;

export function KnowledgeStep({ onDone }: StepProps) {
  const { t } = useTranslation("onboarding");
  const { data } = useQuery(faqQuery);
  if (!data) return <Loading rows={4} />;
  if (data.length === 0) return <Form onDone={onDone} />;
  const items = data.slice(0, SHOWN).map(({ id, questions }) => ({ id, text: questions[0] ?? "" }));
  const note = data.length > SHOWN ? t("service.more", { count: data.length - SHOWN }) : undefined;
  return <Brought items={items} note={note} to="/knowledge" edit={t("knowledge.edit")} onDone={onDone} />;
}

function Form({ onDone }: StepProps) {
  const { t } = useTranslation("onboarding");
  const form = useForm({
    initialValues: { question: "", answer: "" },
    validate: {
      question: (value) => (value.trim() ? null : t("knowledge.question_missing")),
      answer: (value) => (value.trim() ? null : t("knowledge.answer_missing")),
    },
  });
  const refused = useFormRefusal(form);
  const save = useMutation({
    mutationFn: ({ question, answer }: typeof form.values) =>
      teach({ lang: currentLang(), questions: [question.trim()], answer: answer.trim() }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["onboarding"] }),
  });
  // The list takes the place of this form as soon as there is an answer.
  const submit = form.onSubmit((values) => save.mutateAsync(values).then(onDone, refused));
  return (
    <StepFrame onSubmit={submit} isSaving={save.isPending}>
      <TextInput
        label={t("knowledge.question")}
        placeholder={t("knowledge.question_example")}
        required
        maxLength={200}
        {...form.getInputProps("question")}
      />
      <Textarea
        label={t("knowledge.answer")}
        placeholder={t("knowledge.answer_example")}
        required
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        {...form.getInputProps("answer")}
      />
      <Text size="sm" c="dimmed">
        {t("knowledge.files")}{" "}
        <Anchor component={Link} to="/knowledge" size="sm" underline="always">
          {t("knowledge.edit")}
        </Anchor>
      </Text>
    </StepFrame>
  );
}
