// One question with its answer: made, changed, switched off, removed.

import { Switch, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { FormDrawer, showDone, showProblem, useConfirm, useFormRefusal } from "~/ui";
import { LangSelect } from "../editor";
import type { Lang } from "../queries";
import { CategorySelect } from "../tree/category-select";
import { clean } from "./find";
import { Phrasings } from "./phrasings";
import { changeFaq, dropFaq, type FaqView, teach } from "./queries";

interface Props {
  entry: FaqView | undefined;
  category: string | undefined;
  onClose: () => void;
}

export function FaqForm({ entry, category, onClose }: Props) {
  const { t } = useTranslation("knowledge");
  const mayEdit = useMay("edit_catalog");
  const firm = useFirm();
  const confirm = useConfirm();
  const [isSaving, setIsSaving] = useState(false);
  const form = useForm({
    initialValues: {
      questions: entry?.questions ?? [""],
      answer: entry?.answer ?? "",
      lang: (entry?.lang ?? firm?.lang ?? "ru") as Lang,
      category_id: entry ? (entry.category_id ?? "") : (category ?? ""),
      is_active: entry?.is_active ?? true,
    },
    validate: {
      questions: (questions) => (clean(questions).length > 0 ? null : t("faq.question_missing")),
      answer: (answer) => (answer.trim() ? null : t("faq.answer_missing")),
    },
  });
  const refused = useFormRefusal(form as never);
  const submit = form.onSubmit(async ({ questions, answer, lang, category_id: place, is_active }) => {
    setIsSaving(true);
    try {
      const body = { questions: clean(questions), answer: answer.trim(), lang };
      if (entry) await changeFaq(entry.id, { ...body, is_active, category_id: place || null });
      else await teach({ ...body, ...(place ? { category_id: place } : {}) });
      showDone(t(entry ? "faq.saved" : "faq.taught"));
      onClose();
    } catch (error) {
      setIsSaving(false);
      refused(error);
    }
  });
  const drop = async ({ id, questions }: FaqView) => {
    const title = t("faq.remove", { question: questions[0] ?? "" });
    if (!(await confirm({ title, text: t("faq.remove_text"), action: t("app:delete"), isDanger: true }))) return;
    try {
      await dropFaq(id);
      onClose();
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={entry ? t("faq.edit") : t("faq.new")}
      isDirty={mayEdit && form.isDirty()}
      isSaving={isSaving}
      onSubmit={submit}
      onRemove={entry && mayEdit ? () => void drop(entry) : undefined}
      size={560}
    >
      <Phrasings
        label={t("faq.questions")}
        description={t("faq.questions_hint")}
        value={form.values.questions}
        onChange={(questions) => form.setFieldValue("questions", questions)}
        error={typeof form.errors.questions === "string" ? form.errors.questions : undefined}
      />
      <Textarea
        label={t("faq.answer")}
        description={t("faq.answer_hint")}
        autosize
        minRows={4}
        maxRows={14}
        maxLength={4000}
        lang={form.values.lang}
        {...form.getInputProps("answer")}
      />
      <CategorySelect
        value={form.values.category_id || undefined}
        onChange={(place) => form.setFieldValue("category_id", place ?? "")}
      />
      <LangSelect isSet value={form.values.lang} onChange={(lang) => form.setFieldValue("lang", lang ?? "ru")} />
      {entry && (
        <Switch
          label={t("faq.active")}
          description={t("faq.active_hint")}
          {...form.getInputProps("is_active", { type: "checkbox" })}
        />
      )}
    </FormDrawer>
  );
}
