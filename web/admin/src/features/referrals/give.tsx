// Handing a client to a partner: to whom, what they learn, until when, and how the message will read.

import { Alert, Button, Checkbox, Input, MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { dayKey, moment } from "~/app/format";
import { CHANNELS, partnersQuery } from "~/features/partners/queries";
import { isOff } from "~/features/partners/words";
import { FormDrawer, Problem, showDone, showProblem } from "~/ui";
import { type About, bodyOf, type Draft, HOURS, needsConsent } from "./draft";
import { give, previewQuery, type ReferralView } from "./queries";
import classes from "./referrals.module.css";

interface Props extends About {
  onClose: () => void;
  onGiven: (referral: ReferralView) => void;
}

export function Give({ onClose, onGiven, ...about }: Props) {
  const { t } = useTranslation(["referrals", "partners"]);
  const firm = useFirm();
  const { data: partners, error } = useQuery(partnersQuery);
  const [draft, setDraft] = useState<Draft>(() => ({
    partner: null,
    channel: undefined,
    wish: "",
    showsName: true,
    phone: "accepted",
    consent: "",
    template: undefined,
    hours: 24,
    chain: [],
    tells: false,
    contactText: t("give.contact_example"),
  }));
  const [faults, setFaults] = useState<{ partner?: string; consent?: string }>({});
  const [isSaving, setIsSaving] = useState(false);
  const put = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const [slow] = useDebouncedValue(draft, 300);
  const asked = slow.partner ? bodyOf(slow, slow.partner, about) : undefined;
  const preview = useQuery({
    ...previewQuery(asked ?? bodyOf(draft, "", about)),
    enabled: asked !== undefined,
    placeholderData: (before) => before,
  });
  const active = partners?.filter(({ is_active: isActive }) => isActive) ?? [];
  const today = dayKey(new Date(), firm?.timezone);
  const options = active.map((one) => ({
    value: one.id,
    label: isOff(one.days_off, today) ? t("give.off", { name: one.name }) : one.name,
  }));
  const closedWay = (channel: string) => preview.data?.ways.find((way) => way.channel === channel)?.closed;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { partner } = draft;
    const missing = {
      ...(!partner && { partner: t("give.partner_missing") }),
      ...(needsConsent(draft) && !draft.consent.trim() && { consent: t("give.consent_missing") }),
    };
    setFaults(missing);
    if (!partner || Object.keys(missing).length > 0) return;
    setIsSaving(true);
    try {
      const made = await give(bodyOf(draft, partner, about));
      showDone(t(made.channel === "manual" ? "give.ready" : "give.sent"));
      onGiven(made);
    } catch (refused) {
      showProblem(refused);
      setIsSaving(false);
    }
  };
  return (
    <FormDrawer
      opened
      onClose={onClose}
      title={t("give.title")}
      size={560}
      isDirty={draft.partner !== null}
      isSaving={isSaving}
      action={t("give.action")}
      onSubmit={(event) => void submit(event)}
    >
      {error && !partners ? (
        <Problem error={error} />
      ) : (
        partners?.length === 0 && (
          <Alert variant="light">
            {t("give.no_partners")}{" "}
            <Link to="/partners" className={classes.link}>
              {t("give.to_partners")}
            </Link>
          </Alert>
        )
      )}
      <Select
        label={t("give.partner")}
        placeholder={t("give.partner_hint")}
        data={options}
        value={draft.partner}
        searchable
        required
        data-autofocus
        nothingFoundMessage={t("partners:none_found")}
        error={faults.partner}
        onChange={(partner) => {
          setFaults({});
          put({ partner, channel: undefined, template: undefined });
        }}
      />
      <Textarea
        label={t("give.wish")}
        placeholder={t("give.wish_example")}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={1000}
        value={draft.wish}
        onChange={(event) => put({ wish: event.currentTarget.value })}
      />
      <Checkbox
        label={t("give.name")}
        checked={draft.showsName}
        onChange={(event) => put({ showsName: event.currentTarget.checked })}
      />
      <Select
        label={t("give.phone")}
        data={(["accepted", "at_once", "never"] as const).map((value) => ({ value, label: t(`phone.${value}`) }))}
        value={draft.phone}
        allowDeselect={false}
        onChange={(value) => put({ phone: (value ?? "never") as Draft["phone"] })}
      />
      {needsConsent(draft) && (
        <TextInput
          label={t("give.consent")}
          placeholder={t("give.consent_example")}
          description={t("give.consent_hint")}
          maxLength={500}
          required
          error={faults.consent}
          value={draft.consent}
          onChange={(event) => {
            setFaults({});
            put({ consent: event.currentTarget.value });
          }}
        />
      )}
      <Select
        label={t("give.hours")}
        data={HOURS.map((hours) => ({ value: String(hours), label: t("give.in_hours", { count: hours }) }))}
        value={String(draft.hours)}
        allowDeselect={false}
        onChange={(value) => put({ hours: Number(value ?? 24) })}
      />
      <MultiSelect
        label={t("give.chain")}
        description={t("give.chain_hint")}
        data={options.filter(({ value }) => value !== draft.partner)}
        value={draft.chain}
        maxValues={10}
        searchable
        nothingFoundMessage={t("partners:none_found")}
        onChange={(chain) => put({ chain })}
      />
      {about.conversationId && (
        <>
          <Checkbox
            label={t("give.tells")}
            checked={draft.tells}
            onChange={(event) => put({ tells: event.currentTarget.checked })}
          />
          {draft.tells && (
            <Textarea
              label={t("give.contact_text")}
              autosize
              minRows={2}
              maxLength={1000}
              value={draft.contactText}
              onChange={(event) => put({ contactText: event.currentTarget.value })}
            />
          )}
        </>
      )}
      {preview.error && asked && <Problem error={preview.error} />}
      {asked && preview.data && (
        <>
          <Select
            label={t("give.channel")}
            data={CHANNELS.map((value) => {
              const closed = closedWay(value);
              const label = t(`partners:channel.${value}`);
              return {
                value,
                label: closed ? t("give.closed", { label, why: t(`closed.${closed}`) }) : label,
                disabled: Boolean(closed),
              };
            })}
            value={preview.data.channel}
            allowDeselect={false}
            onChange={(value) => put({ channel: (value ?? undefined) as Draft["channel"] })}
          />
          {preview.data.is_day_off && (
            <Alert variant="light" color="yellow">
              {t("give.day_off")}
            </Alert>
          )}
          <Input.Wrapper
            label={t("give.message")}
            labelElement="div"
            description={t("give.until", { at: moment(preview.data.deadline_at, firm?.timezone) })}
          >
            <p className={classes.preview}>
              {preview.data.text}
              {"\n\n"}
              <span className={classes.soft}>{t("give.link")}</span>
            </p>
          </Input.Wrapper>
          {draft.template === undefined ? (
            <div>
              <Button variant="subtle" size="compact-md" onClick={() => put({ template: preview.data.template })}>
                {t("give.edit")}
              </Button>
            </div>
          ) : (
            <Textarea
              label={t("give.template")}
              description={t("give.template_hint")}
              autosize
              minRows={4}
              maxRows={14}
              maxLength={2000}
              value={draft.template}
              onChange={(event) => put({ template: event.currentTarget.value })}
            />
          )}
        </>
      )}
    </FormDrawer>
  );
}
