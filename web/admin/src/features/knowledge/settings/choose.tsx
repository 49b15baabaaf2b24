// Choosing the model that reads by meaning: whose it is, which one, and what goes where because of it.

import { Autocomplete, Button, Group, Select, Stack, Text } from "@mantine/core";
import type { EmbedderView, ProviderView } from "@samovar/client";
import { IconLock, IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { modelListQuery } from "~/features/models/queries";
import { Problem } from "~/ui";
import { choose, LOCAL } from "./embedder";
import { modelNames, type Offer } from "./offer";
import classes from "./settings.module.css";

interface Props {
  now: EmbedderView;
  providers: ProviderView[];
  offered: Offer[];
  onDone: () => void;
  onCancel: (() => void) | undefined;
}

export function Choose({ now, providers, offered, onDone, onCancel }: Props) {
  const { t } = useTranslation("knowledge");
  const { embedder, local_folders: folders } = now;
  const current = embedder?.vendor === LOCAL ? LOCAL : embedder?.provider_id;
  const [whose, setWhose] = useState(
    () =>
      offered.find(({ value }) => value === current)?.value ?? offered.find(({ disabled }) => !disabled)?.value ?? null,
  );
  const [typed, setTyped] = useState(embedder?.model);
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const isLocal = whose === LOCAL;
  const provider = providers.find(({ id }) => id === whose);
  const { data: listed } = useQuery({ ...modelListQuery(provider?.id ?? ""), enabled: provider !== undefined });
  const names = isLocal ? folders : modelNames(provider?.vendor ?? "", listed?.models ?? []);
  const model = (typed ?? names[0] ?? "").trim();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!whose || model === "") return;
    setIsBusy(true);
    setFault(undefined);
    try {
      await choose({ provider_id: whose, model }, t("meaning.local"));
      onDone();
    } catch (error) {
      setFault(error);
      setIsBusy(false);
    }
  };
  const Sign = isLocal ? IconLock : IconSend;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <div className={classes.fields}>
          <Select
            label={t("meaning.whose")}
            data={offered}
            value={whose}
            onChange={(value) => {
              setWhose(value);
              setTyped(undefined);
              setFault(undefined);
            }}
            allowDeselect={false}
            disabled={isBusy}
          />
          {isLocal ? (
            <Select
              label={t("meaning.folder")}
              data={folders}
              value={model}
              onChange={(value) => setTyped(value ?? undefined)}
              allowDeselect={false}
              disabled={isBusy}
            />
          ) : (
            <Autocomplete
              label={t("meaning.model")}
              data={names}
              value={typed ?? names[0] ?? ""}
              onChange={setTyped}
              maxLength={200}
              disabled={isBusy}
              // All of them, whatever stands in the field already.
              filter={({ options }) => options}
            />
          )}
        </div>
        {whose && (
          <Text size="sm" c="dimmed" className={classes.where}>
            <Sign size={16} stroke={1.6} aria-hidden />
            {isLocal ? t("meaning.stays") : t("meaning.leaves", { name: provider?.name ?? "" })}
          </Text>
        )}
        <Problem error={fault} />
        <Group gap="xs">
          <Button type="submit" loading={isBusy} disabled={!whose || model === ""}>
            {t(embedder ? "meaning.change_do" : "meaning.on")}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel} disabled={isBusy}>
              {t("app:cancel")}
            </Button>
          )}
          {isBusy && (
            <Text size="sm" c="dimmed" role="status">
              {t("meaning.trying")}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}
