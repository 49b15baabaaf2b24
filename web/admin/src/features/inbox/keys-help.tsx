// The sheet of keys.

import { Group, Modal, Table } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Kbd } from "~/ui";
import { SHEET } from "./model/keys";

export function KeysHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("keys.title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <Table verticalSpacing={6} withRowBorders={false}>
        <Table.Tbody>
          {SHEET.map(([keys, command]) => (
            <Table.Tr key={command}>
              <Table.Td>{t(`keys.${command}`)}</Table.Td>
              <Table.Td>
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  {keys.map((key) => (
                    <Fragment key={key}>
                      <Kbd>{key}</Kbd>
                    </Fragment>
                  ))}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
