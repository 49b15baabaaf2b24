// Keys for programs: what each may do, when it was last used; the key itself is seen once, when it is made.

import { Badge, Button, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ApiKeyView, revokeApiKeys } from "@samovar/client";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { day, number, recent } from "~/app/format";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { Block } from "~/features/settings/parts";
import { EmptyState, ErrorState, Forbidden, Loading, PageHeader, showDone, showProblem, useConfirm } from "~/ui";
import { KeyForm } from "./key-form";
import classes from "./people.module.css";
import { keysQuery } from "./queries";

const { queryKey } = keysQuery;

function Row({ apiKey }: { apiKey: ApiKeyView }) {
  const { t } = useTranslation("people");
  const confirm = useConfirm();
  const revoke = useMutation({
    mutationFn: () => ask(revokeApiKeys({ path: { id: apiKey.id } })),
    onSuccess: () => showDone(t("key.revoked_done")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const withdraw = async () => {
    const question = { title: t("key.revoke_title", { name: apiKey.name }), text: t("key.revoke_text") };
    if (await confirm({ ...question, action: t("key.revoke"), isDanger: true })) revoke.mutate();
  };
  const used = apiKey.last_used_at ? t("key.used", { at: recent(apiKey.last_used_at) }) : t("key.unused");
  const facts = [
    t("key.made", { date: day(apiKey.created_at) }),
    apiKey.revoked_at ? t("key.revoked", { date: day(apiKey.revoked_at) }) : used,
    apiKey.per_minute ? t("key.limit", { count: apiKey.per_minute, shown: number(apiKey.per_minute) }) : "",
  ];
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <div>
          <Text fw={500} className={classes.name ?? ""} td={apiKey.revoked_at ? "line-through" : undefined}>
            {apiKey.name}{" "}
            <Text span size="sm" c="dimmed" ff="monospace">
              {apiKey.prefix}…
            </Text>
          </Text>
          <Text size="sm" c="dimmed">
            {facts.filter(Boolean).join(" · ")}
          </Text>
          <div className={classes.marks}>
            {apiKey.scopes.map((scope) => (
              <Badge key={scope} variant="light" color="gray" tt="none" fw={500} size="md">
                {t(`scope.${scope}`)}
              </Badge>
            ))}
          </div>
        </div>
      </div>
      {!apiKey.revoked_at && (
        <Button
          variant="subtle"
          color="gray"
          mih={40}
          loading={revoke.isPending}
          onClick={() => void withdraw()}
          aria-label={t("key.revoke_named", { name: apiKey.name })}
        >
          {t("key.revoke")}
        </Button>
      )}
    </li>
  );
}

export function KeysSettings() {
  const { t } = useTranslation("people");
  const mayManage = useMay("manage_keys");
  const { data, error, refetch } = useQuery({ ...keysQuery, enabled: mayManage });
  const [isMaking, form] = useDisclosure(false);
  const [showsRevoked, setShowsRevoked] = useState(false);
  if (!mayManage) return <Forbidden />;
  const live = data?.filter((key) => !key.revoked_at) ?? [];
  const gone = data?.filter((key) => key.revoked_at) ?? [];
  const make = (
    <Button leftSection={<IconPlus size={17} stroke={1.7} />} onClick={form.open}>
      {t("key.make")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("key.title")} text={t("key.text")} actions={live.length > 0 && make} />
      <Stack gap="lg">
        <Block>
          {!data && error ? (
            <ErrorState error={error} retry={() => void refetch()} />
          ) : !data ? (
            <Loading rows={3} />
          ) : live.length === 0 ? (
            <EmptyState icon={IconKey} title={t("key.empty")} text={t("key.empty_text")} action={make} />
          ) : (
            <ul className={classes.list} aria-label={t("key.title")}>
              {live.map((key) => (
                <Row key={key.id} apiKey={key} />
              ))}
            </ul>
          )}
        </Block>
        {gone.length > 0 && !showsRevoked && (
          <Button variant="subtle" color="gray" onClick={() => setShowsRevoked(true)}>
            {t("key.show_revoked", { count: gone.length })}
          </Button>
        )}
        {gone.length > 0 && showsRevoked && (
          <Block title={t("key.revoked_title")}>
            <ul className={classes.list}>
              {gone.map((key) => (
                <Row key={key.id} apiKey={key} />
              ))}
            </ul>
          </Block>
        )}
      </Stack>
      <KeyForm isOpen={isMaking} onClose={form.close} />
    </>
  );
}
