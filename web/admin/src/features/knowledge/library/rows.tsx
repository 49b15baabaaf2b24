// Documents one below the other: what each is, where it lies, how far it is, what can be done with it.

import { Paper, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { bytes, moment, recent } from "~/app/format";
import { hostOf } from "../files/address";
import { KindIcon } from "../kinds";
import classes from "../knowledge.module.css";
import type { CategoryView, DocumentView } from "../queries";
import { DocumentStatus, useFailure } from "../status";
import { placeOf } from "../tree/tree";
import { RowMenu } from "./row-menu";

interface Props {
  rows: DocumentView[];
  categories: CategoryView[];
  /** The category that is open: its name is not repeated in every row. */
  shown: string | undefined;
  mayEdit: boolean;
}

function Row({ document, place, mayEdit }: { document: DocumentView; place: string; mayEdit: boolean }) {
  const { t } = useTranslation("knowledge");
  const zone = useZone();
  const failure = useFailure();
  const { id, kind, title, url, status, updated_at: updated } = document;
  const about = [kind === "page" || kind === "site" ? url && hostOf(url) : undefined, place]
    .filter(Boolean)
    .join(" · ");
  return (
    <li className={classes.row} data-off={status === "off" || undefined}>
      <Link
        to="/knowledge/documents/$documentId"
        params={{ documentId: id }}
        className={classes.open}
        aria-label={title}
      />
      <KindIcon kind={kind} />
      <div className={classes.about}>
        <Text fw={500} lineClamp={2} style={{ overflowWrap: "anywhere" }}>
          {title}
        </Text>
        {status === "failed" ? (
          <Text size="sm" className={classes.bad}>
            {failure(document)}
          </Text>
        ) : (
          about && (
            <Text size="sm" c="dimmed" lineClamp={1}>
              {about}
            </Text>
          )
        )}
      </div>
      <div className={classes.state}>
        <DocumentStatus document={document} />
      </div>
      <Text span size="sm" c="dimmed" className={`${classes.size} tabular`}>
        {document.bytes > 0 ? bytes(document.bytes) : ""}
      </Text>
      <Text
        span
        size="sm"
        c="dimmed"
        className={`${classes.when} tabular`}
        title={t("updated_at", { at: moment(updated, zone) })}
      >
        {recent(updated, zone)}
      </Text>
      <RowMenu document={document} mayEdit={mayEdit} />
    </li>
  );
}

export function Rows({ rows, categories, shown, mayEdit }: Props) {
  const { t } = useTranslation("knowledge");
  return (
    <Paper withBorder className={classes.sheet}>
      <ul className={classes.rows} aria-label={t("list")}>
        {rows.map((document) => {
          const isElsewhere = document.category_id !== shown;
          const place = isElsewhere ? placeOf(categories, document.category_id) : "";
          return <Row key={document.id} document={document} place={place} mayEdit={mayEdit} />;
        })}
      </ul>
    </Paper>
  );
}
