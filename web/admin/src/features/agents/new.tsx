// The factory: ready-made agents by what they do, each with what the firm needs before it is of use.

import { Badge, Box, Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { IconArrowLeft, IconPencilPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { ErrorState, Forbidden, Loading, PageHeader, showProblem } from "~/ui";
import classes from "./agents.module.css";
import { templatesQuery, useCreateAgent } from "./queries";
import { ROLES, type Role } from "./spec";
import { TemplateCard } from "./template-card";
import { found } from "./template-search";

export function NewAgentPage() {
  const { t } = useTranslation("agents");
  const mayEdit = useMay("edit_catalog");
  const pack = useFirm()?.pack ?? "";
  const navigate = useNavigate();
  const create = useCreateAgent();
  const { data, error, refetch } = useQuery(templatesQuery);
  const [role, setRole] = useState<Role | "">("");
  const [needle, setNeedle] = useState("");
  if (!mayEdit) return <Forbidden />;
  const make = (from: Parameters<typeof create.mutate>[0]) =>
    create.mutate(from, {
      onSuccess: ({ id }) => void navigate({ to: "/agents/$agentId", params: { agentId: id } }),
      onError: showProblem,
    });
  const shown = found(data ?? [], { needle, role, pack });
  return (
    <Box p={{ base: "md", sm: "xl" }} maw={1440} mx="auto" w="100%">
      <Link to="/agents" className={classes.back}>
        <IconArrowLeft size={17} aria-hidden />
        {t("title")}
      </Link>
      <PageHeader title={t("factory.title")} text={t("factory.text")} />
      <Stack gap="lg">
        <Group align="flex-end" gap="sm">
          <TextInput
            className={classes.find}
            value={needle}
            onChange={(event) => setNeedle(event.currentTarget.value)}
            placeholder={t("factory.search")}
            aria-label={t("factory.search")}
            leftSection={<IconSearch size={16} aria-hidden />}
          />
          <Select
            aria-label={t("who.role")}
            value={role}
            onChange={(next) => setRole((next ?? "") as Role | "")}
            allowDeselect={false}
            data={[
              { value: "", label: t("factory.any_role") },
              ...ROLES.map((value) => ({ value, label: t(`role.${value}.name`) })),
            ]}
          />
          <Button
            variant="default"
            leftSection={<IconPencilPlus size={16} />}
            loading={create.isPending}
            onClick={() => make({ name: t("factory.blank_name"), role: role || "front_desk" })}
          >
            {t("factory.blank")}
          </Button>
        </Group>
        {error && !data ? (
          <ErrorState error={error} retry={refetch} />
        ) : !data ? (
          <Loading avatar rows={5} />
        ) : shown.length === 0 ? (
          <Text c="dimmed">{t("factory.nothing")}</Text>
        ) : (
          <SimpleGrid component="ul" className={classes.grid} cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
            {shown.map((template) => (
              <TemplateCard
                key={template.key}
                template={template}
                isOwn={template.packs.includes(pack)}
                isBusy={create.isPending}
                onTake={() => make({ template: template.key })}
              />
            ))}
          </SimpleGrid>
        )}
        {data && (
          <Badge variant="default" tt="none" fw={400} className={classes.count}>
            {t("factory.count", { count: shown.length })}
          </Badge>
        )}
      </Stack>
    </Box>
  );
}
