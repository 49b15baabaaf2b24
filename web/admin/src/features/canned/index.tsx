// Canned replies of the firm: what people send again and again, found by a short word after a slash.

import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { IconMessageBolt, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { Block } from "~/features/settings/parts";
import { EmptyState, ErrorState, Loading, PageHeader } from "~/ui";
import classes from "./canned.module.css";
import { CannedForm } from "./form";
import { cannedQuery } from "./queries";
import type { CannedReply } from "./wire";

/** More of them want a search. */
const MANY = 8;

function holds(reply: CannedReply, query: string): boolean {
  const asked = query.trim().replace(/^\//, "").toLocaleLowerCase();
  return `${reply.shortcut}\n${reply.title}\n${reply.text}`.toLocaleLowerCase().includes(asked);
}

export function CannedSettings() {
  const { t } = useTranslation("canned");
  const mayWrite = useMay("converse");
  const { data, error, refetch } = useQuery(cannedQuery);
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState<CannedReply | "new">();
  const shown = data?.filter((reply) => holds(reply, query));
  const add = (
    <Button leftSection={<IconPlus size={17} stroke={1.7} />} onClick={() => setOpen("new")}>
      {t("form.new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} text={t("text")} actions={mayWrite && add} />
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !shown || !data ? (
        <Loading rows={5} />
      ) : data.length === 0 ? (
        <EmptyState icon={IconMessageBolt} title={t("empty.title")} text={t("empty.text")} />
      ) : (
        <Block>
          {data.length > MANY && (
            <TextInput
              type="search"
              mb="sm"
              value={query}
              onChange={(event) => setQuery(event.currentTarget.value)}
              placeholder={t("search")}
              aria-label={t("search")}
              leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
            />
          )}
          {shown.length === 0 ? (
            <p className={classes.none}>{t("none")}</p>
          ) : (
            <ul className={classes.rows} aria-label={t("title")}>
              {shown.map((reply) => (
                <li key={reply.id} className={classes.row}>
                  <UnstyledButton className={classes.rowButton} disabled={!mayWrite} onClick={() => setOpen(reply)}>
                    <span className={classes.line}>
                      <span className={classes.shortcut}>/{reply.shortcut}</span>
                      <span className={classes.name}>{reply.title}</span>
                      {reply.used_count > 0 && (
                        <span className={classes.used}>{t("used", { count: reply.used_count })}</span>
                      )}
                    </span>
                    <span className={classes.text}>{reply.text.replaceAll(/\s+/g, " ")}</span>
                  </UnstyledButton>
                </li>
              ))}
            </ul>
          )}
        </Block>
      )}
      {open && (
        <CannedForm
          key={open === "new" ? "new" : open.id}
          reply={open === "new" ? undefined : open}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}
