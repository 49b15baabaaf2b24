// The employee's visits in the calendar of their phone: secret addresses, made and taken back.

import { ActionIcon, Alert, Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { createEmployeesFeeds, listEmployeesFeeds, removeEmployeesFeeds } from "@samovar/client";
import { IconDeviceMobile, IconPlus, IconTrash } from "@tabler/icons-react";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { moment } from "~/app/format";
import { queryClient } from "~/app/query";
import { CopyIcon, ErrorState, Loading, showDone, showProblem, useConfirm } from "~/ui";
import classes from "./employees.module.css";

const feedsQuery = (id: string) =>
  queryOptions({
    queryKey: ["employees", id, "feeds"],
    queryFn: async () => (await ask(listEmployeesFeeds({ path: { id } }))).items,
  });

export function Feeds({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation("employees");
  const confirm = useConfirm();
  const { data, error, refetch } = useQuery(feedsQuery(employeeId));
  const [made, setMade] = useState<string>();
  const refresh = () => queryClient.invalidateQueries({ queryKey: feedsQuery(employeeId).queryKey });
  const create = useMutation({
    mutationFn: () => ask(createEmployeesFeeds({ path: { id: employeeId } })),
    onSuccess: ({ url }) => setMade(url),
    onError: showProblem,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (feed: string) => ask(removeEmployeesFeeds({ path: { id: employeeId, feed_id: feed } })),
    onSuccess: () => showDone(t("feed.removed")),
    onError: showProblem,
    onSettled: refresh,
  });
  const drop = async (feed: string) => {
    const isSure = await confirm({
      title: t("feed.remove_title"),
      text: t("feed.remove_text"),
      action: t("feed.remove"),
      isDanger: true,
    });
    if (isSure) remove.mutate(feed);
  };
  return (
    <section className={classes.feeds} aria-label={t("feed.title")}>
      <Title order={2} mb={4}>
        {t("feed.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("feed.text")}
      </Text>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={1} />
      ) : (
        <Stack gap="sm">
          {data.map((feed) => (
            <Group key={feed.id} justify="space-between" wrap="nowrap" gap="sm">
              <Group gap={8} wrap="nowrap">
                <IconDeviceMobile size={18} aria-hidden />
                <Text size="sm">
                  {t("feed.made", { at: moment(feed.created_at) })}
                  {". "}
                  {feed.read_at ? t("feed.read", { at: moment(feed.read_at) }) : t("feed.unread")}
                </Text>
              </Group>
              <ActionIcon
                variant="subtle"
                color="red"
                size={36}
                aria-label={t("feed.remove")}
                onClick={() => void drop(feed.id)}
              >
                <IconTrash size={18} />
              </ActionIcon>
            </Group>
          ))}
          {made && (
            <Alert color="teal" title={t("feed.done")} role="status">
              <Stack gap="xs">
                <Text size="sm">{t("feed.how")}</Text>
                <Group gap={6} wrap="nowrap" align="flex-end">
                  <TextInput
                    label={t("feed.link")}
                    value={made}
                    readOnly
                    flex={1}
                    onFocus={(event) => event.currentTarget.select()}
                  />
                  <CopyIcon value={made} size={36} />
                </Group>
              </Stack>
            </Alert>
          )}
          <Group>
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              loading={create.isPending}
              onClick={() => create.mutate()}
            >
              {t("feed.add")}
            </Button>
          </Group>
        </Stack>
      )}
    </section>
  );
}
