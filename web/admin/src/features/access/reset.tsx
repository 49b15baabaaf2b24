// A new password by the link of a letter. The link works once; afterwards everything open elsewhere is ended.

import { Button, Stack } from "@mantine/core";
import { resetAuthPassword } from "@samovar/client";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, Refusal } from "~/app/api";
import { refusalText } from "~/ui/refusal-text";
import { PublicFrame, Way } from "./frame";
import { hrefOf } from "./go";
import { NewPassword } from "./new-password";
import { tokenOf } from "./next";
import { Refused } from "./refused";
import { strengthOf } from "./strength";

/** Takes the secret out of the address bar, so that it is neither copied nor left in the history. */
export function useLinkToken(): string {
  const [token] = useState(() => tokenOf(location.hash, location.search));
  useEffect(() => {
    if (token) history.replaceState(history.state, "", location.pathname);
  }, [token]);
  return token;
}

export function ResetPage() {
  const { t } = useTranslation("access");
  const token = useLinkToken();
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const [isDone, setIsDone] = useState(false);
  const [isDead, setIsDead] = useState(token === "");

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    setError(undefined);
    if (strengthOf(password).level < 2) return setError(t("app:problem.password_weak"));
    setIsBusy(true);
    try {
      await ask(resetAuthPassword({ body: { token, password } }));
      setIsDone(true);
    } catch (refused) {
      const code = refused instanceof Refusal ? refused.code : "";
      if (code === "reset_token_invalid") setIsDead(true);
      else if (code === "password_weak") setError(refusalText(t, refused));
      else setProblem(refusalText(t, refused));
    } finally {
      setIsBusy(false);
    }
  };

  if (isDone) {
    return (
      <PublicFrame title={t("reset.done_title")} text={t("reset.done_text")}>
        <Button component="a" href={hrefOf("/login")} size="md" fullWidth>
          {t("login.action")}
        </Button>
      </PublicFrame>
    );
  }
  const back = <Way to="/login">{t("forgot.back")}</Way>;
  if (isDead) {
    return (
      <PublicFrame title={t("reset.dead_title")} text={t("reset.dead_text")} foot={back}>
        <Button component="a" href={hrefOf("/forgot")} size="md" fullWidth>
          {t("reset.again")}
        </Button>
      </PublicFrame>
    );
  }
  return (
    <PublicFrame title={t("reset.title")} text={t("reset.text")} foot={back}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Refused>{problem}</Refused>
          <NewPassword size="md" value={password} onChange={setPassword} error={error} autoFocus />
          <Button type="submit" size="md" fullWidth loading={isBusy}>
            {t("reset.action")}
          </Button>
        </Stack>
      </form>
    </PublicFrame>
  );
}
