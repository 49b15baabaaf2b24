// What the knowledge speaks of and how it belongs together: things at the left, the chosen one with its neighbours beside
// them, on a phone above them.

import {
  Badge,
  Button,
  Drawer,
  Group,
  Modal,
  Paper,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAffiliate, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { number } from "~/app/format";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { EmptyState, ErrorState, Loading, Problem, showProblem } from "~/ui";
import type { GraphSearch } from "../search";
import { Section } from "../section";
import classes from "./graph.module.css";
import { find, THING_KINDS, type ThingKind } from "./model";
import { addThing, graphQuery, type Hidden, showAgain } from "./queries";
import { Reader } from "./reader";
import { ThingCard } from "./thing";

/** Longer lists are searched, not scrolled. */
const MOST = 200;

export function GraphPage() {
  const { t } = useTranslation("knowledge");
  const { thing: chosen } = useSearch({ strict: false }) as GraphSearch;
  const navigate = useNavigate();
  const mayEdit = useMay("edit_catalog");
  const isNarrow = useMediaQuery("(max-width: 62em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const { data, error, refetch } = useQuery(graphQuery);
  const [q, setQ] = useState("");
  const [kind, setKind] = useState<ThingKind>();
  const [isAdding, setIsAdding] = useState(false);
  const [hidden, setHidden] = useState<Hidden>();
  useLive(["entity.", "relation."], () => void queryClient.invalidateQueries({ queryKey: graphQuery.queryKey }));
  const shown = useMemo(() => find(data?.entities ?? [], q, kind), [data, q, kind]);
  const thing = data?.entities.find(({ id }) => id === chosen);
  const choose = (id: string | undefined) =>
    void navigate({ to: "/knowledge/graph", search: id ? { thing: id } : {}, replace: true });
  const comeBack = async (one: Hidden) => {
    setHidden(undefined);
    await showAgain(one).catch((error: unknown) => {
      setHidden(one);
      showProblem(error);
    });
  };
  const card = data && thing && (
    <ThingCard key={thing.id} graph={data} thing={thing} onChoose={choose} onHidden={setHidden} />
  );
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIsAdding(true)}>
      {t("graph.add")}
    </Button>
  );
  return (
    <Section page="graph" actions={data && data.entities.length > 0 && add}>
      <Reader />
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading />
      ) : data.entities.length === 0 ? (
        <EmptyState icon={IconAffiliate} title={t("graph.empty")} text={t("graph.empty_text")} action={add} />
      ) : (
        <div className={classes.columns}>
          <div className={classes.side}>
            <Group gap="xs" mb="sm">
              <TextInput
                value={q}
                onChange={(event) => setQ(event.currentTarget.value)}
                placeholder={t("graph.search")}
                aria-label={t("graph.search")}
                leftSection={<IconSearch size={16} aria-hidden />}
                flex="1 1 180px"
              />
              <Select
                aria-label={t("graph.kinds")}
                data={[
                  { value: "all", label: t("graph.all") },
                  ...THING_KINDS.map((value) => ({ value, label: t(`graph.kind.${value}`) })),
                ]}
                value={kind ?? "all"}
                onChange={(value) => setKind(THING_KINDS.find((known) => known === value))}
                allowDeselect={false}
                flex="1 1 130px"
              />
            </Group>
            {hidden && (
              <Paper withBorder p="xs" mb="sm" role="status" className={classes.hidden ?? ""}>
                <Text size="sm">{t("graph.hidden", { name: hidden.name })}</Text>
                <Button size="compact-sm" variant="light" onClick={() => void comeBack(hidden)}>
                  {t("graph.show_again")}
                </Button>
              </Paper>
            )}
            {shown.length === 0 ? (
              <Text c="dimmed">{t("nothing.title")}</Text>
            ) : (
              <Paper withBorder className={classes.sheet ?? ""}>
                <ul className={classes.list} aria-label={t("graph.title")}>
                  {shown.slice(0, MOST).map(({ id, name, kind: own, mentions }) => (
                    <li key={id}>
                      <UnstyledButton
                        className={classes.thing}
                        onClick={() => choose(id)}
                        aria-current={id === chosen ? "true" : undefined}
                      >
                        <Text span className={classes.words}>
                          {name}
                        </Text>
                        <Badge variant="default" size="md" tt="none" fw={500}>
                          {t(`graph.kind.${own}`)}
                        </Badge>
                        <Text span size="sm" c="dimmed" className={`${classes.count} tabular`}>
                          {number(mentions)}
                        </Text>
                      </UnstyledButton>
                    </li>
                  ))}
                </ul>
              </Paper>
            )}
            {(data.is_cut || shown.length > MOST) && (
              <Text size="sm" c="dimmed" mt="xs">
                {t("graph.cut")}
              </Text>
            )}
          </div>
          {!isNarrow && (
            <Paper withBorder p="lg" className={classes.card ?? ""} component="section" aria-label={t("graph.chosen")}>
              {card ?? (
                <EmptyState compact icon={IconAffiliate} title={t("graph.choose")} text={t("graph.choose_text")} />
              )}
            </Paper>
          )}
        </div>
      )}
      <Drawer
        opened={isNarrow && thing !== undefined}
        onClose={() => choose(undefined)}
        position="right"
        size="100%"
        title={t("graph.chosen")}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        {card}
      </Drawer>
      {isAdding && <Add onClose={() => setIsAdding(false)} />}
    </Section>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("knowledge");
  const isPhone = useMediaQuery("(max-width: 48em)");
  const [name, setName] = useState("");
  const [names, setNames] = useState<string[]>([]);
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    setIsBusy(true);
    try {
      await addThing(name.trim(), names);
      onClose();
    } catch (error) {
      setFault(error);
      setIsBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("graph.add_title")}
      fullScreen={isPhone ?? false}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <TextInput
            label={t("graph.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={120}
            data-autofocus
          />
          <TagsInput
            label={t("graph.names")}
            description={t("graph.names_hint")}
            value={names}
            onChange={setNames}
            maxTags={30}
            maxLength={120}
          />
          <Problem error={fault} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit" loading={isBusy} disabled={name.trim() === ""}>
              {t("app:add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
