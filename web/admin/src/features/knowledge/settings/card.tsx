// Search by meaning: what it gives, which model does it, how far it has come, what stands in its way.

import { Alert, Badge, Button, Group, Progress, Stack, Text } from "@mantine/core";
import type { EmbedderView, ModelVendorView, ProviderView } from "@samovar/client";
import { IconAlertTriangle, IconBulb } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { number } from "~/app/format";
import { useMay } from "~/app/session";
import { wordFor } from "~/features/inbox/names";
import { Block } from "~/features/settings/parts";
import { EmptyState, showDone, showProblem, useConfirm } from "~/ui";
import { Choose } from "./choose";
import { goOn, LOCAL, switchOff } from "./embedder";
import { offers } from "./offer";

const COLORS = { ready: "teal", embedding: "copper", failed: "red", paused: "yellow", off: "gray" } as const;

interface Props {
  now: EmbedderView;
  providers: ProviderView[];
  vendors: ModelVendorView[];
}

export function EmbedderCard({ now, providers, vendors }: Props) {
  const { t } = useTranslation("knowledge");
  const mayEdit = useMay("edit_catalog");
  const mayConnect = useMay("manage_org");
  const [isChoosing, setIsChoosing] = useState(false);
  const { embedder, state } = now;
  const offered = offers(providers, vendors, mayConnect ? now.local_folders : [], {
    local: t("meaning.local"),
    paused: (name) => t("meaning.paused_provider", { name }),
  });
  const choosing = (
    <Choose
      now={now}
      providers={providers}
      offered={offered}
      onDone={() => {
        setIsChoosing(false);
        showDone(t("meaning.chosen"));
      }}
      onCancel={embedder ? () => setIsChoosing(false) : undefined}
    />
  );
  return (
    <Block
      title={t("meaning.title")}
      text={t("meaning.text")}
      action={
        <Badge variant="light" color={COLORS[state]} tt="none" fw={500} size="lg">
          {t(`meaning.state.${state}`)}
        </Badge>
      }
    >
      {embedder ? (
        <Stack gap="md">
          <Chosen now={now} embedder={embedder} mayEdit={mayEdit} />
          {mayEdit && !isChoosing && <Actions onChange={() => setIsChoosing(true)} />}
          {mayEdit && isChoosing && choosing}
        </Stack>
      ) : !mayEdit ? (
        <Text size="sm">{t("meaning.ask_owner")}</Text>
      ) : offered.length === 0 ? (
        <EmptyState
          compact
          icon={IconBulb}
          title={t("meaning.none")}
          text={t("meaning.none_text")}
          action={
            mayConnect && (
              <Button component={Link} to="/settings/models" variant="light">
                {t("meaning.connect")}
              </Button>
            )
          }
        />
      ) : (
        choosing
      )}
    </Block>
  );
}

interface ChosenProps {
  now: EmbedderView;
  embedder: NonNullable<EmbedderView["embedder"]>;
  mayEdit: boolean;
}

function Chosen({ now, embedder, mayEdit }: ChosenProps) {
  const { t } = useTranslation("knowledge");
  const [isBusy, setIsBusy] = useState(false);
  const { state, done, total, error } = now;
  const again = async () => {
    setIsBusy(true);
    await goOn().catch(showProblem);
    setIsBusy(false);
  };
  const share = total === 0 ? 100 : Math.floor((done / total) * 100);
  const told = error && wordFor(t, `app:problem.${error.code}`, error.detail);
  const progress = t("meaning.progress", { done: number(done), total: number(total) });
  return (
    <>
      <div>
        <Text fw={500} style={{ overflowWrap: "anywhere" }}>
          {embedder.provider_title} · {embedder.model}
        </Text>
        <Text size="sm" c="dimmed">
          {embedder.vendor === LOCAL ? t("meaning.stays") : t("meaning.leaves", { name: embedder.provider_title })}
        </Text>
      </div>
      {state === "ready" ? (
        <Text size="sm">{t("meaning.all", { count: total, total: number(total) })}</Text>
      ) : (
        <div>
          <Progress.Root size="md">
            <Progress.Section
              value={share}
              color={COLORS[state]}
              animated={state === "embedding"}
              aria-label={t("meaning.bar")}
              aria-valuetext={progress}
            />
          </Progress.Root>
          <Text size="sm" mt={6} className="tabular">
            {progress}
          </Text>
          {state === "embedding" && (
            <Text size="sm" c="dimmed">
              {t("meaning.meanwhile")}
            </Text>
          )}
        </div>
      )}
      {told && state !== "ready" && (
        <Alert
          role="status"
          color={state === "failed" ? "red" : "yellow"}
          variant="light"
          icon={<IconAlertTriangle size={18} aria-hidden />}
          title={t(state === "failed" ? "meaning.stopped" : "meaning.waits")}
        >
          <Text size="sm">{told}</Text>
          {mayEdit && (
            <Button mt="sm" size="sm" variant="default" loading={isBusy} onClick={() => void again()}>
              {t("app:error.retry")}
            </Button>
          )}
        </Alert>
      )}
    </>
  );
}

function Actions({ onChange }: { onChange: () => void }) {
  const { t } = useTranslation("knowledge");
  const confirm = useConfirm();
  const off = async () => {
    const isSure = await confirm({
      title: t("meaning.off_title"),
      text: t("meaning.off_text"),
      action: t("meaning.off"),
      isDanger: true,
    });
    if (!isSure) return;
    await switchOff().then(() => showDone(t("meaning.is_off")), showProblem);
  };
  return (
    <Group gap="xs">
      <Button variant="default" onClick={onChange}>
        {t("meaning.change")}
      </Button>
      <Button variant="subtle" color="red" onClick={() => void off()}>
        {t("meaning.off")}
      </Button>
    </Group>
  );
}
