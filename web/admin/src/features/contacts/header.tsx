// The head of a card: the face, the ways to reach, tags, and what one does with a customer most: book, write, call.

import { ActionIcon, Badge, Button, Group, Menu, TagsInput, Text, Title } from "@mantine/core";
import { IconArrowLeft, IconCalendarPlus, IconMail, IconMessage, IconPhone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { fullDay, phone, recent } from "~/app/format";
import { useMay } from "~/app/session";
import { ChannelIcon } from "~/features/inbox/names";
import { Avatar, CopyIcon, showProblem } from "~/ui";
import classes from "./card.module.css";
import { More } from "./more";
import { nameOf, sourceName } from "./names";
import { type ContactCard, changeContact, tagsQuery, talksQuery } from "./queries";

const BookingDialog = lazy(async () => ({
  default: (await import("~/features/calendar/booking-dialog")).BookingDialog,
}));

function Tags({ card, mayEdit }: { card: ContactCard; mayEdit: boolean }) {
  const { t } = useTranslation("contacts");
  const { data: known = [] } = useQuery(tagsQuery);
  // What was pressed is shown at once and goes back when the server refuses.
  const [wished, setWished] = useState<string[]>();
  const tags = wished ?? card.tags;
  if (!mayEdit)
    return (
      <Group gap={6}>
        {tags.map((tag) => (
          <Badge key={tag} variant="light" tt="none">
            {tag}
          </Badge>
        ))}
      </Group>
    );
  const save = async (next: string[]) => {
    const clean = [...new Set(next.map((tag) => tag.trim().slice(0, 40)).filter(Boolean))];
    setWished(clean);
    try {
      await changeContact(card.id, { tags: clean });
    } catch (error) {
      showProblem(error);
    } finally {
      setWished(undefined);
    }
  };
  return (
    <TagsInput
      variant="unstyled"
      className={classes.tags ?? ""}
      aria-label={t("field.tags")}
      placeholder={t("card.add_tag")}
      data={known.map(({ tag }) => tag)}
      value={tags}
      maxTags={50}
      onChange={(next) => void save(next)}
    />
  );
}

function Write({ id }: { id: string }) {
  const { t } = useTranslation("contacts");
  const zone = useZone();
  const { data = [] } = useQuery(talksQuery(id));
  // Where imported talks are nobody can be written to.
  const talks = data.filter(({ connector }) => connector !== "import");
  const [first] = talks;
  if (!first) return null;
  const button = (props?: object) => (
    <Button variant="default" leftSection={<IconMessage size={17} stroke={1.7} aria-hidden />} {...props}>
      {t("card.write")}
    </Button>
  );
  if (talks.length === 1)
    return button({
      renderRoot: (props: object) => (
        <Link to="/inbox/$conversationId" params={{ conversationId: first.id }} {...props} />
      ),
    });
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>{button()}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("card.write_where")}</Menu.Label>
        {talks.slice(0, 8).map((talk) => (
          <Menu.Item
            key={talk.id}
            leftSection={<ChannelIcon connector={talk.connector} size={16} />}
            rightSection={
              <Text size="xs" c="dimmed">
                {recent(talk.last_message?.created_at ?? talk.created_at, zone)}
              </Text>
            }
            renderRoot={(props: object) => (
              <Link to="/inbox/$conversationId" params={{ conversationId: talk.id }} {...props} />
            )}
          >
            {sourceName(t, talk.connector)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Reach({ icon, href, children, copy }: { icon: ReactNode; href: string; children: string; copy: ReactNode }) {
  return (
    <span className={classes.reach}>
      <a href={href} className={classes.reachLink}>
        {icon}
        <span>{children}</span>
      </a>
      {copy}
    </span>
  );
}

export function Header({ card, onEdit }: { card: ContactCard; onEdit: () => void }) {
  const { t } = useTranslation("contacts");
  const [mayEdit, mayBook, mayManage] = [useMay("edit_contacts"), useMay("book"), useMay("manage_org")];
  const [zone, router] = [useZone(), useRouter()];
  const [isBooking, setIsBooking] = useState(false);
  const back = () => {
    // The list as it was left, when one came from it.
    if (router.history.canGoBack()) router.history.back();
    else void router.navigate({ to: "/contacts" });
  };
  return (
    <header className={classes.header}>
      <ActionIcon onClick={back} aria-label={t("app:back")} className={classes.back ?? ""}>
        <IconArrowLeft size={20} />
      </ActionIcon>
      <Avatar id={card.id} name={card.name} size={56} />
      <div className={classes.who}>
        <Title order={1} style={{ overflowWrap: "anywhere" }}>
          {nameOf(t, card)}
        </Title>
        <div className={classes.reaches}>
          {card.phone && (
            <Reach
              icon={<IconPhone size={16} stroke={1.7} aria-hidden />}
              href={`tel:${card.phone}`}
              copy={<CopyIcon size={32} value={card.phone} label={t("card.copy_phone")} />}
            >
              {phone(card.phone)}
            </Reach>
          )}
          {card.email && (
            <Reach
              icon={<IconMail size={16} stroke={1.7} aria-hidden />}
              href={`mailto:${card.email}`}
              copy={<CopyIcon size={32} value={card.email} label={t("card.copy_email")} />}
            >
              {card.email}
            </Reach>
          )}
          <Text size="sm" c="dimmed">
            {t("card.since", { source: sourceName(t, card.source), date: fullDay(card.created_at, zone) })}
          </Text>
        </div>
        <Tags card={card} mayEdit={mayEdit} />
      </div>
      <div className={classes.actions}>
        {mayBook && (
          <Button
            leftSection={<IconCalendarPlus size={17} stroke={1.7} aria-hidden />}
            onClick={() => setIsBooking(true)}
          >
            {t("card.book")}
          </Button>
        )}
        <Write id={card.id} />
        {(mayEdit || mayManage) && <More card={card} onEdit={onEdit} />}
      </div>
      {isBooking && (
        <Suspense>
          <BookingDialog opened onClose={() => setIsBooking(false)} contactId={card.id} />
        </Suspense>
      )}
    </header>
  );
}
