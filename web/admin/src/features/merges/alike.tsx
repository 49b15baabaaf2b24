// Above a card: somebody else's card looks like this one.

import { Alert, Button, Group, Text } from "@mantine/core";
import { IconArrowsJoin, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { nameOf } from "~/features/contacts/names";
import { showDone, showProblem } from "~/ui";
import { alikeQuery, dismiss } from "./queries";

const MergeDialog = lazy(async () => ({ default: (await import("./dialog")).MergeDialog }));

export function Alike({ id, onMerged }: { id: string; onMerged: (kept: string) => void }) {
  const { t } = useTranslation(["merges", "contacts"]);
  const mayEdit = useMay("edit_contacts");
  const { data: pairs } = useQuery({ ...alikeQuery(id), enabled: mayEdit });
  const [other, setOther] = useState<string>();
  const [pair] = pairs ?? [];
  const double = pair && (pair.a.id === id ? pair.b : pair.a);
  const part = async () => {
    if (!pair) return;
    try {
      await dismiss(pair);
      showDone(t("dismissed"));
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <>
      {double && pair && (
        <Alert color="copper" variant="light" mb="md" icon={<IconUsers size={18} aria-hidden />} p="sm">
          <Group justify="space-between" gap="xs">
            <Text size="sm" flex="1 1 240px" style={{ overflowWrap: "anywhere" }}>
              {t("alike", {
                name: nameOf(t, double),
                why: pair.reasons.map((reason) => t(`reason_in.${reason}`)).join(", "),
              })}
            </Text>
            <Group gap={6}>
              <Button variant="subtle" size="compact-sm" onClick={() => void part()}>
                {t("dismiss")}
              </Button>
              <Button
                variant="light"
                size="compact-sm"
                leftSection={<IconArrowsJoin size={15} stroke={1.8} aria-hidden />}
                onClick={() => setOther(double.id)}
              >
                {t("compare")}
              </Button>
            </Group>
          </Group>
        </Alert>
      )}
      <Suspense>
        {other && <MergeDialog kept={id} other={other} onClose={() => setOther(undefined)} onMerged={onMerged} />}
      </Suspense>
    </>
  );
}
