// How one gets in: the password, the second step, and everything that is signed in now.

import { Button, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { changeAuthPassword } from "@samovar/client";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask, Refusal } from "~/app/api";
import { queryClient } from "~/app/query";
import { useMe } from "~/app/session";
import { Block, useLeaveGuard } from "~/features/settings/parts";
import { PageHeader, refusalText, showDone, useFormRefusal } from "~/ui";
import { NewPassword } from "./new-password";
import { sessionsQuery } from "./queries";
import { Sessions } from "./sessions";
import { strengthOf } from "./strength";
import { TotpBlock } from "./totp";

function PasswordForm() {
  const { t } = useTranslation("access");
  const { person } = useMe();
  const form = useForm({
    initialValues: { old_password: "", new_password: "" },
    validate: {
      old_password: (password) => (password ? null : t("app:problem.missing")),
      new_password: (password) =>
        strengthOf(password, [person.email]).level < 2 ? t("app:problem.password_weak") : null,
    },
  });
  const refuse = useFormRefusal(form, { password: "new_password" });
  useLeaveGuard(form.isDirty());
  const save = useMutation({
    mutationFn: (body: { old_password: string; new_password: string }) => ask(changeAuthPassword({ body })),
    onSuccess: () => {
      form.reset();
      void queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      showDone(t("password.done"));
    },
    onError: (error) => {
      if (error instanceof Refusal && error.code === "password_wrong")
        form.setFieldError("old_password", refusalText(t, error));
      else refuse(error);
    },
  });
  return (
    <Block title={t("password.title")} text={t("password.text")}>
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md" maw={420}>
          <input type="hidden" autoComplete="username" value={person.email} readOnly />
          <PasswordInput
            label={t("password.old")}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": t("field.show_password") }}
            {...form.getInputProps("old_password")}
          />
          <NewPassword
            value={form.values.new_password}
            onChange={(password) => form.setFieldValue("new_password", password)}
            own={[person.email, person.name]}
            error={form.errors.new_password}
          />
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()} style={{ alignSelf: "flex-start" }}>
            {t("password.action")}
          </Button>
        </Stack>
      </form>
    </Block>
  );
}

export function SecuritySettings() {
  const { t } = useTranslation("access");
  return (
    <>
      <PageHeader title={t("security.title")} text={t("security.text")} />
      <Stack gap="lg">
        <PasswordForm />
        <TotpBlock />
        <Sessions />
      </Stack>
    </>
  );
}
