// The second step: set it up with an authenticator app, keep the recovery codes, renew them, switch it off.

import { Alert, Badge, Button, Code, CopyButton, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAlertTriangle, IconCheck, IconCopy } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "~/app/session";
import { Block } from "~/features/settings/parts";
import { refusalText, showDone, showProblem } from "~/ui";
import { CodeField } from "./code-field";
import { disableTotp, enableTotp, freshMe, renewCodes, setUpTotp, type TotpSetup } from "./queries";
import { RecoveryCodes } from "./recovery-codes";
import classes from "./security.module.css";

function Setup({
  setup,
  onDone,
  onCancel,
}: {
  setup: TotpSetup;
  onDone: (codes: string[]) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation("access");
  const [code, setCode] = useState("");
  const enable = useMutation({
    mutationFn: enableTotp,
    onSuccess: ({ recovery_codes }) => onDone(recovery_codes),
    onError: () => setCode(""),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim()) enable.mutate(code.trim());
  };
  const grouped = setup.secret.replaceAll(/(.{4})(?=.)/g, "$1 ");
  return (
    <form onSubmit={submit} noValidate>
      <div className={classes.setup}>
        <img
          className={classes.qr}
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(setup.qr_svg)}`}
          alt={t("totp.qr")}
        />
        <Stack gap="md">
          <div>
            <Text fw={600}>{t("totp.first")}</Text>
            <Text size="sm" c="dimmed">
              {t("totp.first_text")}
            </Text>
            <Group gap="xs" mt={8}>
              <Code className={classes.secret}>{grouped}</Code>
              <CopyButton value={setup.secret}>
                {({ copied, copy }) => (
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    mih={40}
                    onClick={copy}
                    leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
                  >
                    {t(copied ? "app:copied" : "app:copy")}
                  </Button>
                )}
              </CopyButton>
            </Group>
          </div>
          <div>
            <Text fw={600} mb={6}>
              {t("totp.second")}
            </Text>
            <CodeField
              value={code}
              onChange={setCode}
              onReady={(ready) => enable.mutate(ready)}
              error={enable.error ? refusalText(t, enable.error) : undefined}
              isDisabled={enable.isPending}
              isOnlyApp
            />
          </div>
          <Group gap="xs">
            <Button type="submit" loading={enable.isPending} disabled={!code.trim()}>
              {t("totp.enable")}
            </Button>
            <Button variant="default" onClick={onCancel}>
              {t("app:cancel")}
            </Button>
          </Group>
        </Stack>
      </div>
    </form>
  );
}

/** Asks for a code (and the password where it is given up) before something about the second step changes. */
function Proof({
  what,
  onClose,
  onCodes,
}: {
  what: "off" | "renew";
  onClose: () => void;
  onCodes: (codes: string[]) => void;
}) {
  const { t } = useTranslation("access");
  const isPhone = useMediaQuery("(max-width: 48em)") ?? false;
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const prove = useMutation({
    mutationFn: async () => {
      if (what === "renew") return renewCodes(code.trim());
      await disableTotp(password, code.trim());
      return undefined;
    },
    onSuccess: async (done) => {
      if (done) onCodes(done.recovery_codes);
      await freshMe();
      showDone(t(what === "off" ? "totp.is_off" : "totp.renewed"));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    prove.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      fullScreen={isPhone}
      title={t(`totp.${what}_title`)}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm">{t(`totp.${what}_text`)}</Text>
          {prove.error && (
            <Alert color="red" role="alert">
              {refusalText(t, prove.error)}
            </Alert>
          )}
          {what === "off" && (
            <PasswordInput
              label={t("field.password")}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ "aria-label": t("field.show_password") }}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
          <CodeField value={code} onChange={setCode} isDisabled={prove.isPending} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button
              type="submit"
              color={what === "off" ? "red" : undefined}
              loading={prove.isPending}
              disabled={!code.trim() || (what === "off" && !password)}
            >
              {t(what === "off" ? "totp.disable" : "totp.renew")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function TotpBlock() {
  const { t } = useTranslation("access");
  const isOn = useMe().has_totp;
  const [setup, setSetup] = useState<TotpSetup>();
  const [codes, setCodes] = useState<string[]>();
  const [asks, setAsks] = useState<"off" | "renew">();
  const begin = useMutation({ mutationFn: setUpTotp, onSuccess: setSetup, onError: showProblem });
  const enabled = async (fresh: string[]) => {
    setCodes(fresh);
    setSetup(undefined);
    await freshMe();
  };
  const badge = (
    <Badge variant="light" color={isOn ? "teal" : "gray"} tt="none" size="lg">
      {t(isOn ? "totp.on" : "totp.off")}
    </Badge>
  );
  return (
    <Block title={t("totp.title")} text={t("totp.text")} action={badge}>
      {codes ? (
        <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />
      ) : setup && !isOn ? (
        <Setup setup={setup} onDone={(fresh) => void enabled(fresh)} onCancel={() => setSetup(undefined)} />
      ) : isOn ? (
        <Group gap="xs">
          <Button variant="default" onClick={() => setAsks("renew")}>
            {t("totp.renew")}
          </Button>
          <Button variant="subtle" color="red" onClick={() => setAsks("off")}>
            {t("totp.disable")}
          </Button>
        </Group>
      ) : (
        <Stack gap="md" align="flex-start">
          <Alert variant="light" color="gray" icon={<IconAlertTriangle size={18} stroke={1.6} />}>
            {t("totp.why")}
          </Alert>
          <Button onClick={() => begin.mutate()} loading={begin.isPending}>
            {t("totp.begin")}
          </Button>
        </Stack>
      )}
      {asks && <Proof what={asks} onClose={() => setAsks(undefined)} onCodes={setCodes} />}
    </Block>
  );
}
