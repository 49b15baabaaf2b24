// In a demo firm: lets a pretended customer write, live, and leads to the conversation.

import { Button, Menu } from "@mantine/core";
import { simulateDemo } from "@samovar/client";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { currentLang } from "~/app/i18n";
import { useMay } from "~/app/session";
import { showProblem } from "~/ui";
import { scenariosQuery } from "./queries";

export function Simulate() {
  const { t } = useTranslation("dashboard");
  const mayConverse = useMay("converse");
  const navigate = useNavigate();
  const { data } = useQuery({ ...scenariosQuery, enabled: mayConverse });
  const play = useMutation({
    mutationFn: (scenario: string) => ask(simulateDemo({ body: { scenario, speed: 2 } })),
    onSuccess: ({ conversation_id }) =>
      void navigate({ to: "/inbox/$conversationId", params: { conversationId: conversation_id } }),
    onError: showProblem,
  });
  if (!data?.is_demo || data.items.length === 0) return null;
  return (
    <Menu position="bottom-end" width={290}>
      <Menu.Target>
        <Button variant="light" leftSection={<IconPlayerPlay size={16} />} loading={play.isPending}>
          {t("simulate.action")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
        <Menu.Label>{t("simulate.label")}</Menu.Label>
        {data.items.map(({ key, title, title_en: english }) => (
          <Menu.Item key={key} onClick={() => play.mutate(key)}>
            {currentLang() === "ru" ? title : english}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
