// One script: when it begins, its steps, its answers to doubts, and beside them how it will sound.

import {
  Alert,
  Box,
  Button,
  Card,
  MultiSelect,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconAlertTriangle, IconArrowLeft, IconPlus, IconRoute } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { stageName, stagesQuery } from "~/features/agents/around";
import { moved } from "~/features/agents/order";
import { changes, LANGS, ROLES } from "~/features/agents/spec";
import frame from "~/features/settings/frame.module.css";
import { Block, SaveBar } from "~/features/settings/parts";
import { EmptyState, ErrorState, Loading, showDone, showProblem } from "~/ui";
import { type Keyed, Objections } from "./objections";
import {
  type ScriptBody,
  type ScriptView,
  scriptQuery,
  useCreateScript,
  useSaveScript,
  useScriptsLive,
} from "./queries";
import { Rehearsal } from "./rehearsal";
import { blankStep, faults, knownAtAll, knownBefore, type Step, stepOf, wireStep } from "./script-text";
import classes from "./scripts.module.css";
import { StepCard } from "./step-card";

export function ScriptPage() {
  const { t } = useTranslation("scripts");
  const { scriptId } = useParams({ strict: false }) as { scriptId: string };
  const isNew = scriptId === "new";
  const { data, error, refetch } = useQuery({ ...scriptQuery(scriptId), enabled: !isNew });
  useScriptsLive();
  if (isNew) return <ScriptEditor key="new" script={undefined} />;
  if (error && !data)
    return error instanceof Refusal && error.status === 404 ? (
      <EmptyState icon={IconRoute} title={t("app:not_found.title")} text={t("app:problem.not_found")} />
    ) : (
      <ErrorState error={error} retry={() => void refetch()} />
    );
  if (!data) return <Loading rows={8} />;
  return <ScriptEditor key={data.id} script={data} />;
}

type KeyedStep = Step & { key: string };
interface Values {
  name: string;
  lang: ScriptBody["lang"];
  role: ScriptBody["role"];
  stages: string[];
  triggers: string[];
  is_active: boolean;
  steps: KeyedStep[];
  objections: Keyed[];
}

const keyed = <T,>(one: T): T & { key: string } => ({ ...one, key: crypto.randomUUID() });

function valuesOf(script: ScriptView | undefined, lang: ScriptBody["lang"]): Values {
  if (!script)
    return {
      name: "",
      lang,
      role: null,
      stages: [],
      triggers: [],
      is_active: true,
      steps: [keyed(blankStep())],
      objections: [],
    };
  const { name, role, stages, triggers, is_active, steps, objections } = script;
  return {
    name,
    lang: script.lang,
    role: role ?? null,
    stages,
    triggers,
    is_active,
    steps: steps.map((step) => keyed(stepOf(step))),
    objections: objections.map(keyed),
  };
}

/** As the server takes it; the order and the texts count, the keys do not. */
function bodyOf({ steps, objections, ...head }: Values) {
  return {
    ...head,
    name: head.name.trim(),
    steps: steps.map(wireStep),
    objections: objections.map(({ says, answer }) => ({ says, answer: answer.trim() })),
  };
}

function ScriptEditor({ script }: { script: ScriptView | undefined }) {
  const { t } = useTranslation(["scripts", "agents"]);
  const mayEdit = useMay("edit_catalog");
  const navigate = useNavigate();
  const firm = useFirm();
  const usual = firm?.lang === "en" ? "en" : "ru";
  const [base, setBase] = useState(() => valuesOf(script, usual));
  const [values, setValues] = useState(base);
  const [isTried, setIsTried] = useState(false);
  const [leaving, setLeaving] = useState<string>();
  const { data: stages = [] } = useQuery(stagesQuery);
  const create = useCreateScript();
  const save = useSaveScript();
  const isDirty = leaving === undefined && JSON.stringify(bodyOf(base)) !== JSON.stringify(bodyOf(values));
  const version = script?.updated_at;
  // Saved by somebody, here or elsewhere: what was not touched here follows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a newer script is news
  useEffect(() => {
    if (!script) return;
    const fresh = valuesOf(script, usual);
    setBase(fresh);
    setValues((mine) => {
      const touched = Object.keys(changes(bodyOf(base), bodyOf(mine)));
      return { ...fresh, ...Object.fromEntries(touched.map((key) => [key, mine[key as keyof Values]])) };
    });
  }, [version]);
  useEffect(() => {
    document.title = `${script?.name ?? t("new")} · Samovar`;
  }, [script?.name, t]);
  // Only once it counts as saved, or leaving would ask.
  useEffect(() => {
    if (leaving) void navigate({ to: "/scripts/$scriptId", params: { scriptId: leaving }, replace: true });
  }, [leaving, navigate]);
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }));
  const setStep = (key: string, change: Partial<Step>) =>
    set({ steps: values.steps.map((one) => (one.key === key ? { ...one, ...change } : one)) });
  const found = faults(values);
  const shown = isTried
    ? found
    : found.filter(({ fault }) => fault !== "missing" && fault !== "choices_short" && fault !== "nothing");
  const submit = () => {
    setIsTried(true);
    if (found.length > 0) return showProblem(t("fix_first"));
    const sent = values;
    const done = (saved: ScriptView) => {
      setIsTried(false);
      showDone(t("app:saved"));
      if (!script) setLeaving(saved.id);
    };
    if (script)
      save.mutate({ id: script.id, ...changes(bodyOf(base), bodyOf(sent)) }, { onSuccess: done, onError: showProblem });
    else create.mutate(bodyOf(sent), { onSuccess: done, onError: showProblem });
  };
  const nameFault = shown.find(({ path }) => path === "name");
  return (
    <Box p={{ base: "md", sm: "xl" }} maw={1280} mx="auto" w="100%">
      <Link to="/scripts" className={classes.back}>
        <IconArrowLeft size={17} aria-hidden />
        {t("title")}
      </Link>
      <Title order={1} mb="lg" style={{ overflowWrap: "anywhere" }}>
        {script?.name ?? t("new")}
      </Title>
      <div className={classes.beside}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
          noValidate
        >
          <fieldset disabled={!mayEdit} className={classes.fields}>
            <Stack gap="lg">
              <Block title={t("about")}>
                <Stack gap="md">
                  <TextInput
                    label={t("name")}
                    required
                    maxLength={200}
                    value={values.name}
                    onChange={(event) => set({ name: event.currentTarget.value })}
                    error={nameFault && t("fault.missing")}
                    placeholder={t("name_example")}
                  />
                  <div className={frame.two}>
                    <Select
                      label={t("lang")}
                      data={LANGS.map((value) => ({ value, label: t(`agents:lang.${value}`) }))}
                      value={values.lang}
                      onChange={(lang) => lang && set({ lang: lang as Values["lang"] })}
                      allowDeselect={false}
                    />
                    <Select
                      label={t("role")}
                      data={[
                        { value: "", label: t("any_role") },
                        ...ROLES.map((value) => ({ value, label: t(`agents:role.${value}.name`) })),
                      ]}
                      value={values.role ?? ""}
                      onChange={(role) => set({ role: role ? (role as NonNullable<Values["role"]>) : null })}
                      allowDeselect={false}
                    />
                  </div>
                  <Switch
                    label={t("is_active")}
                    description={t("is_active_text")}
                    checked={values.is_active}
                    onChange={(event) => set({ is_active: event.currentTarget.checked })}
                  />
                </Stack>
              </Block>
              <Block title={t("when")} text={t("when_text")}>
                <Stack gap="md">
                  <TagsInput
                    label={t("triggers")}
                    description={t("triggers_text")}
                    placeholder={values.triggers.length === 0 ? t("triggers_example") : undefined}
                    value={values.triggers}
                    onChange={(triggers) => set({ triggers })}
                    splitChars={["\n", ";"]}
                    maxTags={100}
                    maxLength={200}
                  />
                  {stages.length > 0 ? (
                    <MultiSelect
                      label={t("stages")}
                      description={t("stages_text")}
                      placeholder={values.stages.length === 0 ? t("stages_any") : undefined}
                      data={[
                        ...stages.map((stage) => ({ value: stage.key, label: stageName(stage) })),
                        ...values.stages
                          .filter((key) => !stages.some((stage) => stage.key === key))
                          .map((key) => ({ value: key, label: key })),
                      ]}
                      value={values.stages}
                      onChange={(next) => set({ stages: next })}
                    />
                  ) : (
                    <TagsInput
                      label={t("stages")}
                      description={t("stages_keys")}
                      placeholder={values.stages.length === 0 ? t("stages_any") : undefined}
                      value={values.stages}
                      onChange={(next) => set({ stages: next })}
                      maxTags={50}
                    />
                  )}
                </Stack>
              </Block>
              <Block title={t("steps")} text={t("steps_text")}>
                <ol className={classes.steps}>
                  {values.steps.map((step, index) => (
                    <StepCard
                      key={step.key}
                      step={step}
                      index={index}
                      count={values.steps.length}
                      known={knownBefore(values.steps, index)}
                      faults={shown.filter(({ path }) => path.startsWith(`steps.${index}.`))}
                      mayEdit={mayEdit}
                      onChange={(change) => setStep(step.key, change)}
                      onMove={(by) => set({ steps: moved(values.steps, index, index + by) })}
                      onRemove={() => set({ steps: values.steps.filter(({ key }) => key !== step.key) })}
                    />
                  ))}
                </ol>
                {values.steps.length === 0 && (
                  <Text size="sm" c="dimmed">
                    {t("steps_empty")}
                  </Text>
                )}
                {mayEdit && (
                  <Button
                    variant="default"
                    mt="md"
                    leftSection={<IconPlus size={16} />}
                    onClick={() => set({ steps: [...values.steps, keyed(blankStep())] })}
                    disabled={values.steps.length >= 60}
                  >
                    {t("step_add")}
                  </Button>
                )}
              </Block>
              <Objections
                script={script}
                objections={values.objections}
                known={knownAtAll(values.steps)}
                faults={shown}
                mayEdit={mayEdit}
                isDirty={isDirty}
                onChange={(objections) => set({ objections })}
              />
              {shown.some(({ fault }) => fault === "nothing") && (
                <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />}>
                  {t("fault.nothing")}
                </Alert>
              )}
            </Stack>
          </fieldset>
          <SaveBar isDirty={isDirty} isSaving={save.isPending || create.isPending} onReset={() => setValues(base)} />
        </form>
        <Card className={classes.aside} component="aside" padding="lg" tabIndex={0}>
          <Rehearsal steps={values.steps} />
        </Card>
      </div>
    </Box>
  );
}
