// A password being chosen: shown or hidden, with a hint of how hard it is to guess.

import { PasswordInput, type PasswordInputProps, Text } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import classes from "./frame.module.css";
import { strengthOf } from "./strength";

type Props = Omit<PasswordInputProps, "value" | "onChange"> & {
  value: string;
  onChange: (password: string) => void;
  /** What a stranger would try first: the person's e-mail and name. */
  own?: string[];
};

export function NewPassword({ value, onChange, own = [], ...props }: Props) {
  const { t } = useTranslation("access");
  const hint = useId();
  const strength = strengthOf(value, own);
  return (
    <div>
      <PasswordInput
        label={t("field.new_password")}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": t("field.show_password") }}
        required
        withAsterisk={false}
        maxLength={256}
        {...props}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        aria-describedby={hint}
      />
      <div className={classes.meter} data-level={strength.level} aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </div>
      <Text id={hint} size="xs" c="dimmed" mt={6} aria-live="polite">
        {t(`strength.${strength.hint}`)}
      </Text>
    </div>
  );
}
