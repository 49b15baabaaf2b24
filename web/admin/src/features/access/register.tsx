// Opening an account and its firm. Four answers; the rest (zone, language) the browser knows and the settings can change.

import { Button, Stack, Text, TextInput } from "@mantine/core";
import { registerAuth } from "@samovar/client";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, Refusal } from "~/app/api";
import { currentLang } from "~/app/i18n";
import { refusalText } from "~/ui/refusal-text";
import { PublicFrame, Way } from "./frame";
import { enter } from "./go";
import { NewPassword } from "./new-password";
import { Refused } from "./refused";
import { strengthOf } from "./strength";
import { clock, useCountdown } from "./use-countdown";

type Field = "name" | "email" | "password" | "org_name";
const FIELDS: Field[] = ["org_name", "name", "email", "password"];
const EMPTY: Record<Field, string> = { name: "", email: "", password: "", org_name: "" };

export function RegisterPage() {
  const { t } = useTranslation("access");
  const [wait, startWait] = useCountdown();
  const [values, setValues] = useState(EMPTY);
  const [errors, setErrors] = useState<Partial<Record<Field, string>>>({});
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  const set = (field: Field, value: string) => {
    setValues((now) => ({ ...now, [field]: value }));
    setErrors(({ [field]: _gone, ...rest }) => rest);
  };
  const check = (): Partial<Record<Field, string>> => {
    const found: Partial<Record<Field, string>> = {};
    for (const field of FIELDS) if (!values[field].trim()) found[field] = t("app:problem.missing");
    if (values.email.trim() && !/^\S+@\S+\.\S+$/.test(values.email.trim())) found.email = t("register.email_wrong");
    if (values.password && strengthOf(values.password, [values.email]).level < 2)
      found.password = t("app:problem.password_weak");
    return found;
  };
  const refuse = (error: unknown) => {
    if (error instanceof Refusal && error.status === 429) return startWait(error.retryAfter ?? 60);
    if (error instanceof Refusal) {
      const named = error.errors[0]?.field ?? error.field ?? (error.code === "email_taken" ? "email" : "");
      const field = FIELDS.find((known) => known === named);
      if (field) return setErrors({ [field]: refusalText(t, error) });
    }
    setProblem(refusalText(t, error));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = check();
    setErrors(found);
    setProblem(undefined);
    if (Object.keys(found).length > 0 || wait > 0) return;
    setIsBusy(true);
    try {
      const body = { ...values, email: values.email.trim(), lang: currentLang(), ...(timezone ? { timezone } : {}) };
      await ask(registerAuth({ body }));
      enter("/onboarding");
    } catch (error) {
      setIsBusy(false);
      refuse(error);
    }
  };

  return (
    <PublicFrame
      title={t("register.title")}
      text={t("register.text")}
      foot={
        <>
          {t("register.known")} <Way to="/login">{t("login.action")}</Way>
        </>
      }
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {wait > 0 ? <Refused>{t("login.wait", { time: clock(wait) })}</Refused> : <Refused>{problem}</Refused>}
          <TextInput
            label={t("field.org_name")}
            description={t("field.org_name_hint")}
            autoComplete="organization"
            maxLength={200}
            size="md"
            value={values.org_name}
            onChange={(event) => set("org_name", event.currentTarget.value)}
            error={errors.org_name}
            autoFocus
          />
          <TextInput
            label={t("field.name")}
            autoComplete="name"
            maxLength={200}
            size="md"
            value={values.name}
            onChange={(event) => set("name", event.currentTarget.value)}
            error={errors.name}
          />
          <TextInput
            label={t("field.email")}
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            size="md"
            value={values.email}
            onChange={(event) => set("email", event.currentTarget.value)}
            error={errors.email}
          />
          <NewPassword
            label={t("field.password")}
            size="md"
            value={values.password}
            onChange={(password) => set("password", password)}
            own={[values.email, values.name]}
            error={errors.password}
          />
          <Button type="submit" size="md" fullWidth loading={isBusy} disabled={wait > 0}>
            {t("register.action")}
          </Button>
          {timezone && (
            <Text size="xs" c="dimmed">
              {t("register.zone", { zone: timezone })}
            </Text>
          )}
        </Stack>
      </form>
    </PublicFrame>
  );
}
