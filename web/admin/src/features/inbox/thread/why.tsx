// "Why this answer": the turn behind a message of the agent, told in plain words.

import {
  Badge,
  Code,
  Collapse,
  Drawer,
  Group,
  Progress,
  Stack,
  Table,
  Text,
  Title,
  UnstyledButton,
} from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { listEmployees, listFaq, listServices } from "@samovar/client";
import { IconChevronDown } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { useZone } from "~/app/firm";
import { number, shortDay, time } from "~/app/format";
import { ErrorState, Loading } from "~/ui";
import { type Explained, explain } from "../model/turn";
import { wordFor } from "../names";
import { turnQuery } from "../queries";

/** Names of what the record knows by id. */
const namesQuery = queryOptions({
  queryKey: ["inbox", "names"],
  queryFn: async (): Promise<Record<string, string>> => {
    const [services, employees, faq] = await Promise.all([ask(listServices()), ask(listEmployees()), ask(listFaq())]);
    const pairs = [
      ...services.items.map(({ id, name }) => [id, name]),
      ...employees.items.map(({ id, name }) => [id, name]),
      ...faq.items.map(({ id, questions }) => [id, questions[0] ?? ""]),
    ];
    return Object.fromEntries(pairs);
  },
  staleTime: 5 * 60_000,
});

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={3} mb={6}>
        {title}
      </Title>
      {children}
    </section>
  );
}

function Told({ told }: { told: Explained }) {
  const { t } = useTranslation("inbox");
  const zone = useZone();
  const { data: names = {} } = useQuery(namesQuery);
  const called = (id: string) => names[id] ?? t("why.removed");
  const word = (group: string, name: string) => wordFor(t, `inbox:why.${group}.${name}`, name.replaceAll("_", " "));
  const facts = [...new Set([...told.knowledge, ...told.services, ...(told.employee ? [told.employee] : [])])].filter(
    (id) => /^[0-9a-f-]{36}$/.test(id),
  );
  if (told.said.length + told.intents.length + told.looked.length + told.commands.length === 0) {
    return <Text size="sm">{t("why.no_record")}</Text>;
  }
  const day = (at: string | undefined) => (at ? shortDay(at, zone) : "");
  return (
    <Stack gap="lg">
      <Part title={t("why.heard")}>
        {told.said.map((words, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the words do not change
          <Text key={index} size="sm" mb={6} fs="italic">
            «{words}»
          </Text>
        ))}
        {told.intents.map(({ name, percent }) => (
          <Group key={name} gap="sm" wrap="nowrap" mb={4}>
            <Text size="sm" flex={1}>
              {word("intent", name)}
            </Text>
            <Progress value={percent} w={90} size="sm" aria-label={word("intent", name)} />
            <Text size="xs" c="dimmed" w={36} ta="end" className="tabular">
              {percent} %
            </Text>
          </Group>
        ))}
        {told.intents.length === 0 && <Text size="sm">{t("why.no_intent")}</Text>}
        {told.entities.length > 0 && (
          <Group gap={6} mt={8}>
            {told.entities.map(({ text, kind }) => (
              <Badge key={`${kind} ${text}`} variant="light" tt="none" fw={500} size="lg">
                {word("entity", kind)}: {text}
              </Badge>
            ))}
          </Group>
        )}
      </Part>
      <Part title={t("why.looked")}>
        {told.looked.length === 0 ? (
          <Text size="sm">{t("why.not_looked")}</Text>
        ) : (
          <Table verticalSpacing={6} horizontalSpacing={0}>
            <Table.Tbody>
              {told.looked.map((looked, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the calls do not change
                <Table.Tr key={index}>
                  <Table.Td>
                    <Text size="sm">
                      {word("tool", looked.tool)}
                      {looked.services.length > 0 && `: ${looked.services.map(called).join(", ")}`}
                    </Text>
                    {looked.from && (
                      <Text size="xs" c="dimmed">
                        {day(looked.from)} – {day(looked.until)}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="end">
                    <Text size="sm" className="tabular">
                      {looked.failure ? t("why.failed") : t("why.found", { count: looked.found ?? 0 })}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Part>
      {facts.length > 0 && (
        <Part title={t("why.facts")}>
          <Group gap={6}>
            {facts.map((id) => (
              <Badge key={id} variant="outline" tt="none" fw={500} size="lg" color="gray" c="inherit">
                {called(id)}
              </Badge>
            ))}
          </Group>
        </Part>
      )}
      <Part title={t("why.decided")}>
        <Stack gap={4}>
          {told.flow && <Text size="sm">{t("why.in_flow", { flow: word("flow", told.flow) })}</Text>}
          {told.commands.map(({ name, detail }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the commands do not change
            <Text key={index} size="sm">
              • {word("command", name)}
              {detail ? `: ${word("detail", detail)}` : ""}
            </Text>
          ))}
          {told.need && <Text size="sm">{t("why.next", { need: word("need", told.need) })}</Text>}
          {told.refused > 0 && <Text size="sm">{t("why.refused")}</Text>}
        </Stack>
      </Part>
      {told.effects.length > 0 && (
        <Part title={t("why.done")}>
          {told.effects.map(({ name }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the effects do not change
            <Text key={index} size="sm">
              • {word("effect", name)}
            </Text>
          ))}
        </Part>
      )}
    </Stack>
  );
}

export function WhyDrawer({ turn, onClose }: { turn: string | undefined; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const isPhone = useMediaQuery("(max-width: 48em)");
  return (
    <Drawer
      opened={turn !== undefined}
      onClose={onClose}
      position="right"
      size={isPhone ? "100%" : 460}
      title={t("why.title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {turn && <Reasons turn={turn} />}
    </Drawer>
  );
}

/** The same without a drawer around: the screen to try the agent has it beside the chat. */
export function Reasons({ turn }: { turn: string }) {
  const { t } = useTranslation("inbox");
  const zone = useZone();
  const { data, error, refetch } = useQuery(turnQuery(turn));
  const [isRaw, raw] = useDisclosure(false);
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={5} />;
  const told = explain(data);
  return (
    <Stack gap="lg">
      <Text size="sm" c="dimmed">
        {t(told.verdict === "handed_over" ? "why.handed_over" : "why.answered", {
          at: time(data.created_at, zone),
          seconds: number(told.seconds, told.seconds < 1 ? 2 : 1),
        })}
      </Text>
      <Told told={told} />
      <section>
        <Text size="sm" mb={6}>
          {t("why.wording")}
        </Text>
        <UnstyledButton onClick={raw.toggle} aria-expanded={isRaw} py={6}>
          <Group gap={6}>
            <IconChevronDown size={16} aria-hidden style={{ transform: isRaw ? "none" : "rotate(-90deg)" }} />
            <Text size="sm">{t("why.raw")}</Text>
          </Group>
        </UnstyledButton>
        <Collapse expanded={isRaw}>
          {isRaw && (
            <Code block tabIndex={0} fz={11} mah={420} style={{ overflow: "auto" }}>
              {JSON.stringify(data.record, null, 1)}
            </Code>
          )}
        </Collapse>
      </section>
    </Stack>
  );
}
