// Everything out as one file, and such a file in, with a report of what it did.

import { ActionIcon, Alert, Button, Group, List, Menu, Modal, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { importKnowledge, type KnowledgeFile, type KnowledgeReport } from "@samovar/client";
import { IconDots, IconDownload, IconFileImport, IconUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { Problem } from "~/ui";
import { readBundle } from "./bundle";

export function TransferMenu() {
  const { t } = useTranslation("knowledge");
  const [isIn, setIsIn] = useState(false);
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <ActionIcon size={36} variant="default" aria-label={t("transfer.menu")}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href="/api/v1/knowledge/export"
            download="knowledge.json"
            leftSection={<IconDownload size={16} />}
          >
            {t("transfer.out")}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileImport size={16} />} onClick={() => setIsIn(true)}>
            {t("transfer.in")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isIn && <Import onClose={() => setIsIn(false)} />}
    </>
  );
}

function Import({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("knowledge");
  const isPhone = useMediaQuery("(max-width: 48em)");
  const input = useRef<HTMLInputElement>(null);
  const [bundle, setBundle] = useState<KnowledgeFile>();
  const [isForeign, setIsForeign] = useState(false);
  const [report, setReport] = useState<KnowledgeReport>();
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  const read = async (file: File | undefined) => {
    if (!file) return;
    const found = readBundle(await file.text());
    setBundle(found);
    setIsForeign(found === undefined);
    setFault(undefined);
  };
  const take = async () => {
    if (!bundle) return;
    setIsBusy(true);
    setFault(undefined);
    try {
      setReport(await ask(importKnowledge({ body: bundle })));
      void queryClient.invalidateQueries({ queryKey: ["knowledge"] });
      void queryClient.invalidateQueries({ queryKey: ["faq"] });
    } catch (error) {
      setFault(error);
    }
    setIsBusy(false);
  };
  const sizes = {
    categories: bundle?.categories?.length ?? 0,
    articles: bundle?.articles?.length ?? 0,
    pages: bundle?.pages?.length ?? 0,
    answers: bundle?.answers?.length ?? 0,
  };
  const lines = Object.entries(sizes)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => t(`transfer.${what}`, { count }));
  const files = bundle?.files?.length ?? 0;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("transfer.in_title")}
      fullScreen={isPhone ?? false}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <Stack>
        {report ? (
          <>
            <Text fw={500}>{t("transfer.done")}</Text>
            <List size="sm" spacing={4}>
              <List.Item>{t("transfer.created", { count: report.created })}</List.Item>
              <List.Item>{t("transfer.updated", { count: report.updated })}</List.Item>
              <List.Item>{t("transfer.unchanged", { count: report.unchanged })}</List.Item>
              {report.left_out > 0 && <List.Item>{t("transfer.left_out", { count: report.left_out })}</List.Item>}
            </List>
          </>
        ) : (
          <>
            <Text size="sm">{t("transfer.in_text")}</Text>
            <Group>
              <Button
                variant={bundle ? "default" : "filled"}
                leftSection={<IconUpload size={16} />}
                onClick={() => input.current?.click()}
                data-autofocus
              >
                {t(bundle ? "transfer.other" : "transfer.choose")}
              </Button>
              <input
                ref={input}
                type="file"
                accept=".json,application/json"
                hidden
                aria-label={t("transfer.choose")}
                onChange={(event) => void read(event.currentTarget.files?.[0])}
              />
            </Group>
            {isForeign && (
              <Alert color="red" variant="light" role="alert">
                {t("transfer.foreign")}
              </Alert>
            )}
            {bundle && (
              <div>
                <Text size="sm" fw={500} mb={4}>
                  {t("transfer.inside")}
                </Text>
                <List size="sm" spacing={2}>
                  {lines.map((line) => (
                    <List.Item key={line}>{line}</List.Item>
                  ))}
                </List>
                {files > 0 && (
                  <Text size="sm" c="dimmed" mt={6}>
                    {t("transfer.files", { count: files })}
                  </Text>
                )}
              </div>
            )}
          </>
        )}
        <Problem error={fault} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t(report ? "app:close" : "app:cancel")}
          </Button>
          {bundle && !report && (
            <Button onClick={() => void take()} loading={isBusy}>
              {t("transfer.take")}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
