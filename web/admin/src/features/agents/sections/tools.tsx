// What it may do, tool by tool, in words an owner uses.

import { Stack, Switch, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Block } from "~/features/settings/parts";
import { TOOL_GROUPS, type Tool } from "../spec";
import type { AgentForm } from "../use-editor";

/** What makes no sense without another permission. */
const NEEDS: Partial<Record<Tool, Tool>> = {
  create_appointment: "get_available_slots",
  reschedule_appointment: "get_available_slots",
};

export function Tools({ form, mayEdit }: { form: AgentForm; mayEdit: boolean }) {
  const { t } = useTranslation("agents");
  const allowed = form.values.draft.tools;
  const all = TOOL_GROUPS.flatMap(({ tools }) => tools);
  const allow = (tool: Tool, isOn: boolean) =>
    form.setFieldValue(
      "draft.tools",
      all.filter((one) => (one === tool ? isOn : allowed.includes(one))),
    );
  return (
    <Stack gap="lg">
      {TOOL_GROUPS.map(({ id, tools }) => (
        <Block key={id} title={t(`tools.group.${id}.name`)} text={t(`tools.group.${id}.text`)}>
          <Stack gap="md">
            {tools.map((tool) => {
              const needed = NEEDS[tool];
              const isLame = allowed.includes(tool) && needed !== undefined && !allowed.includes(needed);
              return (
                <div key={tool}>
                  <Switch
                    checked={allowed.includes(tool)}
                    onChange={(event) => allow(tool, event.currentTarget.checked)}
                    disabled={!mayEdit}
                    label={t(`tool.${tool}.name`)}
                    description={t(`tool.${tool}.text`)}
                  />
                  {isLame && (
                    <Text size="sm" c="var(--mantine-color-error)" mt={4} role="alert">
                      {t("tools.needs", { tool: t(`tool.${needed}.name`) })}
                    </Text>
                  )}
                </div>
              );
            })}
          </Stack>
        </Block>
      ))}
    </Stack>
  );
}
