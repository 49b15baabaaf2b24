// A short answer to a question nobody has answered: it becomes a question with an answer, under the words of the customer.

import { Anchor, Blockquote, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconNotes } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { queryClient } from "~/app/query";
import { FormDrawer, showDone, useFormRefusal } from "~/ui";
import { LangSelect } from "../editor";
import { clean } from "../faq/find";
import { Phrasings } from "../faq/phrasings";
import type { Lang } from "../queries";
import { CategorySelect } from "../tree/category-select";
import { answerWithFaq, type GapView, gapQuery } from "./queries";

export function AnswerForm({ gap, onClose }: { gap: GapView; onClose: () => void }) {
  const { t } = useTranslation("knowledge");
  const firm = useFirm();
  const navigate = useNavigate();
  const [isSaving, setIsSaving] = useState(false);
  const form = useForm({
    initialValues: { answer: "", questions: [""], lang: (firm?.lang ?? "ru") as Lang, category_id: "" },
    validate: { answer: (answer) => (answer.trim() ? null : t("faq.answer_missing")) },
  });
  const refused = useFormRefusal(form as never);
  const submit = form.onSubmit(async ({ answer, questions, lang, category_id: place }) => {
    setIsSaving(true);
    try {
      const others = clean(questions).slice(0, 49);
      await answerWithFaq(gap.id, {
        answer: answer.trim(),
        questions: others,
        lang,
        ...(place ? { category_id: place } : {}),
      });
      showDone(t("faq.taught"));
      onClose();
    } catch (error) {
      setIsSaving(false);
      refused(error);
    }
  });
  const write = () => {
    queryClient.setQueryData(gapQuery(gap.id).queryKey, gap);
    void navigate({ to: "/knowledge/new", search: { gap: gap.id } });
  };
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("gaps.answer_title")}
      isDirty={form.isDirty()}
      isSaving={isSaving}
      onSubmit={submit}
      size={560}
    >
      <Blockquote p="sm" radius="md" style={{ overflowWrap: "anywhere" }}>
        {gap.question}
      </Blockquote>
      <Textarea
        label={t("faq.answer")}
        description={t("faq.answer_hint")}
        autosize
        minRows={4}
        maxRows={14}
        maxLength={4000}
        lang={form.values.lang}
        data-autofocus
        {...form.getInputProps("answer")}
      />
      <Phrasings
        label={t("gaps.others")}
        description={t("faq.questions_hint")}
        most={49}
        value={form.values.questions}
        onChange={(questions) => form.setFieldValue("questions", questions)}
      />
      <CategorySelect
        value={form.values.category_id || undefined}
        onChange={(place) => form.setFieldValue("category_id", place ?? "")}
      />
      <LangSelect isSet value={form.values.lang} onChange={(lang) => form.setFieldValue("lang", lang ?? "ru")} />
      <Text size="sm" c="dimmed">
        {t("gaps.long")}{" "}
        <Anchor component="button" type="button" size="sm" onClick={write}>
          <IconNotes size={14} aria-hidden style={{ verticalAlign: "-2px" }} /> {t("gaps.article")}
        </Anchor>
      </Text>
    </FormDrawer>
  );
}
