// One document: what the agent has read of it, passage by passage; where it lies; an article also as people read it. Of a
// site: the pages it has brought.

import { ActionIcon, Alert, Button, Group, Loader, Progress, Tabs, Text, Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowLeft,
  IconDownload,
  IconExternalLink,
  IconNotes,
  IconPencil,
  IconRefresh,
} from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useMay } from "~/app/session";
import { EmptyState, ErrorState, Loading } from "~/ui";
import { MarkdownView } from "../editor/markdown-view";
import { KindIcon } from "../kinds";
import { Rows } from "../library/rows";
import { useDocumentActions } from "../library/use-actions";
import { useKnowledgeLive } from "../live-documents";
import { categoriesQuery, type DocumentView, documentQuery, documentsQuery, originalUrl } from "../queries";
import type { DocumentSearch } from "../search";
import { useFailure } from "../status";
import classes from "./document.module.css";
import { Facts } from "./facts";
import { Passages } from "./passages";

export function DocumentPage() {
  const { t } = useTranslation("knowledge");
  const { documentId } = useParams({ strict: false }) as { documentId: string };
  const { data, error, refetch } = useQuery(documentQuery(documentId));
  useKnowledgeLive();
  useEffect(() => {
    if (data) document.title = `${data.title} · Samovar`;
  }, [data]);
  if (error && (!data || (error instanceof Refusal && error.status === 404)))
    return error instanceof Refusal && error.status === 404 ? (
      <EmptyState
        icon={IconNotes}
        title={t("gone.title")}
        text={t("app:problem.not_found")}
        action={
          <Button component={Link} to="/knowledge" variant="light">
            {t("gone.back")}
          </Button>
        }
      />
    ) : (
      <ErrorState error={error} retry={() => void refetch()} />
    );
  if (!data) return <Loading avatar />;
  return <Shown key={data.id} document={data} />;
}

function Shown({ document }: { document: DocumentView }) {
  const { t } = useTranslation("knowledge");
  const navigate = useNavigate();
  const mayEdit = useMay("edit_catalog");
  const { id, kind, title, status, url, file_id: file } = document;
  const actions = useDocumentActions(document);
  const [isAsked, setIsAsked] = useState(false);
  const readAnew = async () => {
    setIsAsked(true);
    await actions.readAnew();
    setIsAsked(false);
  };
  const remove = async () => {
    if (await actions.remove()) await navigate({ to: "/knowledge" });
  };
  const isUnderWay = status === "queued" || status === "indexing";
  return (
    <div className={classes.page}>
      <Group wrap="nowrap" align="flex-start" gap="sm" mb="md">
        <ActionIcon component={Link} to="/knowledge" aria-label={t("app:back")}>
          <IconArrowLeft size={20} />
        </ActionIcon>
        <span className={classes.icon}>
          <KindIcon kind={kind} size={26} />
        </span>
        <Title order={1} flex={1} style={{ overflowWrap: "anywhere" }}>
          {title}
        </Title>
      </Group>
      <Group gap="xs" mb="lg">
        {mayEdit && kind === "article" && (
          <Button component={Link} to={`/knowledge/documents/${id}/edit`} leftSection={<IconPencil size={16} />}>
            {t("app:edit")}
          </Button>
        )}
        {file && (
          <Button
            component="a"
            href={originalUrl(file)}
            download
            variant="default"
            leftSection={<IconDownload size={16} />}
          >
            {t("download")}
          </Button>
        )}
        {url && (
          <Button
            component="a"
            href={url}
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconExternalLink size={16} />}
          >
            {t("open_source")}
          </Button>
        )}
        {mayEdit && status !== "off" && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            loading={isAsked}
            disabled={isUnderWay}
            onClick={() => void readAnew()}
          >
            {t("read_anew")}
          </Button>
        )}
      </Group>
      <State document={document} />
      <div className={classes.columns}>
        <div className={classes.main}>
          {kind === "site" ? <Found document={document} /> : <Words document={document} />}
        </div>
        <Facts document={document} mayEdit={mayEdit} onRemove={() => void remove()} />
      </div>
    </div>
  );
}

function State({ document }: { document: DocumentView }) {
  const { t } = useTranslation("knowledge");
  const failure = useFailure();
  const { status, progress, chunks, error } = document;
  if (status === "failed")
    return (
      <Alert color="orange" variant="light" icon={<IconAlertTriangle size={20} />} title={t("status.failed")} mb="lg">
        <Text size="sm">{failure(document)}</Text>
        {chunks > 0 && <Text size="sm">{t("fail.still_used")}</Text>}
        {error && (
          <details className={classes.details}>
            <summary>{t("fail.details")}</summary>
            <span lang="en">{error}</span>
          </details>
        )}
      </Alert>
    );
  if (status === "off")
    return (
      <Alert color="gray" variant="light" mb="lg">
        {t("off_text")}
      </Alert>
    );
  if (status === "ready") return null;
  return (
    <div className={classes.progress} role="status">
      <Group gap={8}>
        <Loader size={14} />
        <Text size="sm">{status === "queued" ? t("status.queued") : t("upload.reading", { percent: progress })}</Text>
      </Group>
      {status === "indexing" && <Progress value={Math.max(3, progress)} aria-label={t("status.indexing")} />}
    </div>
  );
}

function Words({ document }: { document: DocumentView }) {
  const { t } = useTranslation("knowledge");
  const { passage } = useSearch({ strict: false }) as DocumentSearch;
  if (document.kind !== "article") return <Passages document={document} wanted={passage} />;
  return (
    <Tabs defaultValue={passage ? "passages" : "text"} keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="text">{t("article")}</Tabs.Tab>
        <Tabs.Tab value="passages">{t("passages_tab")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="text">
        <div className={classes.paper}>
          <MarkdownView text={document.body ?? ""} />
        </div>
      </Tabs.Panel>
      <Tabs.Panel value="passages">
        <Passages document={document} wanted={passage} />
      </Tabs.Panel>
    </Tabs>
  );
}

/** The pages of a site, those that could not be read among them. */
function Found({ document }: { document: DocumentView }) {
  const { t } = useTranslation("knowledge");
  const mayEdit = useMay("edit_catalog");
  const { data: categories = [] } = useQuery(categoriesQuery);
  const list = useInfiniteQuery(documentsQuery({ site_id: document.id }));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isUnderWay = document.status === "queued" || document.status === "indexing";
  if (list.error && !list.data) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Loading />;
  return (
    <>
      <Title order={2} mb="sm">
        {t("site.found")}
      </Title>
      {rows.length === 0 ? (
        <Text c="dimmed">{t(isUnderWay ? "site.looking" : "site.none")}</Text>
      ) : (
        <Rows rows={rows} categories={categories} shown={document.category_id} mayEdit={mayEdit} />
      )}
      {list.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("app:more")}
          </Button>
        </Group>
      )}
    </>
  );
}
