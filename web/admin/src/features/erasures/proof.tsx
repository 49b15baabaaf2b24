// The document that says that somebody was erased, without a word of who it was.

import { Button, Code, Group, Modal, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFirm, useZone } from "~/app/firm";
import { fullDay, number, time } from "~/app/format";
import { CopyIcon, ErrorState, Loading } from "~/ui";
import classes from "./erasures.module.css";
import { erasureQuery, printedAt } from "./queries";

/** Places in the order of their weight; nothing is left out. */
export const placesOf = (counts: Record<string, number>): [string, number][] =>
  Object.entries(counts)
    // Files are told by themselves.
    .filter(([place, count]) => count > 0 && place !== "file")
    .sort(([a, many], [b, more]) => more - many || a.localeCompare(b));

export function Proof({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation(["erasures", "contacts"]);
  const zone = useZone();
  const firm = useFirm();
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const { data: proof, error, refetch } = useQuery(erasureQuery(id));
  const title = proof ? t("proof.title", { date: fullDay(proof.at, zone) }) : t("proof.name");
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={560}
      fullScreen={isPhone}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {error && !proof ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !proof ? (
        <Loading rows={4} />
      ) : (
        <Stack>
          <Text size="sm">{t("proof.text", { firm: firm?.name ?? "" })}</Text>
          <dl className={classes.facts}>
            <div>
              <dt>{t("proof.when")}</dt>
              <dd>
                {fullDay(proof.at, zone)}, {time(proof.at, zone)}
              </dd>
            </div>
            <div>
              <dt>{t("proof.who")}</dt>
              <dd>{proof.by?.name ?? t([`contacts:by.${proof.by?.kind ?? "person"}`, "contacts:by.system"])}</dd>
            </div>
            <div>
              <dt>{t("proof.number")}</dt>
              <dd className={classes.id}>{proof.id}</dd>
            </div>
          </dl>
          <div>
            <Text size="sm" fw={600} mb={4}>
              {t("proof.gone")}
            </Text>
            <table className={classes.table}>
              <thead className="visually-hidden">
                <tr>
                  <th scope="col">{t("proof.place")}</th>
                  <th scope="col">{t("proof.rows")}</th>
                </tr>
              </thead>
              <tbody>
                {placesOf(proof.counts).map(([place, count]) => (
                  <tr key={place}>
                    <td>{t([`place.${place}`, "place.other"], { place })}</td>
                    <td className="tabular">{number(count)}</td>
                  </tr>
                ))}
                <tr>
                  <td>{t("place.files")}</td>
                  <td className="tabular">{number(proof.files)}</td>
                </tr>
              </tbody>
            </table>
          </div>
          <div>
            <Text size="sm" fw={600} mb={4}>
              {t("proof.digest")}
            </Text>
            <Group gap={6} wrap="nowrap" align="flex-start">
              <Code className={classes.digest ?? ""}>{proof.digest}</Code>
              <CopyIcon value={proof.digest} size={32} />
            </Group>
            <Text size="xs" c="dimmed" mt={4}>
              {t("proof.digest_text")}
            </Text>
          </div>
          <Group justify="flex-end">
            <Button
              component="a"
              href={printedAt(proof.id)}
              target="_blank"
              rel="noopener"
              leftSection={<IconPrinter size={17} stroke={1.7} aria-hidden />}
            >
              {t("proof.print")}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
