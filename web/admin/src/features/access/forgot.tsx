// A forgotten password. The answer never says whether the e-mail is known, so nobody can fish for accounts.

import { Button, Stack, TextInput } from "@mantine/core";
import { forgotAuthPassword } from "@samovar/client";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, Refusal } from "~/app/api";
import { refusalText } from "~/ui/refusal-text";
import { PublicFrame, Way } from "./frame";
import { Refused } from "./refused";
import { clock, useCountdown } from "./use-countdown";

export function ForgotPage() {
  const { t } = useTranslation("access");
  const [email, setEmail] = useState("");
  const [problem, setProblem] = useState<string>();
  const [sentTo, setSentTo] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const [wait, startWait] = useCountdown();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    if (!/^\S+@\S+$/.test(email.trim())) return setProblem(t("login.email_missing"));
    setIsBusy(true);
    try {
      await ask(forgotAuthPassword({ body: { email: email.trim() } }));
      setSentTo(email.trim());
    } catch (error) {
      if (error instanceof Refusal && error.status === 429) startWait(error.retryAfter ?? 60);
      else setProblem(refusalText(t, error));
    } finally {
      setIsBusy(false);
    }
  };

  const back = <Way to="/login">{t("forgot.back")}</Way>;
  if (sentTo) {
    return (
      <PublicFrame title={t("forgot.sent_title")} text={t("forgot.sent_text", { email: sentTo })} foot={back}>
        <Button variant="default" fullWidth size="md" onClick={() => setSentTo(undefined)}>
          {t("forgot.again")}
        </Button>
      </PublicFrame>
    );
  }
  return (
    <PublicFrame title={t("forgot.title")} text={t("forgot.text")} foot={back}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {wait > 0 && <Refused>{t("login.wait", { time: clock(wait) })}</Refused>}
          <TextInput
            label={t("field.email")}
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            size="md"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={problem}
            autoFocus
          />
          <Button type="submit" size="md" fullWidth loading={isBusy} disabled={wait > 0}>
            {t("forgot.action")}
          </Button>
        </Stack>
      </form>
    </PublicFrame>
  );
}
