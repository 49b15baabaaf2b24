// What can be done with a document where it stands.

import { ActionIcon, Menu } from "@mantine/core";
import {
  IconDots,
  IconDownload,
  IconExternalLink,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconTrash,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { showDone } from "~/ui";
import classes from "../knowledge.module.css";
import { type DocumentView, originalUrl } from "../queries";
import { useDocumentActions } from "./use-actions";

export function RowMenu({ document, mayEdit }: { document: DocumentView; mayEdit: boolean }) {
  const { t } = useTranslation("knowledge");
  const { id, kind, title, status, file_id: file, url } = document;
  const actions = useDocumentActions(document);
  if (!mayEdit && !file && !url) return <span />;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon className={classes.menu} size={40} aria-label={t("actions", { name: title })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayEdit && kind === "article" && (
          <Menu.Item component={Link} to={`/knowledge/documents/${id}/edit`} leftSection={<IconPencil size={16} />}>
            {t("app:edit")}
          </Menu.Item>
        )}
        {file && (
          <Menu.Item component="a" href={originalUrl(file)} download leftSection={<IconDownload size={16} />}>
            {t("download")}
          </Menu.Item>
        )}
        {url && (
          <Menu.Item
            component="a"
            href={url}
            target="_blank"
            rel="noreferrer"
            leftSection={<IconExternalLink size={16} />}
          >
            {t("open_source")}
          </Menu.Item>
        )}
        {mayEdit && (
          <>
            {status !== "off" && (
              <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => void actions.readAnew()}>
                {t("read_anew")}
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={status === "off" ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
              onClick={() => void actions.turn(status === "off")}
            >
              {t(status === "off" ? "turn_on" : "turn_off")}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} />}
              onClick={() => void actions.remove().then((gone) => gone && showDone(t("remove.done")))}
            >
              {t("app:delete")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
