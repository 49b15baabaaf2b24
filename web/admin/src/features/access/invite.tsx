// An invitation by link: who invites where and as whom. A new person chooses a name and a password, a known one signs in,
// and who is signed in with that e-mail already just agrees.

import { Button, Card, Group, PasswordInput, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { acceptInvitations, lookInvitations, type Offer } from "@samovar/client";
import { type FormEvent, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, Refusal } from "~/app/api";
import { day } from "~/app/format";
import { currentLang } from "~/app/i18n";
import { refusalText } from "~/ui/refusal-text";
import { CodeField } from "./code-field";
import { PublicFrame, Way } from "./frame";
import { enter, hrefOf, useWho } from "./go";
import { NewPassword } from "./new-password";
import { Refused } from "./refused";
import { useLinkToken } from "./reset";
import { strengthOf } from "./strength";
import { clock, useCountdown } from "./use-countdown";

function OfferCard({ offer }: { offer: Offer }) {
  const { t } = useTranslation(["access", "people"]);
  return (
    <Card padding="md">
      <Stack gap={4}>
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{t(`people:role.${offer.role}.name`)}</Text>
          <Text size="xs" c="dimmed">
            {t("invite.until", { date: day(offer.expires_at) })}
          </Text>
        </Group>
        <Text size="sm" c="dimmed">
          {t(`people:role.${offer.role}.text`)}
        </Text>
      </Stack>
    </Card>
  );
}

interface FormProps {
  token: string;
  offer: Offer;
  isMine: boolean;
  onDead: () => void;
}

function useAccept({ token, onDead }: FormProps) {
  const { t } = useTranslation(["access", "people"]);
  const [wait, startWait] = useCountdown();
  const [needsCode, setNeedsCode] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const accept = async (answers: { name?: string; password?: string; code?: string }) => {
    setProblem(undefined);
    setIsBusy(true);
    try {
      await ask(acceptInvitations({ body: { token, ...answers, lang: currentLang() } }));
      enter("/");
    } catch (error) {
      setIsBusy(false);
      const code = error instanceof Refusal ? error.code : "";
      if (code === "totp_required") setNeedsCode(true);
      else if (code === "invitation_gone") onDead();
      else if (error instanceof Refusal && error.status === 429) startWait(error.retryAfter ?? 60);
      else setProblem(refusalText(t, error));
    }
  };
  return { accept, needsCode, problem, setProblem, isBusy, wait };
}

function AcceptForm(props: FormProps) {
  const { offer, isMine } = props;
  const { t } = useTranslation(["access", "people"]);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const { accept, needsCode, problem, setProblem, isBusy, wait } = useAccept(props);
  const answers = (ready = code) => ({
    ...(offer.has_account ? {} : { name: name.trim() }),
    ...(isMine ? {} : { password }),
    ...(needsCode && ready ? { code: ready.trim() } : {}),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!offer.has_account && !name.trim()) return setProblem(t("invite.name_missing"));
    if (!isMine && !password) return setProblem(t("login.password_missing"));
    if (!offer.has_account && strengthOf(password, [offer.email]).level < 2)
      return setProblem(t("app:problem.password_weak"));
    void accept(answers());
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <OfferCard offer={offer} />
        {wait > 0 ? <Refused>{t("login.wait", { time: clock(wait) })}</Refused> : <Refused>{problem}</Refused>}
        {!isMine && (
          <TextInput label={t("field.email")} value={offer.email} autoComplete="username" size="md" readOnly />
        )}
        {!offer.has_account && (
          <TextInput
            label={t("field.name")}
            autoComplete="name"
            maxLength={200}
            size="md"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoFocus
          />
        )}
        {!isMine && !offer.has_account && (
          <NewPassword
            label={t("field.password")}
            size="md"
            value={password}
            onChange={setPassword}
            own={[offer.email, name]}
          />
        )}
        {!isMine && offer.has_account && (
          <PasswordInput
            label={t("field.password")}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": t("field.show_password") }}
            size="md"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoFocus
          />
        )}
        {needsCode && <CodeField value={code} onChange={setCode} onReady={(ready) => void accept(answers(ready))} />}
        <Button type="submit" size="md" fullWidth loading={isBusy} disabled={wait > 0}>
          {t(offer.has_account && !isMine ? "invite.sign_in" : "invite.action")}
        </Button>
      </Stack>
    </form>
  );
}

function DeadLink() {
  const { t } = useTranslation(["access", "people"]);
  return (
    <PublicFrame title={t("invite.dead_title")} text={t("invite.dead_text")}>
      <Button component="a" href={hrefOf("/login")} variant="default" size="md" fullWidth>
        {t("forgot.back")}
      </Button>
    </PublicFrame>
  );
}

export function InvitePage() {
  const { t } = useTranslation(["access", "people"]);
  const token = useLinkToken();
  const [isDead, setIsDead] = useState(token === "");
  const me = useWho();
  const [offer, setOffer] = useState<Offer>();
  const [error, setError] = useState<unknown>();
  const look = useCallback(() => {
    setError(undefined);
    if (token) ask(lookInvitations({ body: { token } })).then(setOffer, setError);
  }, [token]);
  useEffect(look, [look]);
  if (isDead || (error instanceof Refusal && error.status === 404)) return <DeadLink />;
  if (error) {
    return (
      <PublicFrame title={t("invite.failed")} text={refusalText(t, error)}>
        <Button size="md" fullWidth onClick={look}>
          {t("app:error.retry")}
        </Button>
      </PublicFrame>
    );
  }
  if (!offer || me === undefined) {
    return (
      <PublicFrame title={t("invite.opening")}>
        <Stack role="status" aria-label={t("app:loading")}>
          <Skeleton height={92} radius="lg" />
          <Skeleton height={42} />
          <Skeleton height={42} />
        </Stack>
      </PublicFrame>
    );
  }
  const isMine = me?.person.email === offer.email;
  const isOther = me !== null && !isMine;
  const text = isOther
    ? t("invite.other", { mine: me.person.email, email: offer.email })
    : t(isMine ? "invite.text_mine" : offer.has_account ? "invite.text_known" : "invite.text_new");
  return (
    <PublicFrame
      title={t("invite.title", { firm: offer.org_name })}
      text={text}
      foot={offer.has_account && !isMine ? <Way to="/forgot">{t("login.forgot")}</Way> : undefined}
    >
      <AcceptForm token={token} offer={offer} isMine={isMine} onDead={() => setIsDead(true)} />
    </PublicFrame>
  );
}
