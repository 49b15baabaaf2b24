// Who answers: the agents the pack has brought, or the first one from the library, at work at once.

import { Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { fromTemplateAgents, publishAgents, updateAgents } from "@samovar/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { agentsQuery, templatesQuery } from "~/features/agents/queries";
import { Loading, useFormRefusal } from "~/ui";
import type { StepProps } from "..";
import { Brought } from "./brought";
import { StepFrame } from "./frame";

const USUAL = "front-desk";

export function AgentStep({ onDone }: StepProps) {
  const { t } = useTranslation(["onboarding", "agents"]);
  const { data } = useQuery(agentsQuery);
  const { data: templates } = useQuery(templatesQuery);
  if (!data || !templates) return <Loading rows={3} />;
  const working = data.filter(({ status, live_version: live }) => status === "active" && live != null);
  if (working.length === 0) {
    const usual = templates.find(({ key }) => key === USUAL);
    return <Form name={usual?.name ?? ""} about={usual?.about ?? ""} onDone={onDone} />;
  }
  const items = working.map(({ id, name, role }) => {
    const called = t(`agents:role.${role}.name`);
    return { id, text: name === called ? name : `${name} — ${called}` };
  });
  return <Brought items={items} note={t("agent.ready")} to="/agents" edit={t("agent.edit")} onDone={onDone} />;
}

function Form({ name, about, onDone }: StepProps & { name: string; about: string }) {
  const { t } = useTranslation("onboarding");
  const form = useForm({
    initialValues: { name },
    validate: { name: (value) => (value.trim() ? null : t("agent.name_missing")) },
  });
  const refused = useFormRefusal(form);
  const hire = useMutation({
    mutationFn: async (values: typeof form.values) => {
      const agent = await ask(fromTemplateAgents({ body: { template: USUAL, name: values.name.trim() } }));
      await ask(publishAgents({ path: { id: agent.id }, body: { note: "" } }));
      await ask(updateAgents({ path: { id: agent.id }, body: { status: "active" } }));
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: ["agents"] });
      return queryClient.invalidateQueries({ queryKey: ["onboarding"] });
    },
  });
  // The agent at work takes the place of this form, which must not stop it from going on.
  const submit = form.onSubmit((values) => hire.mutateAsync(values).then(onDone, refused));
  return (
    <StepFrame onSubmit={submit} isSaving={hire.isPending}>
      <Stack gap={4}>
        <TextInput
          label={t("agent.name_label")}
          description={t("agent.name_hint")}
          required
          maxLength={80}
          {...form.getInputProps("name")}
        />
        <Text size="sm" c="dimmed">
          {about}
        </Text>
      </Stack>
    </StepFrame>
  );
}
