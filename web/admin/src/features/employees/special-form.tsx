// A vacation, a day off or other hours. Visits that would be in the way are shown before anything is saved.

import { Alert, Anchor, Button, Group, List, Modal, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { moment } from "~/app/format";
import { asEnd, Problem, showDone, TimeField } from "~/ui";
import { DateLocale } from "~/ui/date-locale";
import { type RangeView, usePutSpecial } from "./queries";

type Kind = "vacation" | "off" | "sick" | "hours";
const KINDS: Kind[] = ["vacation", "off", "sick", "hours"];

export function SpecialForm({ employeeId, onClose }: { employeeId: string; onClose: () => void }) {
  const { t } = useTranslation("employees");
  const zone = useZone();
  const put = usePutSpecial(employeeId);
  const [kind, setKind] = useState<Kind>("vacation");
  const [range, setRange] = useState<[string | null, string | null]>([null, null]);
  const [hours, setHours] = useState({ starts: "12:00", ends: "18:00" });
  const [reason, setReason] = useState("");
  const [preview, setPreview] = useState<RangeView>();
  const [from, to] = [range[0], range[1] ?? range[0]];
  const isWrong = kind === "hours" && hours.starts >= hours.ends;
  const submit = async (isPreview: boolean) => {
    if (!from || !to) return;
    const spans = kind === "hours" ? [hours] : [];
    const said = reason.trim() || (kind === "hours" ? "" : t(`special.kind_${kind}`));
    try {
      const answer = await put.mutateAsync({ from, to, spans, reason: said, preview: isPreview });
      if (isPreview && answer.collisions.length > 0) return setPreview(answer);
      if (isPreview) return submit(false);
      showDone(t("special.saved"));
      onClose();
    } catch {
      // Shown below from the mutation.
    }
  };
  return (
    <Modal opened onClose={onClose} title={t("special.add")} closeButtonProps={{ "aria-label": t("app:close") }}>
      <DateLocale>
        <Stack>
          <SegmentedControl
            fullWidth
            value={kind}
            onChange={(chosen) => setKind(chosen as Kind)}
            data={KINDS.map((value) => ({ value, label: t(`special.kind_${value}`) }))}
            aria-label={t("special.kind")}
          />
          <DatePickerInput
            type="range"
            allowSingleDateInRange
            label={t("special.dates")}
            placeholder={t("special.dates_hint")}
            value={range}
            onChange={(chosen) => {
              setRange(chosen);
              setPreview(undefined);
            }}
            valueFormat="D MMMM YYYY"
          />
          {kind === "hours" && (
            <Group gap={6} align="flex-end">
              <TimeField
                label={t("special.from")}
                value={hours.starts}
                error={isWrong}
                onChange={(starts) => setHours({ ...hours, starts })}
              />
              <TimeField
                label={t("special.to")}
                value={hours.ends}
                error={isWrong}
                onChange={(ends) => setHours({ ...hours, ends: asEnd(ends) })}
              />
            </Group>
          )}
          <TextInput
            label={t("special.reason")}
            value={reason}
            maxLength={200}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {preview && (
            <Alert
              color="orange"
              icon={<IconAlertTriangle size={20} />}
              title={t("special.collisions", { count: preview.collisions.length })}
            >
              <List size="sm" spacing={4} mb="xs">
                {preview.collisions.slice(0, 5).map((visit) => (
                  <List.Item key={visit.id}>
                    {moment(visit.starts_at, zone)}
                    {visit.contact?.name ? ` · ${visit.contact.name}` : ""}
                  </List.Item>
                ))}
              </List>
              <Text size="sm">
                {t("special.collisions_text")}{" "}
                <Anchor component={Link} to="/calendar" size="sm" underline="always">
                  {t("special.to_calendar")}
                </Anchor>
              </Text>
            </Alert>
          )}
          <Problem error={put.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button
              disabled={!from || isWrong}
              loading={put.isPending}
              onClick={() => void submit(preview === undefined)}
            >
              {preview ? t("special.save_anyway") : t("app:save")}
            </Button>
          </Group>
        </Stack>
      </DateLocale>
    </Modal>
  );
}
