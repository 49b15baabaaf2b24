// The end of the first steps: where to go now.

import { Anchor, Button, Group, List, Stack } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "~/app/session";
import { showProblem } from "~/ui";
import { useChangeSteps } from "../queries";

export function DoneStep() {
  const { t } = useTranslation("onboarding");
  const navigate = useNavigate();
  const change = useChangeSteps();
  const slug = useMe().org?.slug;
  const finish = () =>
    change.mutate({ finish: true }, { onSuccess: () => void navigate({ to: "/" }), onError: showProblem });
  return (
    <Stack>
      <List spacing={8}>
        <List.Item>
          <Anchor component={Link} to="/inbox">
            {t("done.inbox")}
          </Anchor>
        </List.Item>
        <List.Item>
          <Anchor href={`/book/${slug}`} target="_blank" rel="noopener">
            {t("done.page")}
          </Anchor>
        </List.Item>
        <List.Item>
          <Anchor component={Link} to="/settings/people">
            {t("done.people")}
          </Anchor>
        </List.Item>
      </List>
      <Group>
        <Button onClick={finish} loading={change.isPending}>
          {t("done.finish")}
        </Button>
      </Group>
    </Stack>
  );
}
