// Writing an article: Markdown and how it will look, side by side; on a phone one after the other. What is typed is kept on
// this device until it is saved.

import { ActionIcon, Alert, Button, Group, Loader, SegmentedControl, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback, useHotkeys, useMediaQuery } from "@mantine/hooks";
import { IconArrowLeft, IconNotes } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useBlocker, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useZone } from "~/app/firm";
import { moment, number } from "~/app/format";
import { useMay, useMe } from "~/app/session";
import { EmptyState, ErrorState, Forbidden, Loading, Problem, showDone, useConfirm } from "~/ui";
import { answerWithArticle, gapQuery } from "../gaps/queries";
import { changeDocument, type DocumentView, documentQuery, LANGS, type Lang, writeArticle } from "../queries";
import type { WriteSearch } from "../search";
import { CategorySelect } from "../tree/category-select";
import classes from "./editor.module.css";
import { type Draft, LocalDraft } from "./local-draft";
import { MarkdownView } from "./markdown-view";
import { Tools } from "./tools";

/** As the server counts them. */
const MOST = 100_000;

interface Values {
  title: string;
  body: string;
  category: string | undefined;
  lang: Lang | undefined;
}

export function NewArticlePage() {
  const mayEdit = useMay("edit_catalog");
  const { category, gap } = useSearch({ strict: false }) as WriteSearch;
  const asked = useQuery({ ...gapQuery(gap ?? ""), enabled: gap !== undefined });
  if (!mayEdit) return <Forbidden />;
  if (gap && asked.isPending) return <Loading />;
  const saved = { title: asked.data?.question ?? "", body: "", category, lang: undefined };
  return <Editor key={gap ?? "new"} saved={saved} {...(asked.data ? { gap: asked.data.id } : {})} />;
}

export function EditArticlePage() {
  const { t } = useTranslation("knowledge");
  const mayEdit = useMay("edit_catalog");
  const { documentId } = useParams({ strict: false }) as { documentId: string };
  const { data, error, refetch } = useQuery(documentQuery(documentId));
  if (!mayEdit) return <Forbidden />;
  if (error && !data)
    return error instanceof Refusal && error.status === 404 ? (
      <EmptyState icon={IconNotes} title={t("gone.title")} text={t("app:problem.not_found")} />
    ) : (
      <ErrorState error={error} retry={() => void refetch()} />
    );
  if (!data) return <Loading />;
  if (data.kind !== "article")
    return <EmptyState icon={IconNotes} title={t("gone.title")} text={t("editor.not_text")} />;
  const { title, body = "", category_id: category, lang } = data;
  return <Editor key={data.id} document={data} saved={{ title, body, category, lang }} />;
}

function Editor({ document, saved: first, gap }: { document?: DocumentView; saved: Values; gap?: string }) {
  const { t } = useTranslation("knowledge");
  const me = useMe();
  const zone = useZone();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const isNarrow = useMediaQuery("(max-width: 62em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const drafts = useMemo(
    () => new LocalDraft(localStorage, `${me.org?.org_id}.${me.person.id}`, document?.id ?? gap ?? "new"),
    [me.org?.org_id, me.person.id, document?.id, gap],
  );
  const [saved] = useState(first);
  const [found, setFound] = useState<Draft | undefined>(() => {
    const draft = drafts.read();
    return draft && (draft.body !== saved.body || draft.title !== saved.title) ? draft : undefined;
  });
  const [values, setValues] = useState<Values>(found ? { ...saved, ...valuesOf(found) } : saved);
  const [pane, setPane] = useState<"write" | "look">("write");
  const [keptAt, setKeptAt] = useState<number>();
  const [isFull, setIsFull] = useState(false);
  const [isSaving, setIsSaving] = useState(false);
  const [isTried, setIsTried] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const area = useRef<HTMLTextAreaElement>(null);
  const isOver = useRef(false);
  const isDirty = JSON.stringify(values) !== JSON.stringify(saved);
  const size = [...values.body].length;
  const isNameless = values.title.trim() === "";
  const isEmpty = values.body.trim() === "";

  const keepSoon = useDebouncedCallback((now: Values) => {
    if (isOver.current) return;
    const at = Date.now();
    const isKept = drafts.keep({ ...now, at });
    setIsFull(!isKept);
    if (isKept) setKeptAt(at);
  }, 600);
  const change = (part: Partial<Values>) => {
    const next = { ...values, ...part };
    setValues(next);
    keepSoon(next);
  };
  const startAnew = () => {
    drafts.forget();
    setFound(undefined);
    setKeptAt(undefined);
    setValues(saved);
  };

  const save = async () => {
    setIsTried(true);
    if (isNameless || isEmpty || size > MOST || isSaving) {
      if (isEmpty) setPane("write");
      return;
    }
    setIsSaving(true);
    setFault(undefined);
    const { title, body, category, lang } = values;
    try {
      let id = document?.id;
      if (document)
        await changeDocument(document.id, { title, body, category_id: category ?? null, lang: lang ?? null });
      else {
        const article = { title, body, ...(category ? { category_id: category } : {}), ...(lang ? { lang } : {}) };
        id = gap ? await answerWithArticle(gap, article) : (await writeArticle(article)).id;
      }
      isOver.current = true;
      drafts.forget();
      showDone(t(document ? "editor.saved" : "editor.written"));
      if (id) await navigate({ to: "/knowledge/documents/$documentId", params: { documentId: id } });
    } catch (error) {
      setFault(error);
      setIsSaving(false);
    }
  };
  useHotkeys([["mod+S", () => void save()]], [], true);
  useBlocker({
    disabled: !isDirty,
    enableBeforeUnload: () => isDirty && !isOver.current,
    shouldBlockFn: async ({ current, next }) => {
      if (isOver.current || current.pathname === next.pathname) return false;
      return !(await confirm({
        title: t("editor.leave"),
        text: t("editor.leave_text"),
        action: t("editor.leave_action"),
      }));
    },
  });
  const heading = document ? t("editor.edit") : t("editor.new");
  useEffect(() => {
    window.document.title = `${heading} · Samovar`;
  }, [heading]);

  const state = isSaving ? (
    <Loader size={14} />
  ) : isFull ? (
    t("editor.no_room")
  ) : keptAt && isDirty ? (
    t("editor.kept")
  ) : undefined;
  const write = (
    <div className={classes.write}>
      <Tools area={area} onChange={(body) => change({ body })} />
      <textarea
        ref={area}
        className={classes.area}
        value={values.body}
        onChange={(event) => change({ body: event.currentTarget.value })}
        aria-label={t("editor.text")}
        aria-invalid={isTried && (isEmpty || size > MOST) ? true : undefined}
        aria-describedby="article-size"
        placeholder={t("editor.text_example")}
        spellCheck
        {...(values.lang ? { lang: values.lang } : {})}
      />
      <Group justify="space-between" gap="xs" className={classes.foot}>
        <Text size="xs" c={size > MOST ? "red" : "dimmed"} id="article-size" className="tabular">
          {t("editor.size", { size: number(size), most: number(MOST) })}
        </Text>
        <Text size="xs" c="dimmed" role="status">
          {state}
        </Text>
      </Group>
      {isTried && isEmpty && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" px={12} pb={8}>
          {t("editor.text_missing")}
        </Text>
      )}
    </div>
  );
  const look = (
    <section className={classes.look} aria-label={t("editor.look")}>
      {isEmpty ? (
        <Text c="dimmed" size="sm">
          {t("editor.look_empty")}
        </Text>
      ) : (
        <MarkdownView text={values.body} />
      )}
    </section>
  );
  return (
    <div className={classes.page}>
      <Group wrap="nowrap" gap="sm" className={classes.head}>
        <ActionIcon
          component={Link}
          to={document ? `/knowledge/documents/${document.id}` : gap ? "/knowledge/gaps" : "/knowledge"}
          aria-label={t("app:back")}
        >
          <IconArrowLeft size={20} />
        </ActionIcon>
        <Text fw={600} flex={1} component="h1" m={0} size="lg">
          {heading}
        </Text>
        <Button onClick={() => void save()} loading={isSaving} disabled={document !== undefined && !isDirty}>
          {t("app:save")}
        </Button>
      </Group>
      {found && (
        <Alert variant="light" mb="md">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{t("editor.found", { at: moment(new Date(found.at), zone) })}</Text>
            <Button size="compact-sm" variant="default" onClick={startAnew}>
              {t(document ? "editor.found_drop" : "editor.found_anew")}
            </Button>
          </Group>
        </Alert>
      )}
      <Problem error={fault} />
      <div className={classes.fields}>
        <TextInput
          label={t("editor.title")}
          placeholder={t("editor.title_example")}
          value={values.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
          error={isTried && isNameless ? t("editor.title_missing") : undefined}
          maxLength={200}
          className={classes.title ?? ""}
        />
        <CategorySelect value={values.category} onChange={(category) => change({ category })} />
        <LangSelect value={values.lang} onChange={(lang) => change({ lang })} />
      </div>
      {isNarrow ? (
        <>
          <SegmentedControl
            fullWidth
            mb="xs"
            aria-label={t("editor.pane")}
            value={pane}
            onChange={(chosen) => setPane(chosen === "look" ? "look" : "write")}
            data={[
              { value: "write", label: t("editor.write") },
              { value: "look", label: t("editor.look") },
            ]}
          />
          {pane === "write" ? write : look}
        </>
      ) : (
        <div className={classes.panes}>
          {write}
          {look}
        </div>
      )}
    </div>
  );
}

function valuesOf({ title, body, category, lang }: Draft): Values {
  return { title, body, category, lang: LANGS.find((known) => known === lang) };
}

interface LangProps {
  value: Lang | undefined;
  onChange: (lang: Lang | undefined) => void;
  /** A thing that always has a language. */
  isSet?: boolean;
  disabled?: boolean;
}

export function LangSelect({ value, onChange, isSet = false, disabled = false }: LangProps) {
  const { t } = useTranslation("knowledge");
  const any = isSet ? [] : [{ value: "any", label: t("lang.any") }];
  return (
    <Select
      label={t("lang.label")}
      data={[...any, ...LANGS.map((lang) => ({ value: lang, label: t(`lang.${lang}`) }))]}
      value={value ?? "any"}
      onChange={(chosen) => onChange(LANGS.find((lang) => lang === chosen))}
      allowDeselect={false}
      disabled={disabled}
    />
  );
}
