// Branches: where customers come, when it is open, which rooms there are.

import { Badge, Button, Group, SimpleGrid, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { IconBuildingStore, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { phone } from "~/app/format";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { resourcesQuery } from "~/features/services/queries";
import { EmptyState, ErrorState, Loading, Page, weekdayShort } from "~/ui";
import classes from "./branches.module.css";
import { BranchForm } from "./form";
import { runs } from "./hours";
import { type BranchView, branchesQuery } from "./queries";

function Card({ branch, rooms, onOpen }: { branch: BranchView; rooms: number; onOpen: () => void }) {
  const { t } = useTranslation("branches");
  const hours = runs(branch.hours);
  return (
    <UnstyledButton className={classes.card} onClick={onOpen}>
      <Group justify="space-between" wrap="nowrap" mb={6}>
        <Title order={2} lineClamp={2}>
          {branch.name}
        </Title>
        {!branch.is_active && (
          <Badge variant="default" tt="none">
            {t("inactive")}
          </Badge>
        )}
      </Group>
      <Stack gap={2}>
        <Text size="sm">{branch.address || <span style={{ color: "var(--text-soft)" }}>{t("no_address")}</span>}</Text>
        {branch.phone && <Text size="sm">{phone(branch.phone)}</Text>}
        <Text size="sm" c="dimmed" mt={6}>
          {hours.length === 0
            ? t("no_hours")
            : hours
                .map(
                  ({ from, to, text }) =>
                    `${from === to ? weekdayShort(from) : `${weekdayShort(from)}–${weekdayShort(to)}`} ${text}`,
                )
                .join(" · ")}
        </Text>
        {rooms > 0 && (
          <Text size="sm" c="dimmed">
            {t("rooms", { count: rooms })}
          </Text>
        )}
      </Stack>
    </UnstyledButton>
  );
}

export function BranchesPage() {
  const { t } = useTranslation("branches");
  const mayEdit = useMay("edit_catalog");
  const { data, error, refetch } = useQuery(branchesQuery);
  const { data: rooms = [] } = useQuery(resourcesQuery);
  const [open, setOpen] = useState<string>();
  useLive(["branch.", "resource."], () => {
    void queryClient.invalidateQueries({ queryKey: ["branches"] });
    void queryClient.invalidateQueries({ queryKey: ["resources"] });
  });
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen("new")}>
      {t("add")}
    </Button>
  );
  const opened = data?.find(({ id }) => id === open);
  return (
    <Page title={t("title")} text={t("text")} actions={data && data.length > 0 && add}>
      {error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !data ? (
        <Loading rows={3} />
      ) : data.length === 0 ? (
        <EmptyState icon={IconBuildingStore} title={t("empty.title")} text={t("empty.text")} action={add} />
      ) : (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          {data.map((branch) => (
            <Card
              key={branch.id}
              branch={branch}
              rooms={rooms.filter(({ branch_id }) => branch_id === branch.id).length}
              onOpen={() => setOpen(branch.id)}
            />
          ))}
        </SimpleGrid>
      )}
      {(opened || open === "new") && <BranchForm key={open} branch={opened} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}
