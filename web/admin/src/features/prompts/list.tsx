// The blocks themselves, found by words; what one does with a block is the business of whoever shows them.

import { Badge, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState, Loading } from "~/ui";
import classes from "./prompts.module.css";
import { type PromptBlock, promptsQuery } from "./queries";
import { fitOf, search } from "./search";

interface Props {
  role?: string | undefined;
  phase?: string | undefined;
  action: (block: PromptBlock) => ReactNode;
}

export function PromptList({ role, phase, action }: Props) {
  const { t } = useTranslation("prompts");
  const { data, error, refetch } = useQuery(promptsQuery);
  const [needle, setNeedle] = useState("");
  if (error && !data) return <ErrorState error={error} retry={refetch} />;
  if (!data) return <Loading />;
  const shown = search(data, { needle, role, phase });
  return (
    <Stack gap="md">
      <TextInput
        value={needle}
        onChange={(event) => setNeedle(event.currentTarget.value)}
        placeholder={t("search")}
        aria-label={t("search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        maw={420}
      />
      {shown.length === 0 && <Text c="dimmed">{t(data.length === 0 ? "empty" : "nothing")}</Text>}
      <ul className={classes.list}>
        {shown.map((block) => (
          <li key={block.key} className={classes.block}>
            <Group justify="space-between" align="flex-start" gap="xs" wrap="nowrap">
              <Title order={3} className={classes.title}>
                {block.title}
              </Title>
              {action(block)}
            </Group>
            <Text size="sm" mt={4} className={classes.text}>
              {block.text}
            </Text>
            <Group gap={6} mt={8}>
              {(role || phase) && fitOf(block, { role, phase }) === 0 && (
                <Badge variant="light" color="teal" tt="none" fw={500}>
                  {t("fits")}
                </Badge>
              )}
              {block.roles.map((one) => (
                <Badge key={one} variant="default" tt="none" fw={400}>
                  {t(`role.${one}`)}
                </Badge>
              ))}
              {block.phases.map((one) => (
                <Badge key={one} variant="default" tt="none" fw={400}>
                  {t(`phase.${one}`)}
                </Badge>
              ))}
            </Group>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
