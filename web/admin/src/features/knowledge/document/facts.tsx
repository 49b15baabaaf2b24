// What is known of a document beside its text, and what can be changed about it: its name, place and language, whether it
// is used at all.

import { Button, Stack, Switch, Text, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { bytes, moment, number } from "~/app/format";
import { showProblem } from "~/ui";
import { LangSelect } from "../editor";
import { changeDocument, type DocumentView } from "../queries";
import { CategorySelect } from "../tree/category-select";
import classes from "./document.module.css";

interface Props {
  document: DocumentView;
  mayEdit: boolean;
  onRemove: () => void;
}

export function Facts({ document, mayEdit, onRemove }: Props) {
  const { t } = useTranslation("knowledge");
  const zone = useZone();
  const { id, kind, title, status, url, site_id: site } = document;
  const [name, setName] = useState(title);
  const [isBusy, setIsBusy] = useState(false);
  // Shown as it was just switched, until the server has said so too.
  const [wish, setWish] = useState<boolean>();
  const change = async (body: Parameters<typeof changeDocument>[1]) => {
    setIsBusy(true);
    try {
      await changeDocument(id, body);
    } catch (error) {
      setName(title);
      showProblem(error);
    }
    setIsBusy(false);
    setWish(undefined);
  };
  const turn = (isActive: boolean) => {
    setWish(isActive);
    void change({ is_active: isActive });
  };
  const rename = () => {
    const clean = name.trim();
    if (clean === "" || clean === title) return setName(title);
    void change({ title: clean });
  };
  const facts: [string, string][] = [
    [t("facts.kind"), t(`kind.${kind}`)],
    ...(kind === "site" ? [] : ([[t("facts.passages"), number(document.chunks)]] as [string, string][])),
    ...(document.bytes > 0 ? ([[t("facts.size"), bytes(document.bytes)]] as [string, string][]) : []),
    [t("facts.added"), moment(document.created_at, zone)],
    ...(document.indexed_at ? ([[t("facts.read"), moment(document.indexed_at, zone)]] as [string, string][]) : []),
  ];
  return (
    <aside className={classes.facts} aria-label={t("facts.title")}>
      <Stack gap="md">
        {mayEdit && (
          <Switch
            label={t("facts.used")}
            description={t("facts.used_hint")}
            checked={wish ?? status !== "off"}
            disabled={isBusy}
            onChange={(event) => turn(event.currentTarget.checked)}
          />
        )}
        {kind !== "article" && (
          <TextInput
            label={t("facts.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onBlur={rename}
            onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
            readOnly={!mayEdit}
            maxLength={200}
          />
        )}
        <CategorySelect
          value={document.category_id}
          disabled={!mayEdit || isBusy}
          onChange={(category) => void change({ category_id: category ?? null })}
        />
        <LangSelect
          value={document.lang}
          disabled={!mayEdit || isBusy}
          onChange={(lang) => void change({ lang: lang ?? null })}
        />
        <dl className={classes.list}>
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd className="tabular">{value}</dd>
            </div>
          ))}
          {url && (
            <div>
              <dt>{t("facts.source")}</dt>
              <dd>
                <a href={url} target="_blank" rel="noreferrer">
                  {url}
                </a>
              </dd>
            </div>
          )}
          {site && (
            <div>
              <dt>{t("facts.site")}</dt>
              <dd>
                <Link to="/knowledge/documents/$documentId" params={{ documentId: site }}>
                  {t("facts.site_open")}
                </Link>
              </dd>
            </div>
          )}
        </dl>
        {(kind === "page" || kind === "site") && (
          <Text size="xs" c="dimmed">
            {t("site.again")}
          </Text>
        )}
        {mayEdit && (
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={onRemove}
            style={{ alignSelf: "flex-start" }}
          >
            {t("app:delete")}
          </Button>
        )}
      </Stack>
    </aside>
  );
}
