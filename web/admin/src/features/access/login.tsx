// Signing in: e-mail and password, then a code where the account has a second factor. Too many tries wait visibly. An e-mail whose
// firm has a provider of its own is offered the way there, and so is `?org=`; `?sso=` says how the way back has ended.

import { Button, Divider, PasswordInput, Stack, TextInput } from "@mantine/core";
import { confirmAuthSso, loginAuth } from "@samovar/client";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, Refusal } from "~/app/api";
import { refusalText } from "~/ui/refusal-text";
import { CodeField } from "./code-field";
import { PublicFrame, Way } from "./frame";
import { enter, useWho } from "./go";
import { Refused } from "./refused";
import { hrefOfWay, returned, useWay } from "./sso";
import { clock, useCountdown } from "./use-countdown";

const nextOf = () => new URLSearchParams(location.search).get("next");

function useLogin() {
  const { t } = useTranslation("access");
  const [wait, startWait] = useCountdown();
  const back = returned(location.search);
  // After a provider the code alone is missing; the browser keeps the rest.
  const [isVouched, setIsVouched] = useState(back.step === "code");
  const [step, setStep] = useState<"password" | "code">(back.step);
  const [problem, setProblem] = useState<string | undefined>(
    back.refusal && t([`sso.refusal.${back.refusal}`, "sso.refusal.sso_refused"]),
  );
  const [isBusy, setIsBusy] = useState(false);
  const refuse = (error: unknown) => {
    const code = error instanceof Refusal ? error.code : "";
    if (code === "totp_required") return setStep("code");
    if (code === "sso_over") {
      setIsVouched(false);
      setStep("password");
      return setProblem(t("sso.refusal.sso_over"));
    }
    if (error instanceof Refusal && error.status === 429) {
      startWait(error.retryAfter ?? 60);
      return setProblem(undefined);
    }
    setProblem(refusalText(t, error));
  };
  const login = async (email: string, password: string, code: string) => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      const body = { email: email.trim(), password, ...(code ? { code: code.trim() } : {}) };
      await ask(isVouched ? confirmAuthSso({ body: { code: code.trim() } }) : loginAuth({ body }));
      enter(nextOf());
    } catch (error) {
      setIsBusy(false);
      refuse(error);
    }
  };
  const restart = () => {
    setIsVouched(false);
    setStep("password");
    setProblem(undefined);
  };
  return { login, restart, isVouched, step, problem, isBusy, wait };
}

export function LoginPage() {
  const { t } = useTranslation("access");
  const me = useWho();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const secret = useRef<HTMLInputElement>(null);
  const { login, restart, isVouched, step, problem, isBusy, wait } = useLogin();
  const way = useWay(email, location.search);

  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const blank = {
      ...(email.trim() || isVouched ? {} : { email: t("login.email_missing") }),
      ...(password || isVouched ? {} : { password: t("login.password_missing") }),
    };
    setMissing(blank);
    if (Object.keys(blank).length > 0 || wait > 0) return;
    void login(email, password, step === "code" ? code : "").then(() => secret.current?.select());
  };
  const back = () => {
    setCode("");
    restart();
  };
  useEffect(() => {
    if (me) enter(nextOf());
  }, [me]);

  const isCode = step === "code";
  return (
    <PublicFrame
      title={t(isCode ? "login.code_title" : "login.title")}
      text={isCode ? t(isVouched ? "sso.code_text" : "login.code_text", { email }) : undefined}
      foot={
        isCode ? (
          <Button variant="subtle" color="gray" size="compact-sm" mih={40} px={0} onClick={back}>
            {t("login.another")}
          </Button>
        ) : (
          <>
            <Way to="/forgot">{t("login.forgot")}</Way>
            <Way to="/register">{t("login.register")}</Way>
          </>
        )
      }
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {wait > 0 ? <Refused>{t("login.wait", { time: clock(wait) })}</Refused> : <Refused>{problem}</Refused>}
          {isCode ? (
            <CodeField
              value={code}
              onChange={setCode}
              onReady={(ready) => void login(email, password, ready)}
              isDisabled={isBusy}
            />
          ) : (
            <>
              {way && (
                <>
                  <Button component="a" href={hrefOfWay(way, email, nextOf())} size="md" variant="default" fullWidth>
                    {t("sso.by", { label: way.label })}
                  </Button>
                  <Divider label={t("sso.or")} />
                </>
              )}
              <TextInput
                label={t("field.email")}
                type="email"
                name="email"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                size="md"
                value={email}
                onChange={(event) => setEmail(event.currentTarget.value)}
                error={missing.email}
                autoFocus
              />
              <PasswordInput
                ref={secret}
                label={t("field.password")}
                name="password"
                autoComplete="current-password"
                visibilityToggleButtonProps={{ "aria-label": t("field.show_password") }}
                size="md"
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                error={missing.password}
              />
            </>
          )}
          <Button type="submit" size="md" fullWidth loading={isBusy} disabled={wait > 0 || (isCode && !code.trim())}>
            {t(isCode ? "login.confirm" : "login.action")}
          </Button>
        </Stack>
      </form>
    </PublicFrame>
  );
}
