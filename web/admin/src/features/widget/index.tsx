// The web chat's look, words and rules, with the real thing beside.

import { Alert, Anchor, Button, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMediaQuery } from "@mantine/hooks";
import { IconMessages } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { type ConnectionView, connectionsQuery, useChange, useConnect } from "~/features/channels/queries";
import { Snippet } from "~/features/channels/snippet";
import { Block, SaveBar } from "~/features/settings/parts";
import { EmptyState, ErrorState, Loading, PageHeader, showDone, showProblem, useFormRefusal } from "~/ui";
import { LookFields } from "./look-fields";
import { Preview } from "./preview";
import { RuleFields } from "./rule-fields";
import { fromConnection, type Look, originOf, toConnection } from "./settings";
import { TextFields } from "./text-fields";
import classes from "./widget.module.css";

export function WidgetSettings() {
  const { t } = useTranslation("widget");
  const mayManage = useMay("manage_channels");
  const { data, error, refetch } = useQuery(connectionsQuery);
  const connect = useConnect();
  const found = data?.find(({ connector }) => connector === "widget");
  return (
    <>
      <PageHeader title={t("title")} text={t("text")} />
      {error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !data ? (
        <Loading />
      ) : found ? (
        <Form key={found.id} connection={found} mayManage={mayManage} />
      ) : (
        <EmptyState
          icon={IconMessages}
          title={t("none.title")}
          text={t("none.text")}
          action={
            mayManage && (
              <Button
                loading={connect.isPending}
                onClick={() =>
                  connect.mutate({ connector: "widget", name: t("none.name"), settings: {} }, { onError: showProblem })
                }
              >
                {t("none.action")}
              </Button>
            )
          }
        />
      )}
    </>
  );
}

function Form({ connection, mayManage }: { connection: ConnectionView; mayManage: boolean }) {
  const { t } = useTranslation("widget");
  const change = useChange(connection.id);
  // Where it stands first on the screen it comes first to the keys, too.
  const isAbove = useMediaQuery("(max-width: 87em)", undefined, { getInitialValueInEffect: false });
  const form = useForm<Look>({
    initialValues: fromConnection(connection.settings),
    validate: {
      color: (color) => (/^#[0-9a-f]{6}$/i.test(color) ? null : t("look.color_wrong")),
      policy_url: (url) => (url === "" || /^https?:\/\/\S+\.\S+/.test(url) ? null : t("rules.policy_wrong")),
      languages: (languages) => (languages.length > 0 ? null : t("rules.languages_none")),
      allowed_origins: (origins) => (origins.every((origin) => originOf(origin)) ? null : t("rules.origins_wrong")),
    },
  });
  const refused = useFormRefusal(
    form as never,
    Object.fromEntries(Object.keys(form.values).map((key) => [`settings.${key}`, key])),
  );
  const submit = form.onSubmit((look) => {
    const clean = { ...look, allowed_origins: look.allowed_origins.map((origin) => originOf(origin) ?? origin) };
    change.mutate(
      { settings: toConnection(clean, connection.settings) },
      {
        onSuccess: () => {
          form.setInitialValues(clean);
          form.setValues(clean);
          showDone(t("app:saved"));
        },
        onError: refused,
      },
    );
  });
  return (
    <div className={classes.columns}>
      {isAbove && <Preview look={form.values} />}
      <form onSubmit={submit} noValidate>
        <fieldset disabled={!mayManage} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <Stack gap="lg">
            {!mayManage && <Alert>{t("read_only")}</Alert>}
            <LookFields form={form} />
            <TextFields form={form} />
            <RuleFields form={form} />
            {connection.public_key && (
              <Block
                title={t("install")}
                text={
                  <Anchor component={Link} to={`/channels/${connection.id}`} size="sm">
                    {t("to_channel")}
                  </Anchor>
                }
              >
                <Snippet publicKey={connection.public_key} />
              </Block>
            )}
          </Stack>
        </fieldset>
        <SaveBar isDirty={form.isDirty()} isSaving={change.isPending} onReset={form.reset} />
      </form>
      {!isAbove && <Preview look={form.values} />}
    </div>
  );
}
