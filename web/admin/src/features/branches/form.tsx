// One branch: address, hours, rooms.

import { Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { FormDrawer, showDone, useFormRefusal, useRemoval } from "~/ui";
import { byDay, faults } from "./hours";
import { HoursEditor } from "./hours-editor";
import { type BranchValues, type BranchView, useRemoveBranch, useSaveBranch } from "./queries";
import { Rooms } from "./rooms";

const ZONES = Intl.supportedValuesOf("timeZone");

export function BranchForm({ branch, onClose }: { branch: BranchView | undefined; onClose: () => void }) {
  const { t } = useTranslation("branches");
  const mayEdit = useMay("edit_catalog");
  const removal = useRemoval();
  const firm = useFirm();
  const save = useSaveBranch(branch?.id);
  const remove = useRemoveBranch();
  const form = useForm<BranchValues>({
    initialValues: {
      name: branch?.name ?? "",
      address: branch?.address ?? "",
      directions: branch?.directions ?? "",
      phone: branch?.phone ?? "",
      timezone: branch?.timezone ?? firm?.timezone ?? "Europe/Moscow",
      hours: branch?.hours ?? [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: "10:00", closes: "20:00" })),
      is_active: branch?.is_active ?? true,
    },
    validate: {
      name: (name) => (name.trim() ? null : t("form.name_missing")),
      hours: (hours) => (faults(byDay(hours)).length > 0 ? t("form.hours_order") : null),
    },
  });
  const refused = useFormRefusal(form as never);
  const submit = form.onSubmit(async (values) => {
    try {
      await save.mutateAsync({ ...values, name: values.name.trim() });
      showDone(t(branch ? "saved" : "added"));
      onClose();
    } catch (error) {
      refused(error);
    }
  });
  const drop = ({ id, name }: BranchView) =>
    removal({
      title: t("remove.title", { name }),
      text: t("remove.text"),
      used: t("remove.used"),
      remove: () => remove.mutateAsync(id),
      after: onClose,
    });
  const zones = ZONES.includes(form.values.timezone) ? ZONES : [form.values.timezone, ...ZONES];
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={branch?.name ?? t("new")}
      size={540}
      isDirty={mayEdit && form.isDirty()}
      isSaving={save.isPending}
      onSubmit={submit}
      onRemove={branch && mayEdit ? () => void drop(branch) : undefined}
    >
      <TextInput
        label={t("form.name")}
        placeholder={t("form.name_example")}
        required
        data-autofocus
        maxLength={200}
        {...form.getInputProps("name")}
      />
      <TextInput
        label={t("form.address")}
        placeholder={t("form.address_example")}
        autoComplete="street-address"
        maxLength={300}
        {...form.getInputProps("address")}
      />
      <Textarea
        label={t("form.directions")}
        description={t("form.directions_hint")}
        autosize
        minRows={2}
        maxLength={2000}
        {...form.getInputProps("directions")}
      />
      <TextInput label={t("form.phone")} type="tel" inputMode="tel" maxLength={32} {...form.getInputProps("phone")} />
      <Select
        label={t("form.zone")}
        data={zones}
        searchable
        allowDeselect={false}
        {...form.getInputProps("timezone")}
      />
      <HoursEditor value={form.values.hours} onChange={(hours) => form.setFieldValue("hours", hours)} />
      {branch && <Rooms branchId={branch.id} mayEdit={mayEdit} />}
      {branch && (
        <Switch
          label={t("form.is_active")}
          description={t("form.is_active_hint")}
          {...form.getInputProps("is_active", { type: "checkbox" })}
        />
      )}
    </FormDrawer>
  );
}
