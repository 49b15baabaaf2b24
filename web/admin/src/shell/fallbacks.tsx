// What stands where a screen could not: still loading, failed, no such address.

import { Button } from "@mantine/core";
import { IconCompass } from "@tabler/icons-react";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState, Loading } from "~/ui";

export function Pending() {
  return <Loading />;
}

export function Failed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return <ErrorState error={error} retry={retry} />;
}

export function NotFound() {
  const { t } = useTranslation("app");
  const action = (
    <Button component={Link} to="/" variant="light">
      {t("not_found.action")}
    </Button>
  );
  return <EmptyState icon={IconCompass} title={t("not_found.title")} text={t("not_found.text")} action={action} />;
}
