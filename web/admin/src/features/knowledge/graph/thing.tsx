// One thing: how else customers call it, and what belongs to it. People add names and relations; what catalog and documents
// say stands by itself.

import { ActionIcon, Button, Select, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { IconEyeOff, IconPlus, IconTrash, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { showProblem } from "~/ui";
import classes from "./graph.module.css";
import { around, canHide, type Graph, RELATION_KINDS, type Thing } from "./model";
import { Names } from "./names";
import { Picture } from "./picture";
import { forget, type Hidden, hide, relate, unrelate } from "./queries";

interface Props {
  graph: Graph;
  thing: Thing;
  onChoose: (id: string | undefined) => void;
  onHidden: (hidden: Hidden) => void;
}

export function ThingCard({ graph, thing, onChoose, onHidden }: Props) {
  const { t } = useTranslation("knowledge");
  const mayEdit = useMay("edit_catalog");
  const circles = around(graph, thing.id);
  const [isBusy, setIsBusy] = useState(false);
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
  const drop = async (edit: string) => {
    if (await attempt(() => forget(edit))) onChoose(undefined);
  };
  const putAway = () =>
    attempt(async () => {
      onHidden(await hide(thing));
      onChoose(undefined);
    });
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
            ...(thing.origin === "model" && thing.confidence ? [t("graph.sure", { percent: thing.confidence })] : []),
          ].join(" · ")}
        </Text>
      </div>
      <Picture thing={thing} circles={circles} />
      <Names thing={thing} />
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
      {mayEdit && canHide(thing) && (
        <div>
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconEyeOff size={16} />}
            loading={isBusy}
            onClick={() => void putAway()}
          >
            {t("graph.hide")}
          </Button>
          <Text size="xs" c="dimmed" px="md">
            {t("graph.hide_text")}
          </Text>
        </div>
      )}
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
