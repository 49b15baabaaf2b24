// Why a visit could not be put there, and what can be done instead: the nearest free times, or insisting where one may.

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { canForce, conflictText } from "./conflict";
import { NearestTimes } from "./nearest-times";
import type { Changes, Refused } from "./use-changes";

export function ConflictDialog({ changes, zone }: { changes: Changes; zone: string }) {
  const { t } = useTranslation("calendar");
  const { refused, forget } = changes;
  return (
    <Modal
      opened={refused !== undefined}
      onClose={forget}
      title={t("conflict.title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {refused && (
        <Body key={refused.conflict.kind + refused.to.startsAt} refused={refused} changes={changes} zone={zone} />
      )}
    </Modal>
  );
}

function Body({ refused, changes, zone }: { refused: Refused; changes: Changes; zone: string }) {
  const { t } = useTranslation("calendar");
  const { visit, to, conflict } = refused;
  const [isBusy, setIsBusy] = useState(false);
  const again = async (target: Refused["to"]) => {
    setIsBusy(true);
    await changes.move(visit, target);
    setIsBusy(false);
  };
  const length = Date.parse(to.endsAt) - Date.parse(to.startsAt);
  return (
    <Stack>
      <Text size="sm">{conflictText(t, conflict, zone, to)}</Text>
      <NearestTimes
        services={visit.items.map((item) => item.service_id)}
        employee={to.employee}
        branch={to.branch}
        wanted={Date.parse(to.startsAt)}
        moving={visit.id}
        zone={zone}
        except={visit.employee_id === to.employee ? visit.starts_at : undefined}
        onPick={(startsAt) =>
          void again({ ...to, startsAt, endsAt: new Date(Date.parse(startsAt) + length).toISOString() })
        }
      />
      <Group justify="flex-end">
        {canForce(conflict) && (
          <Button
            variant="light"
            loading={isBusy}
            onClick={() => void again({ ...to, force: ["lead", "not_working", "past"] })}
          >
            {t("conflict.anyway")}
          </Button>
        )}
        <Button variant="default" onClick={changes.forget} data-autofocus>
          {t("conflict.leave")}
        </Button>
      </Group>
    </Stack>
  );
}
