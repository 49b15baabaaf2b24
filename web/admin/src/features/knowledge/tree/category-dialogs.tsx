// One question each: the name of a category, its new place, whether it goes and where what lies in it goes then.

import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem, showDone, showProblem, useConfirm } from "~/ui";
import { addCategory, type CategoryView, changeCategory, removeCategory } from "../queries";
import { CategorySelect } from "./category-select";
import { placeOf } from "./tree";
import type { CategoryAction } from "./tree-view";

export type Wish = CategoryAction | { act: "add"; category?: undefined };

interface Props {
  wish: Wish;
  onClose: () => void;
  onAdded: (category: CategoryView) => void;
}

export function CategoryDialog({ wish, onClose, onAdded }: Props) {
  const { t } = useTranslation("knowledge");
  const isPhone = useMediaQuery("(max-width: 48em)");
  const { act, category } = wish;
  const [name, setName] = useState(act === "rename" ? category.name : "");
  const [home, setHome] = useState(category?.parent_id);
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const isNameless = act !== "move" && name.trim() === "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isNameless || isBusy) return;
    setIsBusy(true);
    setFault(undefined);
    try {
      if (act === "add") onAdded(await addCategory(name.trim(), category?.id));
      else if (act === "rename") await changeCategory(category.id, { name: name.trim() });
      else if (category) await changeCategory(category.id, { parent_id: home ?? null });
      onClose();
    } catch (error) {
      setFault(error);
      setIsBusy(false);
    }
  };
  const title =
    act === "add" && category
      ? t("tree.add_title", { name: category.name })
      : t(`tree.title_${act === "remove" ? "add" : act}`, { name: category?.name ?? "" });
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      fullScreen={isPhone ?? false}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          {act === "move" ? (
            <CategorySelect
              label={t("tree.home")}
              value={home}
              onChange={setHome}
              {...(category ? { moved: category.id } : {})}
            />
          ) : (
            <TextInput
              label={t("tree.name")}
              placeholder={t("tree.name_example")}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={120}
              data-autofocus
            />
          )}
          <Problem error={fault} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit" loading={isBusy} disabled={isNameless}>
              {t(act === "add" ? "app:add" : "app:save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Says how much moves and where to, then removes. */
export function useCategoryRemoval(): (
  category: CategoryView,
  all: CategoryView[],
  count: number | undefined,
) => Promise<boolean> {
  const { t } = useTranslation("knowledge");
  const confirm = useConfirm();
  return async (category, all, count) => {
    const place = placeOf(all, category.parent_id);
    const where = place ? t("tree.remove_into", { place }) : t("tree.remove_none");
    const text = count === 0 ? t("tree.remove_empty") : where;
    const title = t("tree.remove_title", { name: category.name });
    if (!(await confirm({ title, text, action: t("app:delete"), isDanger: true }))) return false;
    try {
      await removeCategory(category.id);
      showDone(t("tree.removed"));
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    }
  };
}
