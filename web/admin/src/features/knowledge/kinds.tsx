// What a document is, drawn: an article, a page, a site, or a file by the ending of its name.

import {
  IconFile,
  IconFileSpreadsheet,
  IconFileText,
  IconFileTypeDoc,
  IconFileTypePdf,
  IconNotes,
  IconPresentation,
  IconSitemap,
  IconWorld,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./knowledge.module.css";
import type { DocumentView } from "./queries";

const ENDINGS: [RegExp, typeof IconFile][] = [
  [/\.pdf$/i, IconFileTypePdf],
  [/\.(docx|odt)$/i, IconFileTypeDoc],
  [/\.(xlsx|xls|ods|csv|tsv)$/i, IconFileSpreadsheet],
  [/\.pptx$/i, IconPresentation],
  [/\.(txt|md|markdown|html?)$/i, IconFileText],
];
const KINDS = { article: IconNotes, file: IconFile, page: IconWorld, site: IconSitemap };

/** `name`: of the file, where it is known. */
export function KindIcon({ kind, name, size = 20 }: { kind: DocumentView["kind"]; name?: string; size?: number }) {
  const { t } = useTranslation("knowledge");
  const byEnding = name ? ENDINGS.find(([ending]) => ending.test(name))?.[1] : undefined;
  const Icon = byEnding ?? KINDS[kind];
  return (
    <span className={classes.kind} role="img" aria-label={t(`kind.${kind}`)}>
      <Icon size={size} stroke={1.6} aria-hidden />
    </span>
  );
}
