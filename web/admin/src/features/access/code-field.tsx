// The field of the second step: six digits of an authenticator app, or a recovery code when the phone is lost.

import { Anchor, TextInput } from "@mantine/core";
import { IconKey, IconShieldLock } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { codeKind } from "./next";

interface Props {
  value: string;
  onChange: (code: string) => void;
  /** Called once the six digits are there, so that nobody hunts for the button. */
  onReady?: (code: string) => void;
  error?: string | undefined;
  isDisabled?: boolean;
  /** While the app is being set up there are no recovery codes yet. */
  isOnlyApp?: boolean;
}

export function CodeField({ value, onChange, onReady, error, isDisabled = false, isOnlyApp = false }: Props) {
  const { t } = useTranslation("access");
  const [isRecovery, setIsRecovery] = useState(false);
  const type = (typed: string) => {
    onChange(typed);
    if (!isRecovery && codeKind(typed) === "app" && codeKind(value) !== "app") onReady?.(typed);
  };
  const swap = () => {
    setIsRecovery(!isRecovery);
    onChange("");
  };
  const Icon = isRecovery ? IconKey : IconShieldLock;
  return (
    <div>
      <TextInput
        key={isRecovery ? "recovery" : "app"}
        label={t(isRecovery ? "field.recovery" : "field.code")}
        description={t(isRecovery ? "field.recovery_hint" : "field.code_hint")}
        leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
        value={value}
        onChange={(event) => type(event.currentTarget.value)}
        inputMode={isRecovery ? "text" : "numeric"}
        autoComplete={isRecovery ? "off" : "one-time-code"}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
        size="md"
        className="tabular"
        disabled={isDisabled}
        error={error}
        data-autofocus
        autoFocus
      />
      {!isOnlyApp && (
        <Anchor component="button" type="button" size="sm" fw={500} mt={8} mih={40} ta="start" onClick={swap}>
          {t(isRecovery ? "login.by_app" : "login.by_recovery")}
        </Anchor>
      )}
    </div>
  );
}
