// A passage that was found: its source, its place, its words, and a calm bar of how sure it is beside the bound.

import { Anchor, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MarkdownView } from "../editor/markdown-view";
import { hostOf } from "../files/address";
import { type AskedKnowledge, categoriesQuery, documentQuery } from "../queries";
import { placeOf } from "../tree/tree";
import classes from "./ask.module.css";
import { percent } from "./verdict";

type Found = AskedKnowledge["passages"][number];
/** Longer passages are shown in part. */
const SHORT = 420;

export function Sureness({ score, threshold }: { score: number; threshold: number }) {
  const { t } = useTranslation("knowledge");
  const isEnough = score >= threshold;
  const value = percent(score, threshold);
  const label = t(isEnough ? "ask.enough" : "ask.too_little", { percent: value });
  return (
    <span className={classes.sure}>
      <span className={classes.bar} role="img" aria-label={label}>
        <span className={classes.fill} data-enough={isEnough || undefined} style={{ width: `${value}%` }} />
        <span className={classes.bound} style={{ left: `${threshold * 100}%` }} />
      </span>
      <Text span size="xs" c="dimmed" className="tabular">
        {label}
      </Text>
    </span>
  );
}

export function PassageCard({ passage, threshold }: { passage: Found; threshold: number }) {
  const { t } = useTranslation("knowledge");
  const [isWhole, setIsWhole] = useState(false);
  const { data: categories = [] } = useQuery(categoriesQuery);
  const { data: document } = useQuery(documentQuery(passage.document_id));
  const { title, heading, text, page, url, score } = passage;
  const isLong = text.length > SHORT;
  const place = placeOf(categories, document?.category_id);
  const about = [
    place,
    heading !== title && heading,
    page !== undefined && t("passage.page", { page }),
    url && hostOf(url),
  ];
  return (
    <article className={classes.card} data-little={score < threshold || undefined}>
      <Group justify="space-between" gap="2px 16px" align="baseline">
        <Anchor
          component={Link}
          to={`/knowledge/documents/${passage.document_id}`}
          search={{ passage: passage.chunk_id } as never}
          fw={500}
          style={{ overflowWrap: "anywhere" }}
        >
          {title}
        </Anchor>
        <Sureness score={score} threshold={threshold} />
      </Group>
      <Text size="xs" c="dimmed" mb={6}>
        {about.filter(Boolean).join(" · ")}
      </Text>
      <div className={classes.text}>
        <MarkdownView text={isLong && !isWhole ? `${text.slice(0, SHORT).trimEnd()}…` : text} />
      </div>
      {isLong && (
        <Anchor component="button" type="button" size="sm" mt={4} onClick={() => setIsWhole(!isWhole)}>
          {t(isWhole ? "ask.less" : "ask.more")}
        </Anchor>
      )}
      <Text size="xs" c="dimmed" mt={6} className="tabular">
        {t("ask.parts", {
          lexical: Math.round(passage.lexical * 100),
          semantic: Math.round(passage.semantic * 100),
        })}
      </Text>
    </article>
  );
}
