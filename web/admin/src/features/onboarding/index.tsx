// The first steps, from nothing to the first booking. Each can be left, skipped and taken up again: what is done is read
// from the data, not remembered.

import { Button, Group, Progress, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { ErrorState, Forbidden, Loading, Page, showProblem } from "~/ui";
import classes from "./onboarding.module.css";
import { type Onboarding, onboardingQuery, type Step, type StepId, useChangeSteps } from "./queries";
import { AgentStep } from "./steps/agent";
import { ChannelStep } from "./steps/channel";
import { DoneStep } from "./steps/done";
import { EmployeeStep } from "./steps/employee";
import { FirmStep } from "./steps/firm";
import { HoursStep } from "./steps/hours";
import { KnowledgeStep } from "./steps/knowledge";
import { PackStep } from "./steps/pack";
import { ServiceStep } from "./steps/service";
import { TestStep } from "./steps/test";

export interface StepProps {
  /** Goes on to the next step. */
  onDone: () => void;
}

const STEPS: Record<StepId, (props: StepProps) => React.ReactNode> = {
  firm: FirmStep,
  pack: PackStep,
  hours: HoursStep,
  service: ServiceStep,
  employee: EmployeeStep,
  channel: ChannelStep,
  agent: AgentStep,
  knowledge: KnowledgeStep,
  test: TestStep,
  done: DoneStep,
};

export function OnboardingPage() {
  const { t } = useTranslation("onboarding");
  const mayManage = useMay("manage_org");
  const { data, error, refetch } = useQuery(onboardingQuery);
  return (
    <Page title={t("title")} text={t("text")}>
      {!mayManage ? (
        <Forbidden />
      ) : error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !data ? (
        <Loading rows={8} />
      ) : (
        <Steps onboarding={data} />
      )}
    </Page>
  );
}

function Mark({ state }: { state: Step["state"] }) {
  return (
    <span className={classes.mark} data-state={state} aria-hidden>
      {state === "done" && <IconCheck size={14} stroke={2.5} />}
      {state === "skipped" && <IconMinus size={14} stroke={2.5} />}
    </span>
  );
}

function Steps({ onboarding }: { onboarding: Onboarding }) {
  const { t } = useTranslation("onboarding");
  const { steps } = onboarding;
  const change = useChangeSteps();
  const current = steps.find(({ state }) => state === "current") ?? steps.at(-1);
  // Where one came in stays open, though what is done there may do the step: nobody is led away from a talk with the agent.
  const [chosen, setChosen] = useState(current?.id);
  const open = steps.find(({ id }) => id === chosen) ?? current;
  const list = useRef<HTMLOListElement>(null);
  const openId = open?.id;
  // On a phone the steps stand in a row longer than the screen.
  useEffect(() => {
    if (openId) list.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [openId]);
  if (!open) return null;
  const settled = steps.filter(({ state }) => state === "done" || state === "skipped").length;
  const Body = STEPS[open.id];
  const goOn = () => {
    const at = steps.findIndex(({ id }) => id === open.id);
    const next = steps.slice(at + 1).find(({ state }) => state !== "done");
    setChosen(next?.id ?? "done");
  };
  const skip = () => change.mutate({ skip: open.id }, { onSuccess: goOn, onError: showProblem });
  return (
    <div className={classes.screen}>
      <nav aria-label={t("title")} className={classes.steps}>
        <Group gap={10} mb="sm" wrap="nowrap">
          <Progress
            value={(settled / steps.length) * 100}
            flex={1}
            aria-label={t("progress", { done: settled, all: steps.length })}
          />
          <Text size="sm" c="dimmed" className="tabular">
            {settled}/{steps.length}
          </Text>
        </Group>
        <ol className={classes.list} ref={list}>
          {steps.map(({ id, state }) => (
            <li key={id}>
              <UnstyledButton
                className={classes.item}
                data-open={id === open.id || undefined}
                aria-current={id === open.id ? "step" : undefined}
                onClick={() => setChosen(id)}
              >
                <Mark state={state} />
                <span>{t(`${id}.name`)}</span>
                {state === "done" && <span className="visually-hidden">{t("state_done")}</span>}
                {state === "skipped" && (
                  <Text span size="xs" c="dimmed">
                    {t("state_skipped")}
                  </Text>
                )}
              </UnstyledButton>
            </li>
          ))}
        </ol>
      </nav>
      <section className={classes.body} aria-labelledby="step-title">
        <Stack gap={4} mb="md">
          <Title order={2} id="step-title">
            {t(`${open.id}.title`)}
          </Title>
          <Text c="dimmed" size="sm">
            {t(`${open.id}.text`)}
          </Text>
        </Stack>
        <Body key={open.id} onDone={goOn} />
        {open.state !== "done" && open.id !== "done" && open.id !== "firm" && (
          <Button variant="subtle" color="gray" mt="md" onClick={skip} loading={change.isPending}>
            {t("skip")}
          </Button>
        )}
      </section>
    </div>
  );
}
