// A deal on a page of its own: where links from tasks, notices and conversations lead.

import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useFreshDeals } from "../use-fresh";
import { DealBody } from "./body";
import classes from "./deal.module.css";

export function DealPage() {
  const { t } = useTranslation("deals");
  const { dealId } = useParams({ strict: false }) as { dealId: string };
  const navigate = useNavigate();
  useFreshDeals();
  useEffect(() => {
    document.title = `${t("deal.one")} · Samovar`;
  }, [t]);
  return (
    <div className={classes.page}>
      <Button
        component={Link}
        to="/deals"
        variant="subtle"
        color="gray"
        size="compact-md"
        mb="sm"
        ml={-8}
        leftSection={<IconArrowLeft size={17} aria-hidden />}
      >
        {t("title")}
      </Button>
      <DealBody key={dealId} id={dealId} onGone={() => void navigate({ to: "/deals" })} />
    </div>
  );
}
