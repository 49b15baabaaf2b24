// Everything the agent reads: categories at the side, documents in them, ways to add more.

import { Button, Drawer, Group, Menu, Stack } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconChevronDown, IconFolder, IconFolderPlus, IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { EmptyState, ErrorState, Loading } from "~/ui";
import { countsQuery } from "../counts";
import { AddFiles, DropZone } from "../files/add-files";
import { AddSite } from "../files/add-site";
import { UploadList } from "../files/upload-list";
import { uploads } from "../files/use-uploads";
import classes from "../knowledge.module.css";
import { categoriesQuery, documentsQuery } from "../queries";
import { isFiltered, type LibrarySearch, toQuery } from "../search";
import { Section } from "../section";
import { CategoryDialog, useCategoryRemoval, type Wish } from "../tree/category-dialogs";
import { placeOf } from "../tree/tree";
import { type CategoryAction, TreeView } from "../tree/tree-view";
import { AddItems, Choices, type Way } from "./choices";
import { Rows } from "./rows";
import { Toolbar } from "./toolbar";
import { TransferMenu } from "./transfer";

export function LibraryPage() {
  const { t } = useTranslation("knowledge");
  const search = useSearch({ strict: false }) as LibrarySearch;
  const navigate = useNavigate();
  const mayEdit = useMay("edit_catalog");
  const isNarrow = useMediaQuery("(max-width: 62em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const [adding, setAdding] = useState<Way>();
  const [wish, setWish] = useState<Wish>();
  const [isTree, tree] = useDisclosure(false);
  const removal = useCategoryRemoval();
  const { data: categories = [] } = useQuery(categoriesQuery);
  const { data: counts } = useQuery(countsQuery);
  const list = useInfiniteQuery(documentsQuery(toQuery(search)));
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const lying = useMemo(
    () => counts && new Map(counts.categories.map((one) => [one.category_id ?? "", one.documents])),
    [counts],
  );
  const category = search.category === "none" ? undefined : search.category;
  const change = (part: LibrarySearch) =>
    void navigate({ to: "/knowledge", search: { ...search, ...part }, replace: true });
  const choose = (chosen: string | undefined) => {
    tree.close();
    change({ category: chosen });
  };
  const add = (way: Way) => {
    if (way === "article") void navigate({ to: "/knowledge/new", search: category ? { category } : {} });
    else setAdding(way);
  };
  const act = async (action: CategoryAction) => {
    if (action.act !== "remove") return setWish(action);
    const { id, parent_id: parent } = action.category;
    if ((await removal(action.category, categories, lying?.get(id))) && search.category === id)
      change({ category: parent });
  };
  const isNone = list.data !== undefined && rows.length === 0;
  const isBare = isNone && !isFiltered(search) && (counts ? counts.documents === 0 : search.category === undefined);
  const side = (
    <TreeView
      categories={categories}
      counts={lying}
      all={counts?.documents}
      chosen={search.category}
      onChoose={choose}
      onAction={mayEdit ? (action) => void act(action) : undefined}
    />
  );
  const newCategory = mayEdit && (
    <Button
      variant="subtle"
      size="sm"
      justify="flex-start"
      leftSection={<IconFolderPlus size={16} />}
      onClick={() => setWish({ act: "add" })}
    >
      {t("tree.add")}
    </Button>
  );
  const here = search.category === "none" ? t("tree.none") : placeOf(categories, search.category) || t("tree.all");
  const actions = mayEdit && (
    <Group gap="xs">
      <TransferMenu />
      {!isBare && (
        <Menu position="bottom-end" width={300}>
          <Menu.Target>
            <Button leftSection={<IconPlus size={16} />} rightSection={<IconChevronDown size={14} />}>
              {t("add")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <AddItems onChoose={add} />
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
  const content = (
    <>
      <UploadList />
      {!isBare && <Toolbar search={search} onChange={change} />}
      {list.error && !list.data ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading rows={7} avatar />
      ) : isBare ? (
        <Choices onChoose={mayEdit ? add : undefined} />
      ) : isNone ? (
        <EmptyState
          compact
          icon={isFiltered(search) ? IconSearch : IconFolder}
          title={t(isFiltered(search) ? "nothing.title" : "folder.title")}
          text={t(isFiltered(search) ? "nothing.text" : "folder.text")}
          action={
            isFiltered(search) && (
              <Button variant="light" onClick={() => change({ q: undefined, kind: undefined, status: undefined })}>
                {t("nothing.clear")}
              </Button>
            )
          }
        />
      ) : (
        <Rows rows={rows} categories={categories} shown={search.category} mayEdit={mayEdit} />
      )}
      {list.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("app:more")}
          </Button>
        </Group>
      )}
    </>
  );
  return (
    <Section page="library" actions={actions}>
      <DropZone disabled={!mayEdit} onFiles={(files) => uploads.add(files, category)}>
        {isNarrow ? (
          <>
            {!(isBare && categories.length === 0) && (
              <Button
                variant="default"
                fullWidth
                justify="space-between"
                leftSection={<IconFolder size={17} stroke={1.6} />}
                rightSection={<IconChevronDown size={15} />}
                onClick={tree.open}
                mb="sm"
              >
                {here}
              </Button>
            )}
            {content}
          </>
        ) : (
          <div className={classes.columns}>
            <Stack gap={6} className={classes.side}>
              {side}
              {newCategory}
            </Stack>
            <div className={classes.main}>{content}</div>
          </div>
        )}
      </DropZone>
      <Drawer
        opened={isNarrow && isTree}
        onClose={tree.close}
        position="bottom"
        size="auto"
        title={t("tree.label")}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        <Stack gap={6}>
          {side}
          {newCategory}
        </Stack>
      </Drawer>
      {adding === "files" && <AddFiles category={category} onClose={() => setAdding(undefined)} />}
      {adding === "site" && (
        <AddSite
          category={category}
          onClose={() => setAdding(undefined)}
          onMade={(made) => void navigate({ to: "/knowledge/documents/$documentId", params: { documentId: made.id } })}
        />
      )}
      {wish && <CategoryDialog wish={wish} onClose={() => setWish(undefined)} onAdded={({ id }) => choose(id)} />}
    </Section>
  );
}
