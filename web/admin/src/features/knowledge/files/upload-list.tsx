// Files being sent and read: how far each is, what went wrong, what can be done about it.

import { ActionIcon, Anchor, Button, Group, Paper, Progress, Text, Title, Tooltip } from "@mantine/core";
import { IconRefresh, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { bytes } from "~/app/format";
import { useRefusalText } from "~/ui";
import { KindIcon } from "../kinds";
import classes from "../knowledge.module.css";
import { type DocumentView, documentQuery } from "../queries";
import { useFailure } from "../status";
import { judge, type Upload } from "./uploads";
import { uploads, useUploads } from "./use-uploads";

function Reading({ known }: { known: DocumentView }) {
  const { t } = useTranslation("knowledge");
  const failure = useFailure();
  // Events patch this; it is asked for once, in case one came before the answer to the upload.
  const { data } = useQuery({ ...documentQuery(known.id), staleTime: Number.POSITIVE_INFINITY });
  const document = data ?? known;
  if (document.status === "failed")
    return (
      <Text size="sm" className={classes.bad} role="alert">
        {failure(document)}
      </Text>
    );
  if (document.status === "queued" || document.status === "indexing")
    return (
      <>
        <Progress
          value={document.status === "queued" ? 2 : Math.max(3, document.progress)}
          color="teal"
          size="sm"
          aria-label={t("status.indexing")}
        />
        <Text size="xs" c="dimmed">
          {document.status === "queued" ? t("status.queued") : t("upload.reading", { percent: document.progress })}
        </Text>
      </>
    );
  return (
    <Text size="sm" className={classes.good}>
      {t("upload.known", { count: document.chunks })}
    </Text>
  );
}

function Row({ upload }: { upload: Upload }) {
  const { t } = useTranslation("knowledge");
  const refusal = useRefusalText();
  const refused = (error: unknown) => {
    const code = error instanceof Refusal ? error.code : "";
    return code === "file_type" || code === "too_large" ? t(`upload.${code}`) : refusal(error);
  };
  const { id, file, state, sent, fault, document } = upload;
  const share = file.size > 0 ? (sent / file.size) * 100 : 0;
  const isEnd = state === "stored" || state === "refused";
  const label = t(isEnd ? "upload.hide" : "upload.stop", { name: file.name });
  return (
    <li className={classes.upload}>
      <KindIcon kind="file" name={file.name} />
      <div className={classes.uploadBody}>
        <Group gap={8} wrap="nowrap" justify="space-between">
          {document ? (
            <Anchor
              component={Link}
              to={`/knowledge/documents/${document.id}`}
              size="sm"
              fw={500}
              lineClamp={1}
              style={{ overflowWrap: "anywhere" }}
            >
              {file.name}
            </Anchor>
          ) : (
            <Text size="sm" fw={500} lineClamp={1} style={{ overflowWrap: "anywhere" }}>
              {file.name}
            </Text>
          )}
          <Text size="xs" c="dimmed" className={`${classes.noWrap} tabular`}>
            {state === "sending" ? t("upload.sent", { sent: bytes(sent), all: bytes(file.size) }) : bytes(file.size)}
          </Text>
        </Group>
        {state === "waiting" && (
          <Text size="xs" c="dimmed">
            {t("upload.waiting")}
          </Text>
        )}
        {state === "sending" && <Progress value={share} size="sm" aria-label={t("upload.sending")} />}
        {state === "refused" && (
          <Text size="sm" className={classes.bad} role="alert">
            {refused(fault)}
          </Text>
        )}
        {state === "stored" && document && <Reading known={document} />}
      </div>
      {state === "refused" && !judge(file) && (
        <Tooltip label={t("upload.retry")}>
          <ActionIcon
            aria-label={t("upload.retry_file", { name: file.name })}
            size={36}
            onClick={() => uploads.retry(id)}
          >
            <IconRefresh size={18} />
          </ActionIcon>
        </Tooltip>
      )}
      <ActionIcon aria-label={label} size={36} onClick={() => uploads.drop(id)}>
        <IconX size={18} />
      </ActionIcon>
    </li>
  );
}

export function UploadList() {
  const { t } = useTranslation("knowledge");
  const list = useUploads();
  if (list.length === 0) return null;
  const isOver = !uploads.isSending;
  return (
    <Paper withBorder p="md" mb="md" component="section" aria-label={t("upload.title")}>
      <Group justify="space-between" mb={6}>
        <Title order={2} size="h3">
          {t("upload.title")}
        </Title>
        {isOver && (
          <Button variant="subtle" size="compact-sm" onClick={() => uploads.clear()}>
            {t("upload.clear")}
          </Button>
        )}
      </Group>
      <ul className={classes.uploads}>
        {list.map((upload) => (
          <Row key={upload.id} upload={upload} />
        ))}
      </ul>
    </Paper>
  );
}
