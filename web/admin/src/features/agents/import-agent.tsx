// An agent from a file: what it refers to and this firm does not have is left out and told.

import { Button, FileButton, List, Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { showDone, showProblem, useConfirm } from "~/ui";
import { readJson } from "./files";
import { useImportAgent } from "./queries";

export function ImportAgent() {
  const { t } = useTranslation("agents");
  const take = useImportAgent();
  const confirm = useConfirm();
  const navigate = useNavigate();
  const read = async (file: File | null) => {
    if (!file) return;
    const parsed = await readJson<Parameters<typeof take.mutateAsync>[0]>(file, "samovar.agent");
    if (!parsed) return showProblem(t("import.wrong_file"));
    try {
      const { agent, dropped, scripts } = await take.mutateAsync(parsed);
      const fresh = scripts.filter(({ is_new: isNew }) => isNew).length;
      showDone(t("import.done", { name: agent.name }));
      if (dropped.length > 0 || fresh > 0) {
        const codes = [...new Set(dropped.map(({ code }) => code))];
        await confirm({
          title: t("import.title", { name: agent.name }),
          text: (
            <>
              {fresh > 0 && (
                <Text size="sm" component="span" display="block" mb="xs">
                  {t("import.scripts", { count: fresh })}
                </Text>
              )}
              {codes.length > 0 && (
                <Text size="sm" component="span" display="block" mb={4}>
                  {t("import.dropped")}
                </Text>
              )}
              <List size="sm" component="div">
                {codes.map((code) => (
                  <div key={code}>• {t(`import.code.${code}`)}</div>
                ))}
              </List>
            </>
          ),
          action: t("import.open"),
        });
      }
      await navigate({ to: "/agents/$agentId", params: { agentId: agent.id } });
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <FileButton onChange={(file) => void read(file)} accept="application/json,.json">
      {(props) => (
        <Button {...props} variant="default" leftSection={<IconFileImport size={16} />} loading={take.isPending}>
          {t("import.action")}
        </Button>
      )}
    </FileButton>
  );
}
