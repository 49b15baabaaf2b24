// One import: what is in the file, how it is mapped, what a dry run says; then its progress, its report and the way back.

import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { number } from "~/app/format";
import { useMay } from "~/app/session";
import { Block } from "~/features/settings/parts";
import { ErrorState, Forbidden, Loading, PageHeader, showProblem, useConfirm } from "~/ui";
import { StateBadge } from ".";
import { canRemove, canUndo, isBusy, percentOf } from "./choices";
import { FoundBlock } from "./found";
import { ChatsBlock, ColumnsBlock } from "./mapping";
import { KeptBlock, Outcome } from "./outcome";
import { IMPORTS, importQuery, keep, useImportsLive } from "./queries";
import { act, type Detail, type Mapping, putMapping, removeImport } from "./wire";

function useActs(one: Detail) {
  const { t } = useTranslation("imports");
  const navigate = useNavigate();
  const confirm = useConfirm();
  const [busy, setBusy] = useState<string>();
  const during = async (name: string, work: () => Promise<void>) => {
    setBusy(name);
    try {
      await work();
    } catch (refusal) {
      showProblem(refusal);
    } finally {
      setBusy(undefined);
    }
  };
  const go = (what: "dry-run" | "run" | "cancel", mapping?: Mapping) =>
    during(what, async () => {
      if (mapping) {
        const put = await putMapping(one.id, mapping);
        keep(put);
        // Another order of dates: the file is looked through anew first.
        if (put.state !== "ready") return;
      }
      keep(await act(one.id, what));
    });
  const undo = () =>
    during("undo", async () => {
      if (await confirm({ title: t("undo.title"), text: t("undo.text"), action: t("undo.action"), isDanger: true }))
        keep(await act(one.id, "undo"));
    });
  const remove = () =>
    during("remove", async () => {
      await removeImport(one.id);
      await navigate({ to: IMPORTS });
    });
  return { busy, go, undo, remove };
}

function Under({ one, onCancel, isCancelling }: { one: Detail; onCancel: () => void; isCancelling: boolean }) {
  const { t } = useTranslation("imports");
  const percent = percentOf(one);
  return (
    <Block title={t(`under.${one.state}`)} text={one.state === "running" ? t("under.text") : undefined}>
      <Stack gap="xs">
        <Progress value={Math.max(2, percent)} animated aria-label={t(`under.${one.state}`)} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed" className="tabular" role="status">
            {one.total_records > 100 || one.state === "running" || one.state === "undoing"
              ? t("under.count", { done: number(one.done_records), total: number(one.total_records) })
              : t("under.wait")}
          </Text>
          {one.state !== "undoing" && (
            <Button variant="default" onClick={onCancel} loading={isCancelling}>
              {t("under.stop")}
            </Button>
          )}
        </Group>
      </Stack>
    </Block>
  );
}

function Ready({ one, acts }: { one: Detail; acts: ReturnType<typeof useActs> }) {
  const { t } = useTranslation("imports");
  const [mapping, setMapping] = useState(one.mapping);
  const found = one.found;
  if (!found) return null;
  const isTable = found.columns.length > 0;
  const isChanged = JSON.stringify(mapping) !== JSON.stringify(one.mapping);
  const change = (next: Mapping) => setMapping(next);
  return (
    <>
      <FoundBlock found={found} />
      {isTable ? (
        <ColumnsBlock found={found} mapping={mapping} onChange={change} />
      ) : (
        found.chats.length > 0 && (
          <ChatsBlock found={found} mapping={mapping} isTelegram={one.format === "telegram_json"} onChange={change} />
        )
      )}
      {one.dry && !isChanged && <Outcome title={t("dry.title")} text={t("dry.text")} counts={one.dry} />}
      <Group gap="xs">
        <Button onClick={() => void acts.go("run", isChanged ? mapping : undefined)} loading={acts.busy === "run"}>
          {t("run")}
        </Button>
        <Button
          variant="default"
          onClick={() => void acts.go("dry-run", isChanged ? mapping : undefined)}
          loading={acts.busy === "dry-run"}
        >
          {t("dry.action")}
        </Button>
        <Button variant="subtle" color="gray" onClick={() => void acts.remove()} loading={acts.busy === "remove"}>
          {t("forget")}
        </Button>
      </Group>
    </>
  );
}

function Body({ one }: { one: Detail }) {
  const { t } = useTranslation("imports");
  const acts = useActs(one);
  const isOver = ["done", "failed", "cancelled", "undone"].includes(one.state);
  return (
    <>
      <PageHeader title={one.name} text={one.format && t(`format.${one.format}`)} actions={<StateBadge one={one} />} />
      <Stack>
        {isBusy(one) && (
          <Under one={one} onCancel={() => void acts.go("cancel")} isCancelling={acts.busy === "cancel"} />
        )}
        {one.state === "ready" && <Ready key={JSON.stringify(one.mapping)} one={one} acts={acts} />}
        {one.state === "failed" && (
          <Alert color="red" title={t("failed.title")}>
            {t([`failed.${one.error_code ?? "broken"}`, "failed.broken"])}
          </Alert>
        )}
        {one.state === "cancelled" && one.is_started && <Alert color="gray">{t("cancelled")}</Alert>}
        {isOver && one.is_started && one.state !== "undone" && (
          <Outcome title={t("report.title")} text={t("report.text")} counts={one.counts} />
        )}
        {one.state === "undone" && <KeptBlock id={one.id} counts={one.counts} />}
        {isOver && (
          <Group gap="xs">
            {one.found && one.is_started && (one.state === "failed" || one.state === "cancelled") && (
              <Button onClick={() => void acts.go("run")} loading={acts.busy === "run"}>
                {t("resume")}
              </Button>
            )}
            {canUndo(one) && (
              <Button variant="default" onClick={() => void acts.undo()} loading={acts.busy === "undo"}>
                {t("undo.action")}
              </Button>
            )}
            {canRemove(one) && (
              <Button variant="default" onClick={() => void acts.remove()} loading={acts.busy === "remove"}>
                {t("forget")}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </>
  );
}

export function ImportPage() {
  const mayManage = useMay("manage_org");
  const { importId: id } = useParams({ strict: false }) as { importId: string };
  const { data: one, error, refetch } = useQuery({ ...importQuery(id), enabled: mayManage });
  useImportsLive();
  if (!mayManage) return <Forbidden />;
  if (error && !one) return <ErrorState error={error} retry={() => void refetch()} />;
  return one ? <Body one={one} /> : <Loading rows={6} />;
}
