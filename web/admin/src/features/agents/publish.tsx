// Publishing: what will change, what is still missing, and a note for those who look for it later.

import { Alert, Button, Group, Modal, ScrollArea, Stack, Switch, Textarea, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showDone, showProblem } from "~/ui";
import { type AgentView, checklistQuery, lintQuery, usePublish, useSwitch } from "./queries";
import { Diff } from "./sections/diff";

interface Props {
  agent: AgentView;
  onClose: () => void;
}

export function PublishDialog({ agent, onClose }: Props) {
  const { t } = useTranslation("agents");
  const isPhone = useMediaQuery("(max-width: 48em)");
  const { data: lacks = [] } = useQuery(checklistQuery(agent.id));
  const { data: findings = [] } = useQuery(lintQuery(agent.id));
  const publish = usePublish(agent.id);
  const toggle = useSwitch();
  const [note, setNote] = useState("");
  const [isStarting, setIsStarting] = useState(agent.status === "training");
  const worst = [
    ...lacks.filter(({ severity }) => severity === "error").map(({ code }) => t(`lack.${code}.name`)),
    ...findings
      .filter(({ severity }) => severity === "error")
      .map(({ code, excerpt }) => `${t(`lint.${code}.name`)}: «${excerpt}»`),
  ];
  const go = async () => {
    try {
      const done = await publish.mutateAsync({ note: note.trim(), updated_at: agent.updated_at });
      if (isStarting && agent.status !== "active") await toggle.mutateAsync({ id: agent.id, status: "active" });
      showDone(t("publish.done", { number: done.live_version }));
      onClose();
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      fullScreen={isPhone}
      title={t("publish.title", { number: (agent.live_version ?? 0) + 1 })}
      closeButtonProps={{ "aria-label": t("app:close") }}
      scrollAreaComponent={ScrollArea.Autosize}
    >
      <Stack gap="md">
        {worst.length > 0 && (
          <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={t("publish.careful")}>
            {[...new Set(worst)].map((line) => (
              <div key={line}>• {line}</div>
            ))}
          </Alert>
        )}
        <Textarea
          label={t("publish.note")}
          description={t("publish.note_text")}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
        />
        {agent.status !== "active" && (
          <Switch
            label={t("publish.start")}
            description={t("publish.start_text")}
            checked={isStarting}
            onChange={(event) => setIsStarting(event.currentTarget.checked)}
          />
        )}
        {agent.live_version !== undefined && (
          <section>
            <Title order={3} mb="xs">
              {t("publish.changes")}
            </Title>
            <Diff id={agent.id} from="live" to="draft" />
          </section>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("app:cancel")}
          </Button>
          <Button onClick={() => void go()} loading={publish.isPending || toggle.isPending}>
            {t("publish.action")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
