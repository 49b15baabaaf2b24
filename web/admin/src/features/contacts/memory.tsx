// What is remembered of a customer between talks: who wrote it down, until when it is kept, and how to correct or forget it.

import { ActionIcon, Button, Group, Modal, Select, Stack, Text, Textarea, Title } from "@mantine/core";
import { IconPencil, IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { fullDay } from "~/app/format";
import { useMay } from "~/app/session";
import { showProblem, useConfirm, useRefusalText } from "~/ui";
import classes from "./card.module.css";
import {
  changeFact,
  FACT_KEYS,
  type FactKey,
  factsQuery,
  forgetFact,
  type RememberedFact,
  TERMS,
  type Term,
  useFactsLive,
  writeFact,
} from "./facts";

export function Remembered({ id }: { id: string }) {
  const { t } = useTranslation("contacts");
  const mayEdit = useMay("edit_contacts");
  const { data: facts, error, refetch } = useQuery(factsQuery(id));
  const [open, setOpen] = useState<RememberedFact | "new">();
  useFactsLive(id);
  return (
    <section className={classes.part} aria-labelledby="remembered">
      <Group justify="space-between" mb={6}>
        <Title order={2} className={classes.partTitle ?? ""} id="remembered">
          {t("memory.title")}
        </Title>
        {mayEdit && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setOpen("new")}
          >
            {t("memory.add")}
          </Button>
        )}
      </Group>
      {facts && facts.length > 0 ? (
        <ul className={classes.list}>
          {facts.map((fact) => (
            <Remember key={fact.id} contact={id} fact={fact} mayEdit={mayEdit} onEdit={() => setOpen(fact)} />
          ))}
        </ul>
      ) : error && !facts ? (
        <Button variant="default" size="compact-md" onClick={() => void refetch()}>
          {t("app:error.retry")}
        </Button>
      ) : (
        facts && (
          <Text size="sm" c="dimmed">
            {t("memory.none")}
          </Text>
        )
      )}
      {open && <FactForm contact={id} fact={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />}
    </section>
  );
}

interface RememberProps {
  contact: string;
  fact: RememberedFact;
  mayEdit: boolean;
  onEdit: () => void;
}

function Remember({ contact, fact, mayEdit, onEdit }: RememberProps) {
  const { t } = useTranslation("contacts");
  const zone = useZone();
  const confirm = useConfirm();
  const { key, text, source, conversation_id: conversationId, expires_at: end } = fact;
  const forget = async () => {
    const isSure = await confirm({
      title: t("memory.forget_title"),
      text: t("memory.forget_text", { text }),
      action: t("memory.forget"),
      isDanger: true,
    });
    if (isSure) await forgetFact(contact, fact).catch(showProblem);
  };
  const whose = t(`memory.source.${source}`);
  return (
    <li className={classes.remembered}>
      <div>
        <Text size="xs" c="dimmed">
          {t(`memory.key.${key}`)}
        </Text>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {text}
        </Text>
        <Text size="xs" c="dimmed">
          {conversationId ? (
            <Link to="/inbox/$conversationId" params={{ conversationId } as never} className={classes.whence}>
              {whose}
            </Link>
          ) : (
            whose
          )}
          {end && ` · ${t("memory.until", { date: fullDay(end, zone) })}`}
        </Text>
      </div>
      {mayEdit && (
        <Group gap={0} wrap="nowrap">
          <ActionIcon size={40} aria-label={t("memory.change", { text })} onClick={onEdit}>
            <IconPencil size={15} />
          </ActionIcon>
          <ActionIcon size={40} aria-label={t("memory.forget_fact", { text })} onClick={() => void forget()}>
            <IconX size={15} />
          </ActionIcon>
        </Group>
      )}
    </li>
  );
}

interface FormProps {
  contact: string;
  fact: RememberedFact | undefined;
  onClose: () => void;
}

function FactForm({ contact, fact, onClose }: FormProps) {
  const { t } = useTranslation("contacts");
  const zone = useZone();
  const refusal = useRefusalText();
  const [key, setKey] = useState<FactKey>(fact?.key ?? "note");
  const [text, setText] = useState(fact?.text ?? "");
  const [term, setTerm] = useState<Term>(fact?.expires_at ? "keep" : "");
  const [error, setError] = useState<string>();
  const [isSaving, setIsSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const said = text.trim();
    if (!said) return setError(t("memory.missing"));
    setIsSaving(true);
    try {
      // Nothing to take away where nothing was set.
      const kept = fact && !fact.expires_at && term === "" ? "keep" : term;
      await (fact ? changeFact(contact, fact, said, kept) : writeFact(contact, key, said, term));
      onClose();
    } catch (refused) {
      setError(refusal(refused));
    } finally {
      setIsSaving(false);
    }
  };
  const terms = TERMS.map((value) => ({ value: value as Term, label: t(`memory.term.${value || "always"}`) }));
  if (fact?.expires_at)
    terms.unshift({ value: "keep", label: t("memory.until", { date: fullDay(fact.expires_at, zone) }) });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(fact ? "memory.edit" : "memory.add")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          {!fact && (
            <Select
              label={t("memory.about")}
              description={key === "note" ? undefined : t("memory.about_text")}
              data={FACT_KEYS.map((value) => ({ value, label: t(`memory.key.${value}`) }))}
              value={key}
              onChange={(next) => next && setKey(next as FactKey)}
              allowDeselect={false}
            />
          )}
          <Textarea
            label={t("memory.text")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maxLength={300}
            autosize
            minRows={2}
            error={error}
            data-autofocus
          />
          <Select
            label={t("memory.keep")}
            data={terms}
            value={term}
            onChange={(next) => next !== null && setTerm(next as Term)}
            allowDeselect={false}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit" loading={isSaving}>
              {t("app:save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
