// The agents of the firm in the order in which they are asked; who answers customers and who only learns.

import { Alert, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconPlus, IconRobot, IconSchool } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { EmptyState, ErrorState, Loading, Page, showDone, showProblem, useConfirm, useRemoval } from "~/ui";
import classes from "./agents.module.css";
import { saveJson } from "./files";
import { ImportAgent } from "./import-agent";
import { moved } from "./order";
import {
  type AgentView,
  agentFile,
  agentsQuery,
  templatesQuery,
  useAgentsLive,
  useCreateAgent,
  useDuplicate,
  usePublishAny,
  useRemoveAgent,
  useReorder,
  useSwitch,
} from "./queries";
import { Row } from "./row";
import { TemplateCard } from "./template-card";
import { found } from "./template-search";
import { useDrag } from "./use-drag";

/** So many ready-made ones where there is nobody yet. */
const SUGGESTED = 3;

/** The name with a number nobody has yet. */
export function copyName(name: string, taken: readonly string[], word: string): string {
  const base = `${name} (${word})`.slice(0, 112);
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number += 1) if (!taken.includes(`${base} ${number}`)) return `${base} ${number}`;
}

function List({ agents, mayEdit }: { agents: AgentView[]; mayEdit: boolean }) {
  const { t } = useTranslation("agents");
  const reorder = useReorder();
  const toggle = useSwitch();
  const publish = usePublishAny();
  const duplicate = useDuplicate();
  const remove = useRemoveAgent();
  const removal = useRemoval();
  const confirm = useConfirm();
  const turn = async ({ id, name, live_version: version }: AgentView, status: AgentView["status"]) => {
    try {
      if (status === "active" && version === undefined) {
        const isSure = await confirm({
          title: t("first.title", { name }),
          text: t("first.text"),
          action: t("first.action"),
        });
        if (!isSure) return;
        await publish.mutateAsync({ id, note: "" });
      }
      await toggle.mutateAsync({ id, status });
      showDone(t(`status.${status}.done`, { name }));
    } catch (error) {
      showProblem(error instanceof Refusal && error.code === "agent_unpublished" ? t("first.text") : error);
    }
  };
  const copy = (agent: AgentView) =>
    duplicate.mutate(
      {
        agent,
        name: copyName(
          agent.name,
          agents.map(({ name }) => name),
          t("duplicate.word"),
        ),
      },
      { onSuccess: ({ name }) => showDone(t("duplicate.done", { name })), onError: showProblem },
    );
  const isBusy = toggle.isPending || publish.isPending;
  const move = (from: number, to: number) => reorder.mutate(moved(agents, from, to), { onError: showProblem });
  const list = useRef<HTMLUListElement>(null);
  const [said, setSaid] = useState("");
  const { carried, handle } = useDrag({
    list,
    ids: agents.map(({ id }) => id),
    isLocked: isBusy,
    onDrop: move,
    say: (what, { id, place }) => {
      const name = agents.find((agent) => agent.id === id)?.name ?? "";
      setSaid(t(`drag.${what}`, { name, place: place + 1, count: agents.length }));
    },
  });
  return (
    <>
      <ul className={classes.list} ref={list} data-carrying={carried !== undefined || undefined}>
        {agents.map((agent, index) => (
          <Row
            key={agent.id}
            handle={mayEdit && agents.length > 1 ? handle(agent.id) : undefined}
            isCarried={carried?.id === agent.id}
            agent={agent}
            place={index}
            count={agents.length}
            mayEdit={mayEdit}
            isBusy={isBusy}
            onMove={(by) => move(index, index + by)}
            onStatus={(status) => void turn(agent, status)}
            onDuplicate={() => copy(agent)}
            onExport={() => void agentFile(agent.id).then((file) => saveJson(agent.name, file), showProblem)}
            onRemove={() =>
              void removal({
                title: t("remove.title", { name: agent.name }),
                text: t("remove.text"),
                used: t("remove.used", { name: agent.name }),
                remove: () => remove.mutateAsync(agent.id),
                after: () => undefined,
              })
            }
          />
        ))}
      </ul>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}

/** Nobody yet: the ready-made ones that suit this firm best stand at hand. */
function Empty({ actions, mayEdit }: { actions: ReactNode; mayEdit: boolean }) {
  const { t } = useTranslation("agents");
  const navigate = useNavigate();
  const pack = useFirm()?.pack ?? "";
  const create = useCreateAgent();
  const { data = [] } = useQuery({ ...templatesQuery, enabled: mayEdit });
  const best = found(data, { needle: "", role: "", pack }).slice(0, SUGGESTED);
  return (
    <>
      <EmptyState
        icon={IconRobot}
        title={t("empty.title")}
        text={t("empty.text")}
        action={
          <Group gap="xs" justify="center">
            {actions}
          </Group>
        }
      />
      {mayEdit && best.length > 0 && (
        <SimpleGrid
          component="ul"
          className={classes.grid}
          cols={{ base: 1, sm: 3 }}
          spacing="md"
          aria-label={t("empty.ready")}
        >
          {best.map((template) => (
            <TemplateCard
              key={template.key}
              template={template}
              isOwn={template.packs.includes(pack)}
              isBusy={create.isPending}
              onTake={() =>
                create.mutate(
                  { template: template.key },
                  {
                    onSuccess: ({ id }) => void navigate({ to: "/agents/$agentId", params: { agentId: id } }),
                    onError: showProblem,
                  },
                )
              }
            />
          ))}
        </SimpleGrid>
      )}
    </>
  );
}

export function AgentsPage() {
  const { t } = useTranslation("agents");
  const mayEdit = useMay("edit_catalog");
  const { data, error, refetch } = useQuery(agentsQuery);
  useAgentsLive();
  const add = mayEdit && (
    <Button component={Link} to="/agents/new" leftSection={<IconPlus size={16} />}>
      {t("add")}
    </Button>
  );
  const actions = mayEdit && (
    <>
      <ImportAgent />
      {add}
    </>
  );
  const isNobodyOn = data !== undefined && data.length > 0 && !data.some(({ status }) => status === "active");
  return (
    <Page title={t("title")} text={t("text")} actions={data && data.length > 0 && actions}>
      {error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !data ? (
        <Loading avatar rows={4} />
      ) : data.length === 0 ? (
        <Empty actions={actions} mayEdit={mayEdit} />
      ) : (
        <Stack gap="md">
          {isNobodyOn && (
            <Alert icon={<IconSchool size={18} />} color="yellow" variant="light" title={t("nobody.title")}>
              {t("nobody.text")}
            </Alert>
          )}
          <List agents={data} mayEdit={mayEdit} />
          {data.length > 1 && (
            <Text size="sm" c="dimmed" maw={620}>
              {t("order")}
            </Text>
          )}
          <Text size="sm">
            <Link to="/scripts" className={classes.link}>
              {t("to_scripts")}
            </Link>
            {" · "}
            <Link to="/prompts" className={classes.link}>
              {t("to_prompts")}
            </Link>
          </Text>
        </Stack>
      )}
    </Page>
  );
}
