// One class: when, who holds it, who comes. Somebody is written down, marked as having come, or called off here.

import {
  ActionIcon,
  Anchor,
  Badge,
  Button,
  Drawer,
  Group,
  Loader,
  Menu,
  Progress,
  Stack,
  Text,
  VisuallyHidden,
} from "@mantine/core";
import type { GroupEventView } from "@samovar/client";
import { IconCalendarX, IconCoin, IconDots, IconPencil, IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { minutes as duration, money, phone, shortDay, time } from "~/app/format";
import { Avatar, EmptyState, ErrorState, showDone, showProblem } from "~/ui";
import { createVisit } from "../changes";
import { type Client, ContactField, keepClient } from "../contact-field";
import { awaitsMoney } from "../prepayment";
import { type BranchView, type EmployeeView, servicesQuery, type Visit } from "../queries";
import { canCancel, NEXT, STATUS, type Status } from "../status";
import { clientOf } from "../visit-card";
import classes from "./group.module.css";
import { countOf } from "./model";
import { groupQuery } from "./queries";

interface Props {
  group: GroupEventView | undefined;
  zone: string;
  employees: EmployeeView[];
  branches: BranchView[];
  mayBook: boolean;
  onClose: () => void;
  onMark: (visit: Visit, status: Status) => Promise<unknown>;
  onPrepaid: (visit: Visit, isPaid: boolean) => Promise<unknown>;
  onCancelVisit: (visit: Visit) => void;
  onChange: (group: GroupEventView) => void;
  onCancel: (group: GroupEventView) => void;
}

export function GroupSheet(props: Props) {
  const { group, onClose } = props;
  const { t } = useTranslation("calendar");
  const { data: services = [] } = useQuery(servicesQuery);
  const [last, setLast] = useState<GroupEventView>();
  if (group && group !== last) setLast(group);
  const title = services.find(({ id }) => id === last?.service_id)?.name ?? t("group.title");
  return (
    <Drawer
      opened={group !== undefined}
      onClose={onClose}
      position="right"
      size={460}
      title={title}
      classNames={{ title: classes.title ?? "" }}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {last && <Sheet {...props} group={last} />}
    </Drawer>
  );
}

function Sheet({
  group,
  zone,
  employees,
  branches,
  mayBook,
  onMark,
  onPrepaid,
  onCancelVisit,
  onChange,
  onCancel,
}: Props & {
  group: GroupEventView;
}) {
  const { t } = useTranslation("calendar");
  const { data, error, refetch } = useQuery(groupQuery(group.id));
  const people = data?.visits ?? [];
  const count = data ? countOf(people, group.id) : group.people;
  const who = employees.find(({ id }) => id === group.employee_id);
  const branch = branches.length > 1 ? branches.find(({ id }) => id === group.branch_id) : undefined;
  const length = Math.round((Date.parse(group.ends_at) - Date.parse(group.starts_at)) / 60_000);
  const isOff = group.status === "cancelled";
  const left = group.seats - count;
  return (
    <Stack gap="md">
      <div>
        <Text fw={600} className="tabular">
          {shortDay(group.starts_at, zone)}, {time(group.starts_at, zone)}–{time(group.ends_at, zone)}
          <Text span c="dimmed" fw={400}>
            {" "}
            · {duration(length)}
          </Text>
        </Text>
        <Text size="sm" c="dimmed">
          {[who?.name, branch?.name].filter(Boolean).join(", ")}
        </Text>
      </div>
      {isOff ? (
        <Text c="red" fw={600}>
          {t("group.off")}
        </Text>
      ) : (
        <div>
          <Group justify="space-between" mb={6}>
            <Text size="sm" fw={600}>
              {t("group.seats_of", { people: count, seats: group.seats })}
            </Text>
            <Text size="sm" c="dimmed">
              {left > 0 ? t("group.left", { count: left }) : t("group.full")}
            </Text>
          </Group>
          <Progress
            value={Math.min(100, (100 * count) / group.seats)}
            color={left > 0 ? "teal" : "orange"}
            aria-label={t("group.seats_of", { people: count, seats: group.seats })}
          />
        </div>
      )}
      {group.note && (
        <Text size="sm" className={classes.note}>
          {group.note}
        </Text>
      )}
      {mayBook && !isOff && (
        <Group gap={8}>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => onChange(group)}
          >
            {t("group.edit")}
          </Button>
          <Button
            variant="subtle"
            color="red"
            size="sm"
            leftSection={<IconCalendarX size={16} aria-hidden />}
            onClick={() => onCancel(group)}
          >
            {t("group.cancel")}
          </Button>
        </Group>
      )}
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loader size="sm" aria-label={t("app:loading")} />
      ) : people.length === 0 ? (
        <EmptyState icon={IconUsersGroup} title={t("group.nobody_yet")} text={t("group.nobody_yet_text")} />
      ) : (
        <ul className={classes.people} aria-label={t("group.people")}>
          {people.map((visit) => (
            <Person
              key={visit.id}
              visit={visit}
              mayBook={mayBook}
              onMark={(status) => void onMark(visit, status).then(() => refetch())}
              onPrepaid={(isPaid) => void onPrepaid(visit, isPaid).then(() => refetch())}
              onCancel={() => onCancelVisit(visit)}
            />
          ))}
        </ul>
      )}
      {mayBook && !isOff && left > 0 && <Join group={group} onJoined={() => void refetch()} />}
    </Stack>
  );
}

interface PersonProps {
  visit: Visit;
  mayBook: boolean;
  onMark: (status: Status) => void;
  onPrepaid: (isPaid: boolean) => void;
  onCancel: () => void;
}

function Person({ visit, mayBook, onMark, onPrepaid, onCancel }: PersonProps) {
  const { t } = useTranslation("calendar");
  const { icon: Icon, color } = STATUS[visit.status];
  const { contact } = visit;
  const name = clientOf(visit) ?? t("no_name");
  const next = mayBook ? NEXT[visit.status] : [];
  const isOff = visit.status === "cancelled" || visit.status === "no_show";
  return (
    <li className={classes.person} data-off={isOff || undefined}>
      <Avatar id={contact.id} name={contact.name} size={32} />
      <div className={classes.who}>
        <Anchor component={Link} to={`/contacts/${contact.id}`} c="inherit" fw={600} size="sm" className={classes.name}>
          {name}
        </Anchor>
        <Group gap={6} wrap="nowrap" className={classes.state} data-color={color}>
          <Icon size={14} aria-hidden />
          <Text size="xs">{t(`status.${visit.status}`)}</Text>
          {contact.name && contact.phone && (
            <Anchor href={`tel:${contact.phone}`} size="xs" c="dimmed" className="tabular">
              {phone(contact.phone)}
            </Anchor>
          )}
        </Group>
      </div>
      {awaitsMoney(visit) && (
        <Badge
          color="orange"
          variant="light"
          tt="none"
          leftSection={<IconCoin size={13} aria-hidden />}
          className={classes.money}
        >
          <VisuallyHidden>{t("prepay.is_awaited")} </VisuallyHidden>
          {money(visit.prepayment, visit.price.currency)}
        </Badge>
      )}
      {next.length > 0 && (
        <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <ActionIcon variant="subtle" size={36} aria-label={t("group.more", { name })}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {next.map((status) => {
              const Sign = STATUS[status].icon;
              return (
                <Menu.Item key={status} leftSection={<Sign size={16} aria-hidden />} onClick={() => onMark(status)}>
                  {t(`mark.${status}`)}
                </Menu.Item>
              );
            })}
            {visit.prepayment > 0 && (
              <Menu.Item
                leftSection={<IconCoin size={16} aria-hidden />}
                onClick={() => onPrepaid(visit.prepaid_at === undefined)}
              >
                {t(visit.prepaid_at ? "prepay.not_come" : "prepay.come")}
              </Menu.Item>
            )}
            {canCancel(visit.status) && (
              <Menu.Item color="red" leftSection={<IconCalendarX size={16} aria-hidden />} onClick={onCancel}>
                {t("details.cancel")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}

/** Writes somebody down for a seat. */
function Join({ group, onJoined }: { group: GroupEventView; onJoined: () => void }) {
  const { t } = useTranslation("calendar");
  const cache = useQueryClient();
  const { data: services = [] } = useQuery(servicesQuery);
  const [client, setClient] = useState<Client>();
  const [round, setRound] = useState(0);
  const [isSaving, setIsSaving] = useState(false);
  const join = async () => {
    if (!client || (!client.id && client.name.trim() === "" && client.phone === "")) return;
    setIsSaving(true);
    try {
      const id = await keepClient(client);
      if (!client.id) setClient({ ...client, id });
      await createVisit(cache, {
        contact: { id, name: client.name || undefined, phone: client.phone.replace(/[\s()-]/g, "") || undefined },
        services: [group.service_id],
        serviceNames: [services.find((one) => one.id === group.service_id)?.name ?? ""],
        employee: group.employee_id,
        branch: group.branch_id,
        startsAt: group.starts_at,
        note: "",
        force: ["lead", "past"],
      });
      showDone(t("group.joined", { name: client.name || client.phone }));
      setClient(undefined);
      setRound(round + 1);
      onJoined();
    } catch (error) {
      showProblem(error);
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <Stack gap="xs" className={classes.join}>
      <ContactField key={round} value={client} onChange={setClient} isLast />
      <Group justify="flex-end">
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          loading={isSaving}
          disabled={!client}
          onClick={() => void join()}
        >
          {t("group.join")}
        </Button>
      </Group>
    </Stack>
  );
}
