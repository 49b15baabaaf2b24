// The builder of a filter: rules in plain words, one level of groups, how many people fit while it is being built, and a
// name for those who want to keep it.

import { Button, Collapse, SegmentedControl, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconStack2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDrawer, Problem, showDone, showProblem, useConfirm } from "~/ui";
import classes from "./builder.module.css";
import {
  blankFilter,
  blankGroup,
  blankRule,
  changeItem,
  countRules,
  type Filter,
  isGroupDraft,
  type Match,
  MOST_RULES,
  type RuleDraft,
  toDraft,
  toFilter,
} from "./filter";
import { addSegment, changeSegment, countQuery, dropSegment, type Segment } from "./queries";
import { RuleRow } from "./rule-row";
import { useSpeech } from "./use-speech";
import { wordsOf } from "./words";

interface Props {
  /** What is changed; a filter nobody has saved; neither: a new one. */
  segment: Segment | undefined;
  filter: Filter | undefined;
  /** A new one is meant to be saved at once. */
  isNaming?: boolean;
  mayEdit: boolean;
  /** Shows the filter without keeping it. */
  onShow: (filter: Filter) => void;
  onSaved: (id: string) => void;
  onRemoved: () => void;
  onClose: () => void;
}

function MatchChoice({ value, onChange, label }: { value: Match; onChange: (match: Match) => void; label: string }) {
  const { t } = useTranslation("segments");
  return (
    <div className={classes.match}>
      <Text size="sm" fw={500}>
        {t("builder.match")}
      </Text>
      <SegmentedControl
        size="xs"
        value={value}
        onChange={(next) => onChange(next as Match)}
        data={(["all", "any"] as const).map((match) => ({ value: match, label: t(`builder.match_${match}`) }))}
        aria-label={label}
      />
    </div>
  );
}

export function Builder({ segment, filter, isNaming = false, mayEdit, onShow, onSaved, onRemoved, onClose }: Props) {
  const { t } = useTranslation(["segments", "contacts"]);
  const speech = useSpeech();
  const confirm = useConfirm();
  const start = segment?.filter ?? filter;
  const [draft, setDraft] = useState(() => (start ? toDraft(start) : blankFilter()));
  const [isKept, setIsKept] = useState(segment !== undefined || isNaming);
  const [name, setName] = useState(segment?.name ?? "");
  const [isShared, setIsShared] = useState(segment?.is_shared ?? false);
  const [fault, setFault] = useState<"nameless" | "nothing">();
  const [isSaving, setIsSaving] = useState(false);
  const { fieldOf } = speech;
  const built = useMemo(() => toFilter(draft, fieldOf), [draft, fieldOf]);
  const asked = JSON.stringify(built);
  const [settled] = useDebouncedValue(asked, 350);
  const question = useMemo(() => (settled ? (JSON.parse(settled) as Filter) : undefined), [settled]);
  const count = useQuery(countQuery(question));
  const isCounting = count.isFetching || settled !== asked;

  const put = (id: number, change: Parameters<typeof changeItem>[2]) => {
    setFault(undefined);
    setDraft((now) => changeItem(now, id, change));
  };
  const isFull = countRules(draft) >= MOST_RULES;
  const isDirty =
    asked !== JSON.stringify(start) || name !== (segment?.name ?? "") || isShared !== (segment?.is_shared ?? false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!built) return setFault("nothing");
    if (!isKept) {
      onShow(built);
      return onClose();
    }
    if (name.trim() === "") return setFault("nameless");
    setIsSaving(true);
    try {
      const body = { name: name.trim(), filter: built, is_shared: isShared };
      const id = segment?.id ?? (await addSegment(body)).id;
      if (segment) await changeSegment(segment.id, body);
      showDone(t("saved"));
      onSaved(id);
      onClose();
    } catch (error) {
      showProblem(error);
    } finally {
      setIsSaving(false);
    }
  };
  const remove = async () => {
    if (!segment) return;
    const asking = {
      title: t("remove.title", { name: segment.name }),
      text: t("remove.text"),
      action: t("app:delete"),
    };
    if (!(await confirm({ ...asking, isDanger: true }))) return;
    try {
      await dropSegment(segment.id);
      showDone(t("remove.done"));
      onRemoved();
      onClose();
    } catch (error) {
      showProblem(error);
    }
  };
  let place = 0;
  const row = (rule: RuleDraft) => {
    place += 1;
    return (
      <RuleRow
        key={rule.id}
        rule={rule}
        speech={speech}
        place={place}
        onChange={(next) => put(rule.id, () => next)}
        onRemove={() => put(rule.id, () => undefined)}
      />
    );
  };
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t(segment ? "builder.edit" : "builder.title")}
      isDirty={isDirty}
      isSaving={isSaving}
      onSubmit={(event) => void submit(event)}
      action={isKept ? t("app:save") : t("builder.show")}
      onRemove={segment && (() => void remove())}
      size={640}
    >
      <div>
        <MatchChoice
          value={draft.match}
          onChange={(match) => setDraft((now) => ({ ...now, match }))}
          label={t("builder.match")}
        />
        <ul className={classes.rules} aria-label={t("builder.rules")}>
          {draft.items.map((item) =>
            isGroupDraft(item) ? (
              <li key={item.id} className={classes.group}>
                <MatchChoice
                  value={item.match}
                  onChange={(match) => put(item.id, (one) => ({ ...one, match }))}
                  label={t("builder.match_group")}
                />
                <ul className={classes.rules} aria-label={t("builder.group")}>
                  {item.rules.map(row)}
                </ul>
                <div className={classes.add}>
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    disabled={isFull}
                    leftSection={<IconPlus size={15} aria-hidden />}
                    onClick={() =>
                      put(item.id, (one) => (isGroupDraft(one) ? { ...one, rules: [...one.rules, blankRule()] } : one))
                    }
                  >
                    {t("builder.add_inside")}
                  </Button>
                </div>
              </li>
            ) : (
              row(item)
            ),
          )}
        </ul>
        <div className={classes.add}>
          <Button
            variant="subtle"
            size="compact-sm"
            disabled={isFull}
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => setDraft((now) => ({ ...now, items: [...now.items, blankRule()] }))}
          >
            {t("builder.add")}
          </Button>
          <Button
            variant="subtle"
            size="compact-sm"
            disabled={isFull || countRules(draft) + 2 > MOST_RULES}
            leftSection={<IconStack2 size={15} aria-hidden />}
            onClick={() => setDraft((now) => ({ ...now, items: [...now.items, blankGroup()] }))}
          >
            {t("builder.add_group")}
          </Button>
        </div>
        {isFull && (
          <Text size="xs" c="dimmed" mt={6}>
            {t("builder.full", { count: MOST_RULES })}
          </Text>
        )}
      </div>
      <div className={classes.answer} role="status" aria-busy={isCounting}>
        {built ? (
          <>
            <Text className={classes.count ?? ""}>
              {count.error ? t("builder.no_count") : t("builder.fits", { count: count.data ?? 0 })}
            </Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {wordsOf(t, built, speech)}
            </Text>
            <Problem error={count.error} />
          </>
        ) : (
          <Text size="sm" c={fault === "nothing" ? "red" : "dimmed"}>
            {t("builder.nothing")}
          </Text>
        )}
      </div>
      {!segment && mayEdit && (
        <Switch
          label={t("builder.keep")}
          description={t("builder.keep_text")}
          checked={isKept}
          onChange={(event) => setIsKept(event.currentTarget.checked)}
        />
      )}
      <Collapse expanded={isKept}>
        <Stack gap="md">
          <TextInput
            label={t("builder.name")}
            placeholder={t("builder.name_hint")}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setFault(undefined);
            }}
            error={fault === "nameless" && t("builder.nameless")}
            maxLength={60}
            autoComplete="off"
            withAsterisk
          />
          <Switch
            label={t("builder.share")}
            description={t("builder.share_text")}
            checked={isShared}
            onChange={(event) => setIsShared(event.currentTarget.checked)}
          />
        </Stack>
      </Collapse>
    </FormDrawer>
  );
}
