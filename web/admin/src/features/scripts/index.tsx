// Scripts: what agents say and ask step by step, and how they answer doubts.

import { ActionIcon, Badge, Button, FileButton, Group, Menu, Paper, Switch, Text } from "@mantine/core";
import { IconCopy, IconDots, IconDownload, IconFileImport, IconPlus, IconRoute, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { readJson, saveJson } from "~/features/agents/files";
import { agentsQuery } from "~/features/agents/queries";
import { EmptyState, ErrorState, Loading, Page, showDone, showProblem, useRemoval } from "~/ui";
import {
  type ScriptFile,
  type ScriptView,
  scriptFile,
  scriptsQuery,
  useCreateScript,
  useImportScript,
  useRemoveScript,
  useSaveScript,
  useScriptsLive,
} from "./queries";
import classes from "./scripts.module.css";

export function ScriptsPage() {
  const { t } = useTranslation("scripts");
  const mayEdit = useMay("edit_catalog");
  const { data, error, refetch } = useQuery(scriptsQuery);
  useScriptsLive();
  const actions = mayEdit && (
    <Group gap="xs" justify="center">
      <ImportScript />
      <Button
        component={Link}
        to="/scripts/$scriptId"
        params={{ scriptId: "new" } as never}
        leftSection={<IconPlus size={16} />}
      >
        {t("add")}
      </Button>
    </Group>
  );
  return (
    <Page title={t("title")} text={t("text")} actions={data && data.length > 0 && actions}>
      {error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !data ? (
        <Loading />
      ) : data.length === 0 ? (
        <EmptyState icon={IconRoute} title={t("empty.title")} text={t("empty.text")} action={actions} />
      ) : (
        <Paper withBorder component="ul" className={classes.list}>
          {data.map((script) => (
            <Row key={script.id} script={script} mayEdit={mayEdit} />
          ))}
        </Paper>
      )}
    </Page>
  );
}

function ImportScript() {
  const { t } = useTranslation("scripts");
  const navigate = useNavigate();
  const take = useImportScript();
  const read = async (file: File | null) => {
    if (!file) return;
    const parsed = await readJson<ScriptFile>(file, "samovar.script");
    if (!parsed) return showProblem(t("wrong_file"));
    take.mutate(parsed, {
      onSuccess: ({ id }) => void navigate({ to: "/scripts/$scriptId", params: { scriptId: id } }),
      onError: showProblem,
    });
  };
  return (
    <FileButton onChange={(file) => void read(file)} accept="application/json,.json">
      {(props) => (
        <Button {...props} variant="default" leftSection={<IconFileImport size={16} />} loading={take.isPending}>
          {t("import")}
        </Button>
      )}
    </FileButton>
  );
}

function Row({ script, mayEdit }: { script: ScriptView; mayEdit: boolean }) {
  const { t } = useTranslation(["scripts", "agents"]);
  const { data: agents = [] } = useQuery(agentsQuery);
  const save = useSaveScript();
  const create = useCreateScript();
  const remove = useRemoveScript();
  const removal = useRemoval();
  const { id, name, role, steps, objections, is_active: isActive } = script;
  const users = agents.filter(({ draft }) => draft.scripts?.includes(id)).map((agent) => agent.name);
  const copy = () => {
    const { id: _id, created_at: _made, updated_at: _changed, ...body } = script;
    create.mutate(
      { ...body, name: t("copy_name", { name }).slice(0, 200), is_active: false },
      { onSuccess: () => showDone(t("copied")), onError: showProblem },
    );
  };
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Link to="/scripts/$scriptId" params={{ scriptId: id }} className={classes.name}>
          {name}
        </Link>
        <Text size="sm" c="dimmed">
          {[
            role ? t(`agents:role.${role}.name`) : t("any_role"),
            t("steps_count", { count: steps.length }),
            t("objections_count", { count: objections.length }),
          ].join(" · ")}
        </Text>
        <Group gap={6} mt={4}>
          {users.length === 0 ? (
            <Badge variant="light" color="yellow" tt="none" fw={500}>
              {t("unused")}
            </Badge>
          ) : (
            users.map((user) => (
              <Badge key={user} variant="default" tt="none" fw={400}>
                {user}
              </Badge>
            ))
          )}
        </Group>
      </div>
      <Switch
        checked={isActive}
        disabled={!mayEdit}
        onChange={(event) => save.mutate({ id, is_active: event.currentTarget.checked }, { onError: showProblem })}
        aria-label={t("is_active_named", { name })}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("more", { name })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit && (
            <Menu.Item leftSection={<IconCopy size={16} />} onClick={copy}>
              {t("copy")}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconDownload size={16} />}
            onClick={() => void scriptFile(id).then((file) => saveJson(name, file), showProblem)}
          >
            {t("export")}
          </Menu.Item>
          {mayEdit && (
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} />}
              onClick={() =>
                void removal({
                  title: t("remove.title", { name }),
                  text: t("remove.text"),
                  used: t("remove.used"),
                  remove: () => remove.mutateAsync(id),
                  after: () => undefined,
                })
              }
            >
              {t("app:delete")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
