// One thing: how else customers call it, and what belongs to it. People add names and relations; what catalog and documents
// say stands by itself.

import { ActionIcon, Button, Group, Select, Stack, TagsInput, Text, Title, UnstyledButton } from "@mantine/core";
import { IconPlus, IconTrash, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { showDone, showProblem } from "~/ui";
import classes from "./graph.module.css";
import { around, type Graph, RELATION_KINDS, type Thing } from "./model";
import { Picture } from "./picture";
import { forget, nameOtherwise, relate, unrelate } from "./queries";

interface Props {
  graph: Graph;
  thing: Thing;
  onChoose: (id: string | undefined) => void;
}

export function ThingCard({ graph, thing, onChoose }: Props) {
  const { t } = useTranslation("knowledge");
  const mayEdit = useMay("edit_catalog");
  const circles = around(graph, thing.id);
  // The catalog's names are changed where the thing itself is.
  const isCatalog = thing.origin === "catalog";
  const [names, setNames] = useState(thing.aliases);
  const [isBusy, setIsBusy] = useState(false);
  const isNew = JSON.stringify(names) !== JSON.stringify(thing.aliases);
  const attempt = async (deed: () => Promise<void>) => {
    setIsBusy(true);
    try {
      await deed();
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  const save = async () => {
    if (await attempt(() => nameOtherwise(thing, names))) showDone(t("app:saved"));
  };
  const drop = async (edit: string) => {
    if (await attempt(() => forget(edit))) onChoose(undefined);
  };
  return (
    <Stack gap="md">
      <div>
        <Title order={2} style={{ overflowWrap: "anywhere" }}>
          {thing.name}
        </Title>
        <Text size="sm" c="dimmed">
          {[
            t(`graph.kind.${thing.kind}`),
            t(`graph.origin.${thing.origin}`),
            t("graph.mentions", { count: thing.mentions }),
          ].join(" · ")}
        </Text>
      </div>
      <Picture thing={thing} circles={circles} />
      {isCatalog ? (
        <div>
          <Text size="sm" fw={500} component="h3" m={0}>
            {t("graph.names")}
          </Text>
          <Text size="xs" c="dimmed" mb={4}>
            {t("graph.names_catalog")}
          </Text>
          {thing.aliases.length > 0 && (
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {thing.aliases.join(", ")}
            </Text>
          )}
        </div>
      ) : (
        <TagsInput
          label={t("graph.names")}
          description={t("graph.names_hint")}
          value={names}
          onChange={setNames}
          maxTags={30}
          maxLength={120}
          readOnly={!mayEdit}
          {...(mayEdit && names.length === 0 ? { placeholder: t("graph.names_example") } : {})}
        />
      )}
      {isNew && (
        <Group gap="xs">
          <Button size="sm" onClick={() => void save()} loading={isBusy}>
            {t("app:save")}
          </Button>
          <Button size="sm" variant="default" onClick={() => setNames(thing.aliases)}>
            {t("app:cancel")}
          </Button>
        </Group>
      )}
      {circles.map(({ way, neighbours }) => (
        <section key={way}>
          <Text size="sm" fw={500} component="h3" m={0} mb={4}>
            {t(`graph.way.${way}`)}
          </Text>
          <ul className={classes.chips}>
            {neighbours.map(({ thing: other, relation }) => (
              <li key={other.id} className={classes.chip}>
                <UnstyledButton className={classes.other} onClick={() => onChoose(other.id)}>
                  {other.name}
                </UnstyledButton>
                {mayEdit && relation.edit_id && (
                  <ActionIcon
                    size={32}
                    aria-label={t("graph.unrelate", { name: other.name })}
                    disabled={isBusy}
                    onClick={() => void attempt(() => unrelate(relation.edit_id ?? ""))}
                  >
                    <IconX size={14} />
                  </ActionIcon>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {circles.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("graph.alone")}
        </Text>
      )}
      {mayEdit && <Relate graph={graph} thing={thing} />}
      {mayEdit && thing.origin === "person" && thing.edit_id && (
        <Button
          variant="subtle"
          color="red"
          leftSection={<IconTrash size={16} />}
          loading={isBusy}
          onClick={() => void drop(thing.edit_id ?? "")}
          style={{ alignSelf: "flex-start" }}
        >
          {t("app:delete")}
        </Button>
      )}
    </Stack>
  );
}

function Relate({ graph, thing }: { graph: Graph; thing: Thing }) {
  const { t } = useTranslation("knowledge");
  const [kind, setKind] = useState<(typeof RELATION_KINDS)[number]>("part_of");
  const [to, setTo] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const others = graph.entities.filter(({ id }) => id !== thing.id);
  const add = async () => {
    if (!to) return;
    setIsBusy(true);
    try {
      await relate(thing.id, to, kind);
      setTo(null);
    } catch (error) {
      showProblem(error);
    }
    setIsBusy(false);
  };
  return (
    <div className={classes.relate}>
      <Select
        label={t("graph.relate")}
        data={RELATION_KINDS.map((value) => ({ value, label: t(`graph.way.${value}`) }))}
        value={kind}
        onChange={(chosen) => setKind(RELATION_KINDS.find((known) => known === chosen) ?? "part_of")}
        allowDeselect={false}
      />
      <Select
        aria-label={t("graph.other")}
        placeholder={t("graph.other")}
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        value={to}
        onChange={setTo}
        searchable
        limit={40}
        nothingFoundMessage={t("tree.nothing")}
      />
      <ActionIcon
        size={36}
        variant="light"
        color="copper"
        aria-label={t("graph.relate_do")}
        disabled={!to}
        loading={isBusy}
        onClick={() => void add()}
      >
        <IconPlus size={18} />
      </ActionIcon>
    </div>
  );
}
