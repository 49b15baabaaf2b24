// Special dates of an employee: vacations, days off, other hours. Neighbouring dates alike are shown as one stretch.

import { ActionIcon, Button, Group, Paper, Text, Title } from "@mantine/core";
import { IconBeach, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fullDay } from "~/app/format";
import { showProblem } from "~/ui";
import classes from "./employees.module.css";
import { type ExceptionView, useRemoveSpecial } from "./queries";
import { SpecialForm } from "./special-form";
import { stretches } from "./stretch";

export function Special({
  employeeId,
  exceptions,
  mayEdit,
}: {
  employeeId: string;
  exceptions: ExceptionView[];
  mayEdit: boolean;
}) {
  const { t } = useTranslation("employees");
  const [isOpen, setIsOpen] = useState(false);
  const remove = useRemoveSpecial(employeeId);
  const found = stretches(exceptions);
  // Civil dates are shown as they are, whatever the zone.
  const day = (date: string) => fullDay(`${date}T12:00:00Z`, "UTC");
  return (
    <section>
      <Group justify="space-between" mt="xl" mb={4}>
        <Title order={2}>{t("special.title")}</Title>
        {mayEdit && (
          <Button variant="light" leftSection={<IconPlus size={16} />} onClick={() => setIsOpen(true)}>
            {t("special.add")}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {t("special.text")}
      </Text>
      {found.length === 0 ? (
        <Group gap={8} c="dimmed">
          <IconBeach size={18} stroke={1.6} aria-hidden />
          <Text size="sm">{t("special.empty")}</Text>
        </Group>
      ) : (
        <Paper withBorder>
          {found.map(({ from, to, spans, reason }) => {
            const dates = from === to ? day(from) : `${day(from)} – ${day(to)}`;
            return (
              <div key={from} className={classes.special}>
                <div>
                  <Text fw={500}>{dates}</Text>
                  <Text size="sm" c="dimmed">
                    {[
                      spans.length === 0
                        ? t("special.off")
                        : spans.map(({ starts, ends }) => `${starts}–${ends}`).join(", "),
                      reason,
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </Text>
                </div>
                {mayEdit && (
                  <ActionIcon
                    aria-label={t("special.remove", { dates })}
                    loading={remove.isPending && remove.variables.from === from}
                    onClick={() => remove.mutate({ from, to }, { onError: showProblem })}
                  >
                    <IconTrash size={17} stroke={1.6} />
                  </ActionIcon>
                )}
              </div>
            );
          })}
        </Paper>
      )}
      {isOpen && <SpecialForm employeeId={employeeId} onClose={() => setIsOpen(false)} />}
    </section>
  );
}
