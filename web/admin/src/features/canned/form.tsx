// A canned reply: how it is called, how it is found, what it says.

import { Button, Input, Select, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { FormDrawer, showDone, showProblem, useConfirm, useFormRefusal } from "~/ui";
import classes from "./canned.module.css";
import { Preview } from "./preview";
import { askAgain } from "./queries";
import { keyOf, unknownIn, VARIABLES } from "./slash";
import { type CannedReply, createCanned, removeCanned, updateCanned } from "./wire";

const ANY = "any";
const LANGS = ["ru", "en", "ky", "kk"] as const;

interface Props {
  reply: CannedReply | undefined;
  onClose: () => void;
}

export function CannedForm({ reply, onClose }: Props) {
  const { t } = useTranslation(["canned", "inbox"]);
  const confirm = useConfirm();
  const field = useRef<HTMLTextAreaElement>(null);
  const form = useForm({
    initialValues: {
      title: reply?.title ?? "",
      shortcut: reply?.shortcut ?? "",
      text: reply?.text ?? "",
      lang: (reply?.lang ?? ANY) as string,
    },
    validate: {
      title: (title) => (title.trim() ? null : t("canned:form.title_missing")),
      shortcut: (shortcut) =>
        /^\/?[a-zа-яё\d_-]{1,40}$/i.test(shortcut.trim()) ? null : t("canned:form.shortcut_wrong"),
      text: (text) => {
        const [unknown] = unknownIn(text);
        if (unknown !== undefined) return t("canned:form.variable_unknown", { name: unknown });
        return text.trim() ? null : t("canned:form.text_missing");
      },
    },
  });
  const refuse = useFormRefusal(form);
  const done = async () => {
    await askAgain();
    onClose();
  };
  const save = useMutation({
    mutationFn: (values: typeof form.values) => {
      const shortcut = values.shortcut.trim().replace(/^\//, "").toLocaleLowerCase();
      const lang = LANGS.find((known) => known === values.lang) ?? null;
      const body = { title: values.title.trim(), shortcut, text: values.text.trim(), lang };
      return reply ? updateCanned(reply.id, body) : createCanned(body);
    },
    onSuccess: async () => {
      showDone(t("app:saved"));
      await done();
    },
    onError: refuse,
  });
  const drop = async () => {
    if (!reply) return;
    const text = t("canned:remove.text", { title: reply.title });
    if (!(await confirm({ title: t("canned:remove.title"), text, action: t("app:delete"), isDanger: true }))) return;
    try {
      await removeCanned(reply.id);
      await done();
    } catch (error) {
      showProblem(error);
    }
  };
  /** At the caret, or at the end. */
  const insert = (variable: string) => {
    const { text } = form.getValues();
    const [from, to] = [field.current?.selectionStart ?? text.length, field.current?.selectionEnd ?? text.length];
    const mark = `{{${variable}}}`;
    form.setFieldValue("text", text.slice(0, from) + mark + text.slice(to));
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(from + mark.length, from + mark.length);
    });
  };
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t(reply ? "canned:form.edit" : "canned:form.new")}
      isDirty={form.isDirty()}
      isSaving={save.isPending}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      onRemove={reply ? () => void drop() : undefined}
    >
      <TextInput
        label={t("canned:form.title")}
        placeholder={t("canned:form.title_hint")}
        maxLength={120}
        data-autofocus
        {...form.getInputProps("title")}
      />
      <TextInput
        label={t("canned:form.shortcut")}
        description={t("canned:form.shortcut_text")}
        leftSection="/"
        maxLength={41}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps("shortcut")}
      />
      <Textarea
        ref={field}
        label={t("canned:form.text")}
        autosize
        minRows={5}
        maxRows={16}
        maxLength={4000}
        {...form.getInputProps("text")}
      />
      <Input.Wrapper
        label={t("canned:form.variables")}
        labelElement="div"
        description={t("canned:form.variables_text")}
      >
        <div className={classes.variables} style={{ marginTop: 8 }}>
          {VARIABLES.map((variable) => (
            <Button key={variable} variant="default" size="xs" fw={500} onClick={() => insert(variable)}>
              {t(`inbox:canned.variable.${keyOf(variable)}`)}
            </Button>
          ))}
        </div>
      </Input.Wrapper>
      <Preview text={form.values.text} />
      <Select
        label={t("canned:form.lang")}
        description={t("canned:form.lang_text")}
        allowDeselect={false}
        data={[ANY, ...LANGS].map((value) => ({ value, label: t(`canned:lang.${value}`) }))}
        {...form.getInputProps("lang")}
      />
    </FormDrawer>
  );
}
