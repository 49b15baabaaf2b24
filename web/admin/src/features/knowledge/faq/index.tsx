// Questions with ready answers: by category, searched, switched on and off.

import { Button, CloseButton, Drawer, Paper, Stack, Switch, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconChevronDown, IconFolder, IconMessageQuestion, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { EmptyState, ErrorState, Loading, showProblem } from "~/ui";
import shared from "../knowledge.module.css";
import { categoriesQuery } from "../queries";
import type { FaqSearch } from "../search";
import { Section } from "../section";
import { placeOf } from "../tree/tree";
import { TreeView } from "../tree/tree-view";
import classes from "./faq.module.css";
import { countByCategory, find } from "./find";
import { FaqForm } from "./form";
import { changeFaq, type FaqView, faqKey, faqQuery } from "./queries";

function Row({ entry, mayEdit, onOpen }: { entry: FaqView; mayEdit: boolean; onOpen: () => void }) {
  const { t } = useTranslation("knowledge");
  const [first = "", ...others] = entry.questions;
  // Shown as it was just switched, until the server has said so too.
  const [wish, setWish] = useState<boolean>();
  const turn = async (isActive: boolean) => {
    setWish(isActive);
    await changeFaq(entry.id, { is_active: isActive }).catch(showProblem);
    setWish(undefined);
  };
  return (
    <li className={classes.row} data-off={!entry.is_active || undefined}>
      <UnstyledButton className={classes.open} onClick={onOpen} aria-label={first} />
      <div className={classes.words}>
        <Text fw={500} style={{ overflowWrap: "anywhere" }}>
          {first}
        </Text>
        <Text size="sm" c="dimmed" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
          {entry.answer}
        </Text>
        <Text size="xs" c="dimmed" mt={2}>
          {[
            others.length > 0 ? t("faq.phrasings", { count: others.length }) : undefined,
            entry.lang === "ru" ? undefined : t(`lang.${entry.lang}`),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      <Switch
        className={classes.switch ?? ""}
        aria-label={t("faq.switch", { question: first })}
        checked={wish ?? entry.is_active}
        disabled={!mayEdit}
        onChange={(event) => void turn(event.currentTarget.checked)}
      />
    </li>
  );
}

export function FaqPage() {
  const { t } = useTranslation("knowledge");
  const search = useSearch({ strict: false }) as FaqSearch;
  const navigate = useNavigate();
  const mayEdit = useMay("edit_catalog");
  const isNarrow = useMediaQuery("(max-width: 62em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const { data, error, refetch } = useQuery(faqQuery);
  const { data: categories = [] } = useQuery(categoriesQuery);
  const [isNew, setIsNew] = useState(false);
  const [isTree, tree] = useDisclosure(false);
  useLive(["faq.", "knowledge.imported"], () => void queryClient.invalidateQueries({ queryKey: faqKey }));
  const counts = useMemo(() => countByCategory(data ?? []), [data]);
  const shown = useMemo(() => find(data ?? [], search.category, search.q), [data, search.category, search.q]);
  const open = data?.find(({ id }) => id === search.entry);
  const change = (part: FaqSearch) =>
    void navigate({ to: "/knowledge/faq", search: { ...search, ...part }, replace: true });
  const choose = (category: string | undefined) => {
    tree.close();
    change({ category });
  };
  const category = search.category === "none" ? undefined : search.category;
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIsNew(true)}>
      {t("faq.add")}
    </Button>
  );
  const side = (
    <TreeView categories={categories} counts={counts} all={data?.length} chosen={search.category} onChoose={choose} />
  );
  const hasTree = categories.length > 0;
  const list = data && (
    <>
      <TextInput
        value={search.q ?? ""}
        onChange={(event) => change({ q: event.currentTarget.value || undefined })}
        placeholder={t("faq.search")}
        aria-label={t("faq.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          search.q ? (
            <CloseButton size="sm" aria-label={t("search_clear")} onClick={() => change({ q: undefined })} />
          ) : undefined
        }
        maxLength={200}
        mb="sm"
      />
      {shown.length === 0 ? (
        <EmptyState
          compact
          icon={search.q ? IconSearch : IconFolder}
          title={t(search.q ? "nothing.title" : "folder.title")}
          text={t(search.q ? "nothing.text" : "faq.folder_text")}
        />
      ) : (
        <Paper withBorder className={shared.sheet ?? ""}>
          <ul className={shared.rows} aria-label={t("faq.title")}>
            {shown.map((entry) => (
              <Row key={entry.id} entry={entry} mayEdit={mayEdit} onOpen={() => change({ entry: entry.id })} />
            ))}
          </ul>
        </Paper>
      )}
    </>
  );
  return (
    <Section page="faq" actions={data && data.length > 0 && add}>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading />
      ) : data.length === 0 ? (
        <EmptyState icon={IconMessageQuestion} title={t("faq.empty")} text={t("faq.empty_text")} action={add} />
      ) : !hasTree ? (
        list
      ) : isNarrow ? (
        <>
          <Button
            variant="default"
            fullWidth
            justify="space-between"
            leftSection={<IconFolder size={17} stroke={1.6} />}
            rightSection={<IconChevronDown size={15} />}
            onClick={tree.open}
            mb="sm"
          >
            {search.category === "none" ? t("tree.none") : placeOf(categories, category) || t("tree.all")}
          </Button>
          {list}
        </>
      ) : (
        <div className={shared.columns}>
          <Stack className={shared.side ?? ""}>{side}</Stack>
          <div className={shared.main}>{list}</div>
        </div>
      )}
      <Drawer
        opened={isNarrow && isTree}
        onClose={tree.close}
        position="bottom"
        size="auto"
        title={t("tree.label")}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        {side}
      </Drawer>
      {(isNew || open) && (
        <FaqForm
          key={open?.id ?? "new"}
          entry={open}
          category={category}
          onClose={() => (open ? change({ entry: undefined }) : setIsNew(false))}
        />
      )}
    </Section>
  );
}
