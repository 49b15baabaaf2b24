// The accounts of vendors: added from cards, checked live, paused, changed, removed.

import { Badge, Button, Group, Stack, Switch, Text, Title, UnstyledButton } from "@mantine/core";
import { IconPlus, IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { recent } from "~/app/format";
import { wordFor } from "~/features/inbox/names";
import { Block } from "~/features/settings/parts";
import { Fold } from "~/features/traces/fold";
import { EmptyState, Problem, showProblem } from "~/ui";
import classes from "./models.module.css";
import { ProviderForm } from "./provider-form";
import { type ModelVendorView, modelListQuery, type ProviderView, stateOf, useChange, useCheck } from "./queries";

const COLOR = { ok: "teal", new: "gray", paused: "gray", failing: "orange", disconnected: "red" };

/** In this order they are easiest to begin with for a firm in Russia. */
const ORDER = ["gigachat", "yandexgpt", "openai", "anthropic", "gemini"];

function ModelList({ id }: { id: string }) {
  const { t } = useTranslation("models");
  const { data, error, isPending } = useQuery(modelListQuery(id));
  if (error) return <Problem error={error} />;
  if (isPending || !data) return <Text size="sm">{t("app:loading")}</Text>;
  return (
    <Stack gap={8}>
      {!data.is_live && (
        <Text size="sm" c="dimmed">
          {t("models.known")}
        </Text>
      )}
      <Group gap={6}>
        {data.models.slice(0, 80).map((name) => (
          <Badge key={name} variant="outline" color="gray" c="inherit" tt="none" fw={400} maw="100%">
            {name}
          </Badge>
        ))}
      </Group>
    </Stack>
  );
}

interface ProviderProps {
  provider: ProviderView;
  vendor: ModelVendorView | undefined;
  onEdit: () => void;
}
function Provider({ provider, vendor, onEdit }: ProviderProps) {
  const { t } = useTranslation("models");
  const zone = useZone();
  const check = useCheck();
  const change = useChange(provider.id);
  const state = stateOf(provider);
  return (
    <article className={classes.provider}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} style={{ minWidth: 0, flex: "1 1 220px" }}>
          <Group gap={8}>
            <Title order={3}>{provider.name}</Title>
            <Badge color={COLOR[state]} variant="light" tt="none">
              {t(`state.${state}`)}
            </Badge>
          </Group>
          <Text size="sm" c="dimmed">
            {vendor?.title ?? provider.vendor}
            {provider.last_ok_at && ` · ${t("last_ok", { at: recent(provider.last_ok_at, zone) })}`}
          </Text>
          {state !== "ok" && provider.last_error && !check.error && (
            <Text size="sm">{wordFor(t, `app:problem.${provider.last_error}`, provider.last_error)}</Text>
          )}
        </Stack>
        <Group gap="xs">
          <Button variant="default" loading={check.isPending} onClick={() => check.mutate(provider.id)}>
            {t("check")}
          </Button>
          <Button variant="default" onClick={onEdit}>
            {t("app:edit")}
          </Button>
        </Group>
      </Group>
      <div aria-live="polite">
        {check.isSuccess && (
          <Text size="sm" mt={6}>
            {t("check_ok")}
          </Text>
        )}
        <Problem error={check.error} mt={6} />
      </div>
      <Group justify="space-between" align="flex-start" mt={4}>
        <div style={{ flex: "1 1 260px", minWidth: 0 }}>
          <Fold title={t("models.title")}>{() => <ModelList id={provider.id} />}</Fold>
        </div>
        <Switch
          mt={10}
          label={t("pause")}
          checked={provider.is_paused}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ is_paused: event.currentTarget.checked }, { onError: showProblem })}
        />
      </Group>
    </article>
  );
}

function Vendors({ vendors, onChoose }: { vendors: ModelVendorView[]; onChoose: (name: string) => void }) {
  const { t } = useTranslation("models");
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  // Models of the server itself are chosen where they are used: in the knowledge base.
  const sorted = vendors.filter(({ name }) => name !== "local").sort((a, b) => place(a.name) - place(b.name));
  return (
    <div className={classes.cards}>
      {sorted.map(({ name, title }) => (
        <UnstyledButton key={name} className={classes.card ?? ""} onClick={() => onChoose(name)}>
          <Text span fw={600}>
            {wordFor(t, `models:vendor.${name}.title`, title)}
          </Text>
          <Text span size="sm">
            {wordFor(t, `models:vendor.${name}.needs`, t("vendor_unknown"))}
          </Text>
          <Text span size="sm" c="dimmed">
            {wordFor(t, `models:vendor.${name}.reach`, "")}
          </Text>
        </UnstyledButton>
      ))}
    </div>
  );
}

type Open = { vendor: string; provider?: ProviderView };

export function Providers({ providers, vendors }: { providers: ProviderView[]; vendors: ModelVendorView[] }) {
  const { t } = useTranslation("models");
  const [isAdding, setIsAdding] = useState(false);
  const [open, setOpen] = useState<Open>();
  const vendor = vendors.find(({ name }) => name === open?.vendor);
  const form = vendor && open && (
    <ProviderForm
      key={open.provider?.id ?? open.vendor}
      vendor={vendor}
      provider={open.provider}
      onClose={() => setOpen(undefined)}
      onMade={() => setIsAdding(false)}
    />
  );
  const choose = (name: string) => setOpen({ vendor: name });
  if (providers.length === 0)
    return (
      <Stack gap="md">
        <EmptyState compact icon={IconSparkles} title={t("empty.title")} text={t("empty.text")} />
        <Block title={t("choose")} text={t("choose_text")}>
          <Vendors vendors={vendors} onChoose={choose} />
        </Block>
        {form}
      </Stack>
    );
  return (
    <Block
      title={t("providers")}
      text={t("providers_text")}
      action={
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          aria-expanded={isAdding}
          onClick={() => setIsAdding(!isAdding)}
        >
          {t("add")}
        </Button>
      }
    >
      {isAdding && (
        <Stack gap="sm" mb="lg">
          <Text size="sm" c="dimmed">
            {t("choose_text")}
          </Text>
          <Vendors vendors={vendors} onChoose={choose} />
        </Stack>
      )}
      <div>
        {providers.map((provider) => (
          <Provider
            key={provider.id}
            provider={provider}
            vendor={vendors.find(({ name }) => name === provider.vendor)}
            onEdit={() => setOpen({ vendor: provider.vendor, provider })}
          />
        ))}
      </div>
      {form}
    </Block>
  );
}
