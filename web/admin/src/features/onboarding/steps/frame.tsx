// A step that is a form: its fields and the button that goes on.

import { Button, Group, Stack } from "@mantine/core";
import type { FormEventHandler, ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  onSubmit: FormEventHandler<HTMLFormElement>;
  isSaving: boolean;
  width?: number;
  children: ReactNode;
}

export function StepFrame({ onSubmit, isSaving, width = 440, children }: Props) {
  const { t } = useTranslation("onboarding");
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack maw={width}>
        {children}
        <Group>
          <Button type="submit" loading={isSaving}>
            {t("next")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
