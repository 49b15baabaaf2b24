// The settings of the funnel: which pipelines there are, and the one that is being changed.

import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { ErrorState, Forbidden, Loading, PageHeader, showProblem } from "~/ui";
import { called } from "../names";
import { addPipeline, pipelinesQuery } from "../queries";
import type { Pipeline } from "../wire";
import { Editor } from "./editor";

function NewPipeline({ onClose, onMade }: { onClose: () => void; onMade: (pipeline: Pipeline) => void }) {
  const { t } = useTranslation("deals");
  const [name, setName] = useState("");
  const [isTried, setIsTried] = useState(false);
  const [isSaving, setIsSaving] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (name.trim() === "") return;
    setIsSaving(true);
    try {
      // The server gives it stages to begin with.
      onMade(await addPipeline({ name: name.trim() }));
    } catch (error) {
      showProblem(error);
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t("set.new")} closeButtonProps={{ "aria-label": t("app:close") }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <TextInput
            label={t("set.name")}
            description={t("set.new_hint")}
            withAsterisk
            data-autofocus
            maxLength={80}
            value={name}
            error={isTried && name.trim() === "" ? t("set.fault.nameless") : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit" loading={isSaving}>
              {t("app:add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function FunnelSettings() {
  const { t } = useTranslation(["deals", "settings"]);
  const mayEdit = useMay("manage_org");
  const { data: pipelines, error, refetch } = useQuery(pipelinesQuery);
  const [chosen, setChosen] = useState<string>();
  const [isAdding, setIsAdding] = useState(false);
  const [version, setVersion] = useState(0);
  const fresh = async () => {
    await queryClient.invalidateQueries({ queryKey: pipelinesQuery.queryKey });
    setVersion((now) => now + 1);
  };
  useLive(["pipeline."], () => void queryClient.invalidateQueries({ queryKey: pipelinesQuery.queryKey }));
  if (!mayEdit) return <Forbidden />;
  const pipeline =
    pipelines?.find(({ key }) => key === chosen) ??
    pipelines?.find(({ is_default: isDefault }) => isDefault) ??
    pipelines?.[0];
  const show = async (made: Pipeline | undefined) => {
    setIsAdding(false);
    await fresh();
    setChosen(made?.key);
  };
  return (
    <>
      <PageHeader
        title={t("settings:section.funnel.name")}
        text={t("settings:section.funnel.text")}
        actions={
          <>
            {pipelines && pipelines.length > 1 && (
              <Select
                aria-label={t("pipeline")}
                data={pipelines.map((one) => ({ value: one.key, label: called(one) }))}
                value={pipeline?.key ?? null}
                onChange={(key) => key && setChosen(key)}
                allowDeselect={false}
              />
            )}
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => setIsAdding(true)}
              disabled={!pipelines}
            >
              {t("set.new")}
            </Button>
          </>
        }
      />
      {error && !pipelines ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !pipeline || !pipelines ? (
        <Loading rows={8} />
      ) : (
        <Editor
          key={`${pipeline.key} ${version}`}
          pipeline={pipeline}
          isOnly={pipelines.length === 1}
          onSaved={(saved) => void show(saved)}
          onRemoved={() => void show(undefined)}
        />
      )}
      {isAdding && <NewPipeline onClose={() => setIsAdding(false)} onMade={(made) => void show(made)} />}
    </>
  );
}
