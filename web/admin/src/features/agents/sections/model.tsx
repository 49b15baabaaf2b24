// In whose words it answers and which models think for it, in the order they are tried.

import {
  ActionIcon,
  Anchor,
  Autocomplete,
  Button,
  Group,
  NumberInput,
  Radio,
  Select,
  Slider,
  Stack,
  Switch,
  Text,
} from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconCpu, IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import frame from "~/features/settings/frame.module.css";
import { Block } from "~/features/settings/parts";
import { EmptyState, ErrorState } from "~/ui";
import classes from "../agents.module.css";
import { modelsQuery, providersQuery } from "../around";
import { moved } from "../order";
import type { AgentForm } from "../use-editor";

const MOST = 5;
/** Where providers are set up. */
export const PROVIDERS = "/app/settings/models";

export function Model({ form, mayEdit }: { form: AgentForm; mayEdit: boolean }) {
  const { t } = useTranslation("agents");
  const { data: providers, error, refetch } = useQuery(providersQuery);
  const { model, voice } = form.values.draft;
  return (
    <Stack gap="lg">
      <Block title={t("model.voice")} text={t("model.voice_text")}>
        <Radio.Group aria-label={t("model.voice")} {...form.getInputProps("draft.voice")}>
          <div className={frame.cards}>
            {(["plain", "model"] as const).map((value) => (
              <Radio.Card
                key={value}
                value={value}
                className={frame.choice ?? ""}
                disabled={!mayEdit}
                aria-describedby={`voice-${value}`}
              >
                <Stack gap={2}>
                  <Text fw={600} component="span">
                    {t(`voice.${value}.name`)}
                  </Text>
                  <Text size="sm" c="dimmed" component="span" id={`voice-${value}`}>
                    {t(`voice.${value}.text`)}
                  </Text>
                </Stack>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        {voice === "model" && model.chain.length === 0 && (
          <Text size="sm" c="var(--mantine-color-error)" mt="sm" role="alert">
            {t("lack.model_missing.text")}
          </Text>
        )}
      </Block>
      <Block title={t("model.chain")} text={t("model.chain_text")}>
        {error && !providers ? (
          <ErrorState error={error} retry={refetch} />
        ) : providers && providers.length === 0 && model.chain.length === 0 ? (
          <EmptyState
            compact
            icon={IconCpu}
            title={t("model.empty.title")}
            text={t("model.empty.text")}
            action={
              <Button component="a" href={PROVIDERS} variant="light">
                {t("model.empty.action")}
              </Button>
            }
          />
        ) : (
          <Chain form={form} mayEdit={mayEdit} />
        )}
      </Block>
      {model.chain.length > 0 && <Tuning form={form} mayEdit={mayEdit} />}
    </Stack>
  );
}

function Chain({ form, mayEdit }: { form: AgentForm; mayEdit: boolean }) {
  const { t } = useTranslation("agents");
  const { data: providers = [] } = useQuery(providersQuery);
  const { chain } = form.values.draft.model;
  const set = (next: typeof chain) => form.setFieldValue("draft.model.chain", next);
  const first = providers[0];
  return (
    <Stack gap="md">
      <ol className={classes.lines}>
        {chain.map(({ provider_id: provider }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same model may stand twice
          <li key={index} className={classes.link_of_chain}>
            <Text size="sm" c="dimmed" className={classes.number}>
              {index === 0 ? t("model.first") : t("model.then")}
            </Text>
            <div className={frame.two}>
              <Select
                label={t("model.provider")}
                value={provider}
                data={[
                  ...providers.map(({ id, name }) => ({ value: id, label: name })),
                  ...(providers.some(({ id }) => id === provider) ? [] : [{ value: provider, label: t("gone") }]),
                ]}
                onChange={(id) => id && form.setFieldValue(`draft.model.chain.${index}.provider_id`, id)}
                allowDeselect={false}
                error={form.errors[`draft.model.chain.${index}.provider_id`]}
              />
              <ModelName form={form} index={index} />
            </div>
            {mayEdit && (
              <Group gap={2} wrap="nowrap" className={classes.chain_tools}>
                <ActionIcon
                  disabled={index === 0}
                  onClick={() => set(moved(chain, index, index - 1))}
                  aria-label={t("move_up", { name: chain[index]?.model })}
                >
                  <IconArrowUp size={18} />
                </ActionIcon>
                <ActionIcon
                  disabled={index === chain.length - 1}
                  onClick={() => set(moved(chain, index, index + 1))}
                  aria-label={t("move_down", { name: chain[index]?.model })}
                >
                  <IconArrowDown size={18} />
                </ActionIcon>
                <ActionIcon
                  onClick={() => set(chain.filter((_, other) => other !== index))}
                  aria-label={t("model.drop", { name: chain[index]?.model })}
                >
                  <IconX size={18} />
                </ActionIcon>
              </Group>
            )}
          </li>
        ))}
      </ol>
      <Text size="sm" c="dimmed">
        {t(chain.length === 0 ? "model.own_only" : "model.own_last")}
      </Text>
      {mayEdit && first && chain.length < MOST && (
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => set([...chain, { provider_id: chain.at(-1)?.provider_id ?? first.id, model: "" }])}
          >
            {t(chain.length === 0 ? "model.add_first" : "model.add_next")}
          </Button>
          <Anchor href={PROVIDERS} size="sm" underline="always">
            {t("model.providers")}
          </Anchor>
        </Group>
      )}
    </Stack>
  );
}

/** The vendor's list is asked for when the field is first used. */
function ModelName({ form, index }: { form: AgentForm; index: number }) {
  const { t } = useTranslation("agents");
  const [isUsed, setIsUsed] = useState(false);
  const entry = form.values.draft.model.chain[index];
  const { data: models = [], isFetching } = useQuery({
    ...modelsQuery(entry?.provider_id ?? ""),
    enabled: isUsed && Boolean(entry?.provider_id),
  });
  return (
    <Autocomplete
      label={t("model.name")}
      placeholder={isFetching ? t("app:loading") : t("model.name_text")}
      data={[...new Set(models)]}
      limit={50}
      maxLength={200}
      onFocus={() => setIsUsed(true)}
      {...form.getInputProps(`draft.model.chain.${index}.model`)}
    />
  );
}

function Tuning({ form, mayEdit }: { form: AgentForm; mayEdit: boolean }) {
  const { t } = useTranslation("agents");
  const { temperature } = form.values.draft.model;
  return (
    <Block title={t("model.tuning")}>
      <Stack gap="lg">
        <div>
          <Switch
            label={t("model.temperature_own")}
            description={t("model.temperature_text")}
            disabled={!mayEdit}
            checked={temperature !== null}
            onChange={(event) => form.setFieldValue("draft.model.temperature", event.currentTarget.checked ? 30 : null)}
          />
          {temperature !== null && (
            <>
              <Text size="sm" mt="md" mb="xs">
                {t("model.temperature", { value: (temperature / 100).toFixed(1) })}
              </Text>
              <Slider
                value={temperature}
                onChange={(next) => form.setFieldValue("draft.model.temperature", next)}
                min={0}
                max={200}
                step={10}
                disabled={!mayEdit}
                label={(value) => (value / 100).toFixed(1)}
                thumbLabel={t("model.temperature_own")}
                maw={420}
              />
            </>
          )}
        </div>
        <NumberInput
          label={t("model.max_tokens")}
          description={t("model.max_tokens_text")}
          min={16}
          max={8_000}
          step={100}
          allowDecimal={false}
          maw={320}
          {...form.getInputProps("draft.model.max_tokens")}
        />
      </Stack>
    </Block>
  );
}
