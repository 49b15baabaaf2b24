// One agent: its draft by sections, what is still missing, and beside it a talk with the draft as it is saved. The section is
// in the address, so that a link leads to it.

import { ActionIcon, Alert, Badge, Box, Button, Group, List, Menu, Tabs, Text, Title } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import {
  IconArrowLeft,
  IconArrowsSplit2,
  IconDots,
  IconDownload,
  IconRobot,
  IconRocket,
  IconTrash,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useMay } from "~/app/session";
import { Experiments } from "~/features/experiments/section";
import { SaveBar } from "~/features/settings/parts";
import { EmptyState, ErrorState, Loading, showDone, showProblem, useRemoval } from "~/ui";
import { Checklist } from "./checklist";
import classes from "./editor.module.css";
import { fieldName } from "./field-names";
import { saveJson } from "./files";
import { Preview } from "./preview";
import { PublishDialog } from "./publish";
import { type AgentView, agentFile, agentQuery, lintQuery, useAgentsLive, useRemoveAgent } from "./queries";
import { SECTIONS, type SectionId, type Shown, sectionOf } from "./section-of";
import { Behaviour } from "./sections/behaviour";
import { Instructions } from "./sections/instructions";
import { Knowledge } from "./sections/knowledge";
import { Limits } from "./sections/limits";
import { Memory } from "./sections/memory";
import { Model } from "./sections/model";
import { Scripts } from "./sections/scripts";
import { Tools } from "./sections/tools";
import { Versions } from "./sections/versions";
import { Who } from "./sections/who";
import { type Editor, useEditor } from "./use-editor";

export function AgentPage() {
  const { t } = useTranslation("agents");
  const { agentId } = useParams({ strict: false }) as { agentId: string };
  const { data, error, refetch } = useQuery(agentQuery(agentId));
  useAgentsLive();
  if (error && !data)
    return error instanceof Refusal && error.status === 404 ? (
      <EmptyState icon={IconRobot} title={t("app:not_found.title")} text={t("app:problem.not_found")} />
    ) : (
      <ErrorState error={error} retry={() => void refetch()} />
    );
  if (!data) return <Loading avatar rows={8} />;
  return <AgentEditor key={data.id} agent={data} />;
}

function AgentEditor({ agent }: { agent: AgentView }) {
  const { t } = useTranslation("agents");
  const mayEdit = useMay("edit_catalog");
  const mayTalk = useMay("converse");
  const navigate = useNavigate();
  const isWide = useMediaQuery("(min-width: 75em)", undefined, { getInitialValueInEffect: false });
  const isDesk = useMediaQuery("(min-width: 62em)", undefined, { getInitialValueInEffect: false });
  const { section = "who" } = useSearch({ strict: false }) as { section?: Shown };
  const go = (next: Shown) =>
    void navigate({ to: "/agents/$agentId", params: { agentId: agent.id }, search: { section: next }, replace: true });
  const shown: Shown = section === "preview" && isWide ? "who" : section;
  const editor = useEditor(agent, (field) => go(sectionOf(field)));
  const [isPublishing, setIsPublishing] = useState(false);
  const save = async () => {
    const saved = await editor.save();
    if (saved) showDone(t("app:saved"));
    return saved;
  };
  const latestSave = useRef(save);
  latestSave.current = save;
  useHotkeys([["mod+S", () => mayEdit && editor.isDirty && void latestSave.current()]], []);
  useEffect(() => {
    document.title = `${agent.name} · Samovar`;
  }, [agent.name]);
  const tabs = useRef<HTMLDivElement>(null);
  // On a phone the row of sections is longer than the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the section
  useEffect(() => {
    const tab = tabs.current?.querySelector("[data-active]");
    tab?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [shown]);
  const publish = async () => {
    if (editor.isDirty && !(await editor.save())) return;
    setIsPublishing(true);
  };
  // The talk beside is not drawn anew with every key.
  const preview = useMemo(
    () => mayTalk && <Preview agent={agent} isDirty={editor.isDirty} onSave={() => void latestSave.current()} />,
    [mayTalk, agent, editor.isDirty],
  );
  return (
    <Box p={{ base: "md", sm: "xl" }} maw={1440} mx="auto" w="100%">
      <Head agent={agent} mayEdit={mayEdit} editor={editor} onPublish={() => void publish()} />
      <div className={isWide && preview ? classes.beside : undefined}>
        <div className={classes.work}>
          <Checklist agent={agent} onGo={go} />
          <Clashes editor={editor} />
          <Tabs
            value={shown}
            onChange={(next) => next && go(next as Shown)}
            orientation={isDesk ? "vertical" : "horizontal"}
            keepMounted={false}
            variant="pills"
            className={classes.tabs}
          >
            <Tabs.List ref={tabs} className={classes.tabList} aria-label={t("sections")}>
              {SECTIONS.map((id) => (
                <Tabs.Tab key={id} value={id} className={classes.tab} rightSection={<Mark agent={agent} id={id} />}>
                  {t(`section.${id}`)}
                </Tabs.Tab>
              ))}
              {!isWide && preview && (
                <Tabs.Tab value="preview" className={classes.tab}>
                  {t("section.preview")}
                </Tabs.Tab>
              )}
            </Tabs.List>
            <div className={classes.panel}>
              {shown === "preview" && (
                <Tabs.Panel value="preview" className={classes.phonePreview}>
                  {preview}
                </Tabs.Panel>
              )}
              {shown === "experiments" && (
                <Tabs.Panel value="experiments">
                  <Experiments agent={agent} mayEdit={mayEdit} isDirty={editor.isDirty} />
                </Tabs.Panel>
              )}
              <form
                onSubmit={(event) => {
                  event.preventDefault();
                  void save();
                }}
                noValidate
              >
                {shown === "versions" && (
                  <Tabs.Panel value="versions">
                    <Versions agent={agent} mayEdit={mayEdit} />
                  </Tabs.Panel>
                )}
                {shown !== "versions" && shown !== "experiments" && shown !== "preview" && (
                  <Tabs.Panel value={shown}>
                    <fieldset disabled={!mayEdit} className={classes.fields}>
                      <Section id={shown} agent={agent} editor={editor} mayEdit={mayEdit} />
                    </fieldset>
                  </Tabs.Panel>
                )}
                <SaveBar isDirty={editor.isDirty} isSaving={editor.isSaving} onReset={editor.undo} />
              </form>
            </div>
          </Tabs>
        </div>
        {isWide && preview && <aside className={classes.aside}>{preview}</aside>}
      </div>
      {isPublishing && <PublishDialog agent={agent} onClose={() => setIsPublishing(false)} />}
    </Box>
  );
}

interface SectionProps {
  id: SectionId;
  agent: AgentView;
  editor: Editor;
  mayEdit: boolean;
}

function Section({ id, agent, editor: { form }, mayEdit }: SectionProps) {
  switch (id) {
    case "instructions":
      return <Instructions form={form} agent={agent} mayEdit={mayEdit} />;
    case "knowledge":
      return <Knowledge form={form} mayEdit={mayEdit} />;
    case "tools":
      return <Tools form={form} mayEdit={mayEdit} />;
    case "scripts":
      return <Scripts form={form} mayEdit={mayEdit} />;
    case "model":
      return <Model form={form} mayEdit={mayEdit} />;
    case "limits":
      return <Limits form={form} />;
    case "memory":
      return <Memory form={form} mayEdit={mayEdit} />;
    case "behaviour":
      return <Behaviour form={form} />;
    default:
      return <Who form={form} agent={agent} />;
  }
}

/** How many places of the instructions the lint doubts. */
function Mark({ agent, id }: { agent: AgentView; id: SectionId }) {
  const { data = [] } = useQuery(lintQuery(agent.id));
  const count = data.filter(({ place }) => sectionOf(place.field) === id).length;
  if (count === 0) return null;
  return (
    <Badge size="sm" circle={count < 10} color="yellow" variant="light">
      {count}
    </Badge>
  );
}

interface HeadProps {
  agent: AgentView;
  mayEdit: boolean;
  editor: Editor;
  onPublish: () => void;
}

function Head({ agent, mayEdit, editor, onPublish }: HeadProps) {
  const { t } = useTranslation("agents");
  const navigate = useNavigate();
  const removal = useRemoval();
  const remove = useRemoveAgent();
  const { name, live_version: live, is_changed: isChanged, status } = agent;
  const drop = () =>
    removal({
      title: t("remove.title", { name }),
      text: t("remove.text"),
      used: t("remove.used", { name }),
      remove: () => remove.mutateAsync(agent.id),
      after: () => navigate({ to: "/agents" }),
    });
  return (
    <header className={classes.head}>
      <Link to="/agents" className={classes.back}>
        <IconArrowLeft size={17} aria-hidden />
        {t("title")}
      </Link>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div className={classes.title}>
          <Title order={1}>{name}</Title>
          <Group gap={6} mt={6}>
            <Badge variant="light" color={status === "active" ? "teal" : "gray"} tt="none" fw={500}>
              {t(`status.${status}.name`)}
            </Badge>
            <Badge variant="default" tt="none" fw={500}>
              {live ? t("version", { number: live }) : t("unpublished")}
            </Badge>
            {isChanged && live !== undefined && (
              <Badge variant="light" color="yellow" tt="none" fw={500}>
                {t("changed")}
              </Badge>
            )}
          </Group>
        </div>
        <Group gap="xs" wrap="nowrap">
          {mayEdit && (
            <Button
              leftSection={<IconRocket size={16} />}
              onClick={onPublish}
              loading={editor.isSaving}
              disabled={!isChanged && !editor.isDirty}
            >
              {t(editor.isDirty ? "publish.save_and_open" : "publish.open")}
            </Button>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={t("more", { name })}>
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconDownload size={16} />}
                onClick={() => void agentFile(agent.id).then((file) => saveJson(name, file), showProblem)}
              >
                {t("export")}
              </Menu.Item>
              {mayEdit && (
                <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => void drop()}>
                  {t("app:delete")}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
    </header>
  );
}

function Clashes({ editor }: { editor: Editor }) {
  const { t } = useTranslation("agents");
  const { clashes, settleClashes } = editor;
  if (clashes.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" icon={<IconArrowsSplit2 size={18} />} title={t("clash.title")} role="alert">
      <Text size="sm">{t("clash.text")}</Text>
      <List size="sm" my="xs">
        {clashes.map((path) => (
          <List.Item key={path}>{fieldName(t, path.replace(/^draft\./, ""))}</List.Item>
        ))}
      </List>
      <Group gap="xs">
        <Button size="compact-md" onClick={() => settleClashes("mine")}>
          {t("clash.mine")}
        </Button>
        <Button size="compact-md" variant="default" onClick={() => settleClashes("theirs")}>
          {t("clash.theirs")}
        </Button>
      </Group>
    </Alert>
  );
}
