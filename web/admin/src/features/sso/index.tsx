// Settings: signing in by the firm's own service (OpenID Connect). First what to copy into the service, then what to copy out of it.

import {
  ActionIcon,
  Button,
  Code,
  CopyButton,
  Group,
  PasswordInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconCheck, IconCopy, IconPlugConnected, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { Block, SaveBar } from "~/features/settings/parts";
import { ErrorState, Forbidden, Loading, PageHeader, showDone, showProblem, useConfirm, useFormRefusal } from "~/ui";
import { refusalText } from "~/ui/refusal-text";
import { bodyOf, needsSecret, type Values, valuesOf } from "./form";
import { dropSso, putSso, type SsoView, ssoQuery, trySso, useSsoLive } from "./queries";
import classes from "./sso.module.css";

const ROLES = ["viewer", "operator", "manager", "admin"] as const;

function Copied({ label, text, value }: { label: string; text: string; value: string }) {
  const { t } = useTranslation("sso");
  return (
    <div>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {text}
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Code className={classes.code}>{value}</Code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <ActionIcon
              variant="default"
              size={36}
              onClick={copy}
              aria-label={`${t(copied ? "app:copied" : "app:copy")}: ${label}`}
            >
              {copied ? <IconCheck size={17} /> : <IconCopy size={17} stroke={1.6} />}
            </ActionIcon>
          )}
        </CopyButton>
      </Group>
    </div>
  );
}

function TryButton({ issuer }: { issuer: string }) {
  const { t } = useTranslation("sso");
  const attempt = useMutation({ mutationFn: trySso });
  return (
    <Stack gap={6} align="flex-start">
      <Button
        variant="default"
        mih={40}
        leftSection={<IconPlugConnected size={17} stroke={1.6} aria-hidden />}
        loading={attempt.isPending}
        disabled={!issuer.trim()}
        onClick={() => attempt.mutate(issuer.trim())}
      >
        {t("try")}
      </Button>
      <Text size="sm" c={attempt.isError ? "var(--mantine-color-error)" : undefined} role="status">
        {attempt.isSuccess ? t("try_ok") : attempt.isError ? refusalText(t, attempt.error) : ""}
      </Text>
    </Stack>
  );
}

function SsoForm({ view }: { view: SsoView }) {
  const { t } = useTranslation(["sso", "people"]);
  const confirm = useConfirm();
  const known = view.settings;
  const missing = (text: string) => (text.trim() ? null : t("app:problem.missing"));
  const form = useForm<Values>({
    initialValues: valuesOf(known),
    validate: {
      issuer: missing,
      client_id: missing,
      client_secret: (secret, values) => (needsSecret(known, values) ? missing(secret) : null),
      domains: (domains) => (domains.length > 0 ? null : t("app:problem.missing")),
    },
  });
  const save = useMutation({ mutationFn: (values: Values) => putSso(bodyOf(values)) });
  const remove = useMutation({
    mutationFn: dropSso,
    onSuccess: () => {
      const blank = valuesOf(undefined);
      form.setInitialValues(blank);
      form.setValues(blank);
      showDone(t("removed"));
    },
    onError: showProblem,
  });
  const refuse = useFormRefusal(form, {
    secret: "client_secret",
    "domains.0": "domains",
    "domains.1": "domains",
    "domains.2": "domains",
  });
  const submit = form.onSubmit((values) => {
    save.mutate(values, {
      onSuccess: (next) => {
        const now = valuesOf(next);
        form.setInitialValues(now);
        form.setValues(now);
        form.resetDirty(now);
        showDone(t("app:saved"));
      },
      onError: refuse,
    });
  });
  const ask = async () => {
    if (await confirm({ title: t("remove_title"), text: t("remove_text"), action: t("remove"), isDanger: true }))
      remove.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Block title={t("ours.title")} text={t("ours.text")}>
          <Stack gap="md">
            <Copied label={t("ours.redirect")} text={t("ours.redirect_text")} value={view.redirect_uri} />
            {known && (
              <Copied
                label={t("ours.link")}
                text={t("ours.link_text")}
                value={`${location.origin}${view.login_path}`}
              />
            )}
          </Stack>
        </Block>
        <Block title={t("theirs.title")} text={t("theirs.text")}>
          <Stack gap="md">
            <TextInput
              label={t("issuer")}
              description={t("issuer_text")}
              type="url"
              placeholder="https://sso.firma.ru/realms/main"
              maxLength={500}
              {...form.getInputProps("issuer")}
            />
            <TryButton key={form.values.issuer} issuer={form.values.issuer} />
            <TextInput label={t("client_id")} autoComplete="off" maxLength={200} {...form.getInputProps("client_id")} />
            <PasswordInput
              label={t("client_secret")}
              description={t(needsSecret(known, form.values) ? "client_secret_text" : "client_secret_kept")}
              autoComplete="new-password"
              maxLength={500}
              visibilityToggleButtonProps={{ "aria-label": t("show_secret") }}
              {...form.getInputProps("client_secret")}
            />
          </Stack>
        </Block>
        <Block title={t("people.title")} text={t("people.text")}>
          <Stack gap="md">
            <TagsInput
              label={t("domains")}
              description={t("domains_text")}
              placeholder={form.values.domains.length === 0 ? "firma.ru" : ""}
              splitChars={[",", " ", ";"]}
              maxTags={20}
              {...form.getInputProps("domains")}
            />
            <Select
              label={t("default_role")}
              description={t("default_role_text")}
              data={ROLES.map((role) => ({ value: role, label: t(`people:role.${role}.name`) }))}
              allowDeselect={false}
              {...form.getInputProps("default_role")}
            />
            <TextInput
              label={t("label")}
              description={t("label_text")}
              maxLength={60}
              {...form.getInputProps("label")}
            />
          </Stack>
        </Block>
        <Block title={t("rules.title")}>
          <Stack gap="md">
            {(["is_enforced", "wants_totp", "trusts_unverified"] as const).map((name) => (
              <Switch
                key={name}
                size="md"
                label={t(name)}
                description={t(`${name}_text`)}
                {...form.getInputProps(name, { type: "checkbox" })}
              />
            ))}
          </Stack>
        </Block>
        {known && (
          <Group justify="flex-end">
            <Button
              variant="subtle"
              color="red"
              mih={40}
              leftSection={<IconTrash size={17} stroke={1.6} aria-hidden />}
              loading={remove.isPending}
              onClick={() => void ask()}
            >
              {t("remove")}
            </Button>
          </Group>
        )}
        <SaveBar isDirty={form.isDirty()} isSaving={save.isPending} onReset={form.reset} />
      </Stack>
    </form>
  );
}

export function SsoSettings() {
  const { t } = useTranslation("sso");
  const mayManage = useMay("manage_org");
  const { data, error, refetch } = useQuery({ ...ssoQuery, enabled: mayManage });
  useSsoLive();
  if (!mayManage) return <Forbidden />;
  return (
    <>
      <PageHeader title={t("title")} text={t("text")} />
      {data ? (
        <SsoForm view={data} />
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={8} />
      )}
    </>
  );
}
