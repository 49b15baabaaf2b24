// What a customer agreed to: how it stands now, how it came to that, and writing down one more word.

import {
  ActionIcon,
  Badge,
  Button,
  Group,
  Modal,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import { IconHistory, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { fullDay, moment } from "~/app/format";
import { useMay } from "~/app/session";
import { Problem } from "~/ui";
import classes from "./card.module.css";
import { CONSENTS, type Consent, consentsQuery, type Standing, standing, writeConsent } from "./consents";

function Write({ id, start, onClose }: { id: string; start: Standing; onClose: () => void }) {
  const { t } = useTranslation("contacts");
  const [kind, setKind] = useState(start.kind);
  const [isGiven, setIsGiven] = useState(!start.last?.is_given);
  const [source, setSource] = useState("");
  const [text, setText] = useState("");
  const [isSaving, setIsSaving] = useState(false);
  const [isBlank, setIsBlank] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const kinds = [...new Set([...CONSENTS, start.kind])];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (source.trim() === "") return setIsBlank(true);
    setIsSaving(true);
    setFault(undefined);
    try {
      const said = text.trim();
      await writeConsent(id, { kind, is_given: isGiven, source: source.trim(), ...(said ? { text: said } : {}) });
      onClose();
    } catch (refused) {
      setFault(refused);
      setIsSaving(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t("journal.write")} closeButtonProps={{ "aria-label": t("app:close") }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <Select
            label={t("journal.kind")}
            data={kinds.map((value) => ({ value, label: t([`consent.${value}`, "consent.other"], { kind: value }) }))}
            value={kind}
            onChange={(next) => next && setKind(next)}
            allowDeselect={false}
          />
          <SegmentedControl
            fullWidth
            value={isGiven ? "given" : "taken"}
            onChange={(next) => setIsGiven(next === "given")}
            data={(["given", "taken"] as const).map((value) => ({ value, label: t(`journal.${value}`) }))}
            aria-label={t("journal.what")}
          />
          <TextInput
            label={t("journal.source")}
            placeholder={t("journal.source_hint")}
            value={source}
            onChange={(event) => {
              setSource(event.currentTarget.value);
              setIsBlank(false);
            }}
            error={isBlank && t("journal.source_missing")}
            maxLength={100}
            autoComplete="off"
            withAsterisk
            data-autofocus
          />
          <Textarea
            label={t("journal.text")}
            description={t("journal.text_hint")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
          />
          <Text size="xs" c="dimmed">
            {t("journal.forever")}
          </Text>
          <Problem error={fault} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit" loading={isSaving}>
              {t("journal.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Journal({ journal, onClose }: { journal: Consent[]; onClose: () => void }) {
  const { t } = useTranslation("contacts");
  const zone = useZone();
  const entries = [...journal].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <Modal opened onClose={onClose} title={t("journal.title")} closeButtonProps={{ "aria-label": t("app:close") }}>
      <ol className={classes.list}>
        {entries.map(({ id, kind, is_given: isGiven, source, text, at, by }) => (
          <li key={id} className={classes.remembered}>
            <div>
              <Text size="sm" fw={500}>
                {t([`consent.${kind}`, "consent.other"], { kind })}:{" "}
                {t(isGiven ? "journal.was_given" : "journal.was_taken")}
              </Text>
              {text && (
                <Text size="sm" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
                  <q>{text}</q>
                </Text>
              )}
              <Text size="xs" c="dimmed">
                {[moment(at, zone), source, by?.name ?? (by && t([`by.${by.kind}`, "by.system"]))]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
            </div>
          </li>
        ))}
      </ol>
    </Modal>
  );
}

export function Consents({ id }: { id: string }) {
  const { t } = useTranslation("contacts");
  const [mayEdit, zone] = [useMay("edit_contacts"), useZone()];
  const { data: journal, error, refetch } = useQuery(consentsQuery(id));
  const [writing, setWriting] = useState<Standing>();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <section className={classes.part} aria-labelledby="consents">
      <Group justify="space-between" mb={6}>
        <Title order={2} className={classes.partTitle ?? ""} id="consents">
          {t("field.consents")}
        </Title>
        {journal && journal.length > 0 && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconHistory size={14} aria-hidden />}
            onClick={() => setIsOpen(true)}
          >
            {t("journal.title")}
          </Button>
        )}
      </Group>
      {error && !journal ? (
        <Button variant="default" size="compact-md" onClick={() => void refetch()}>
          {t("app:error.retry")}
        </Button>
      ) : !journal ? (
        <Skeleton height={56} radius="md" aria-label={t("app:loading")} />
      ) : (
        <ul className={classes.list}>
          {standing(journal).map((one) => {
            const name = t([`consent.${one.kind}`, "consent.other"], { kind: one.kind });
            return (
              <li key={one.kind} className={classes.consent}>
                <div>
                  <Text size="sm">{name}</Text>
                  {one.last && (
                    <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                      {[fullDay(one.last.at, zone), one.last.source].filter(Boolean).join(" · ")}
                    </Text>
                  )}
                </div>
                <Badge
                  variant="light"
                  tt="none"
                  fw={500}
                  color={one.last === undefined ? "gray" : one.last.is_given ? "teal" : "orange"}
                >
                  {t(
                    one.last === undefined ? "journal.never" : one.last.is_given ? "journal.holds" : "journal.refused",
                  )}
                </Badge>
                {mayEdit && (
                  <ActionIcon size={32} aria-label={t("journal.change", { name })} onClick={() => setWriting(one)}>
                    <IconPencil size={15} />
                  </ActionIcon>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {writing && <Write key={writing.kind} id={id} start={writing} onClose={() => setWriting(undefined)} />}
      {isOpen && journal && <Journal journal={journal} onClose={() => setIsOpen(false)} />}
    </section>
  );
}
