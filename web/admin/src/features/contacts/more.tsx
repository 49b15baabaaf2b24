// What is seldom done with a customer: change the card, join it with another, give the data out, remove, erase.

import { ActionIcon, Button, Group, Menu, Modal, Text } from "@mantine/core";
import { IconArrowsJoin, IconDots, IconDownload, IconEraser, IconPencil, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useMay } from "~/app/session";
import { exportedAt } from "~/features/erasures/queries";
import { showDone, showProblem, useConfirm } from "~/ui";
import { nameOf } from "./names";
import { type ContactCard, dropContact } from "./queries";

const EraseDialog = lazy(async () => ({ default: (await import("~/features/erasures/erase-dialog")).EraseDialog }));
const MergeWith = lazy(async () => ({ default: (await import("~/features/merges/pick")).MergeWith }));

export function More({ card, onEdit }: { card: ContactCard; onEdit: () => void }) {
  const { t } = useTranslation("contacts");
  const [mayEdit, mayManage] = [useMay("edit_contacts"), useMay("manage_org")];
  const [open, setOpen] = useState<"merge" | "erase">();
  const close = () => setOpen(undefined);
  const confirm = useConfirm();
  const navigate = useNavigate();
  const [isRefused, setIsRefused] = useState(false);
  const name = nameOf(t, card);
  const drop = async () => {
    const question = { title: t("remove.title", { name }), text: t("remove.text"), action: t("app:delete") };
    if (!(await confirm({ ...question, isDanger: true }))) return;
    try {
      await dropContact(card.id);
      showDone(t("remove.done"));
      await navigate({ to: "/contacts" });
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) setIsRefused(true);
      else showProblem(error);
    }
  };
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t("card.more")}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit && (
            <>
              <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
                {t("app:edit")}
              </Menu.Item>
              <Menu.Item leftSection={<IconArrowsJoin size={16} aria-hidden />} onClick={() => setOpen("merge")}>
                {t("card.merge")}
              </Menu.Item>
            </>
          )}
          {mayManage && (
            <Menu.Item
              component="a"
              href={exportedAt(card.id)}
              download
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {t("card.export")}
            </Menu.Item>
          )}
          <Menu.Divider />
          {mayEdit && (
            <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void drop()}>
              {t("app:delete")}
            </Menu.Item>
          )}
          {mayManage && (
            <Menu.Item color="red" leftSection={<IconEraser size={16} aria-hidden />} onClick={() => setOpen("erase")}>
              {t("card.erase")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isRefused}
        onClose={() => setIsRefused(false)}
        title={t("remove.refused")}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        <Text size="sm">{t("remove.why")}</Text>
        <Group justify="flex-end" mt="lg">
          <Button data-autofocus onClick={() => setIsRefused(false)}>
            {t("remove.understood")}
          </Button>
        </Group>
      </Modal>
      <Suspense>
        {open === "erase" && <EraseDialog card={card} onClose={close} />}
        {open === "merge" && (
          <MergeWith
            id={card.id}
            onClose={close}
            onMerged={(kept) => void navigate({ to: "/contacts/$contactId", params: { contactId: kept } })}
          />
        )}
      </Suspense>
    </>
  );
}
