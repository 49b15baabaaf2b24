// Cards that look like one person: why they do, and what to make of them.

import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconArrowsJoin, IconAt, IconCheck, IconPhone, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { EmptyState, ErrorState, Forbidden, Loading, Page, showDone, showProblem } from "~/ui";
import { suggested } from "./choices";
import { MergeDialog } from "./dialog";
import { Face, sharedOf } from "./face";
import classes from "./merges.module.css";
import { dismiss, type Pair, pairsQuery, type Reason, usePairsLive } from "./queries";

const REASON_ICON = { phone: IconPhone, email: IconAt, name: IconUsers } as const;

function Why({ reasons }: { reasons: Reason[] }) {
  const { t } = useTranslation("merges");
  return (
    <Group gap={6}>
      {reasons.map((reason) => {
        const Shape = REASON_ICON[reason] ?? IconUsers;
        return (
          <Badge
            key={reason}
            variant="light"
            color={reason === "name" ? "gray" : "copper"}
            tt="none"
            fw={500}
            size="lg"
            leftSection={<Shape size={14} stroke={1.8} aria-hidden />}
          >
            {t([`reason.${reason}`, "reason.other"])}
          </Badge>
        );
      })}
    </Group>
  );
}

function PairCard({ pair, onMerge }: { pair: Pair; onMerge: () => void }) {
  const { t } = useTranslation("merges");
  const [isLeaving, setIsLeaving] = useState(false);
  const part = async () => {
    setIsLeaving(true);
    try {
      await dismiss(pair);
      showDone(t("dismissed"));
    } catch (error) {
      showProblem(error);
      setIsLeaving(false);
    }
  };
  const shared = sharedOf(pair.a, pair.b);
  const marked = pair.reasons.includes("name") ? [...shared, "name"] : shared;
  return (
    <Card component="li" padding="md" className={classes.pair}>
      <Why reasons={pair.reasons} />
      <div className={classes.two}>
        <Face card={pair.a} marked={marked} />
        <Face card={pair.b} marked={marked} />
      </div>
      <Group gap="xs" justify="flex-end" className={classes.buttons ?? ""}>
        <Button variant="default" loading={isLeaving} onClick={() => void part()}>
          {t("dismiss")}
        </Button>
        <Button leftSection={<IconArrowsJoin size={17} stroke={1.7} aria-hidden />} onClick={onMerge}>
          {t("compare")}
        </Button>
      </Group>
    </Card>
  );
}

export function DuplicatesPage() {
  const { t } = useTranslation(["merges", "contacts"]);
  const mayEdit = useMay("edit_contacts");
  const pairs = useInfiniteQuery({ ...pairsQuery, enabled: mayEdit });
  const [open, setOpen] = useState<{ kept: string; other: string }>();
  usePairsLive();
  if (!mayEdit) return <Forbidden />;
  const items = pairs.data?.pages.flatMap((page) => page.items);
  const start = ({ a, b }: Pair) => {
    const [kept, other] = suggested(a, b);
    setOpen({ kept: kept.id, other: other.id });
  };
  const back = (
    <Button variant="default" renderRoot={(props) => <Link to="/contacts" {...props} />}>
      {t("contacts:gone.action")}
    </Button>
  );
  return (
    <Page title={t("title")} text={t("text")} actions={back}>
      {pairs.error && !items ? (
        <ErrorState error={pairs.error} retry={() => void pairs.refetch()} />
      ) : !items ? (
        <Loading rows={4} avatar />
      ) : items.length === 0 ? (
        <EmptyState icon={IconCheck} title={t("empty.title")} text={t("empty.text")} />
      ) : (
        <Stack gap="md">
          <ul className={classes.pairs} aria-label={t("title")}>
            {items.map((pair) => (
              <PairCard key={`${pair.a.id} ${pair.b.id}`} pair={pair} onMerge={() => start(pair)} />
            ))}
          </ul>
          {pairs.hasNextPage && (
            <Button variant="default" loading={pairs.isFetchingNextPage} onClick={() => void pairs.fetchNextPage()}>
              {t("app:more")}
            </Button>
          )}
          <Text size="xs" c="dimmed">
            {t("note")}
          </Text>
        </Stack>
      )}
      {open && (
        <MergeDialog
          kept={open.kept}
          other={open.other}
          onClose={() => setOpen(undefined)}
          onMerged={() => undefined}
        />
      )}
    </Page>
  );
}
