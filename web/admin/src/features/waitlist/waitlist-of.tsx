// What a customer waits for, on their card; another wish is added on the spot.

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import type { Client } from "~/features/calendar/contact-field";
import { WaitlistForm } from "./form";
import { WaitlistRows } from "./list";
import classes from "./waitlist.module.css";

export function WaitlistOf({ client }: { client: Client & { id: string } }) {
  const { t } = useTranslation("waitlist");
  const mayBook = useMay("book");
  const [isNew, setIsNew] = useState(false);
  return (
    <section className={classes.of} aria-label={t("title")}>
      <h2 className={classes.ofTitle}>{t("title")}</h2>
      <WaitlistRows
        filter={{ contact: client.id }}
        label={t("title")}
        hidesContact
        empty={<p className={classes.nothing}>{t("of.none")}</p>}
      />
      {mayBook && (
        <Button variant="subtle" size="compact-md" leftSection={<IconPlus size={16} />} onClick={() => setIsNew(true)}>
          {t("of.add")}
        </Button>
      )}
      {isNew && <WaitlistForm wanted={{ client }} onClose={() => setIsNew(false)} />}
    </section>
  );
}
