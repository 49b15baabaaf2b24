// One customer: who it is and how to reach them, visits, conversations, and everything that happened, newest first.

import { SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconUserOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { DealsOf } from "~/features/deals/deals-of";
import { Alike } from "~/features/merges/alike";
import { NotesOf } from "~/features/notes/notes-of";
import { ReferralsOf } from "~/features/referrals/referrals-of";
import { TasksOf } from "~/features/tasks/tasks-of";
import { WaitlistOf } from "~/features/waitlist/waitlist-of";
import { EmptyState, ErrorState, Loading } from "~/ui";
import classes from "./card.module.css";
import { Consents } from "./consents-part";
import { Details } from "./details";
import { EditContact } from "./edit-contact";
import { Header } from "./header";
import { Remembered } from "./memory";
import { nameOf } from "./names";
import { cardQuery } from "./queries";
import { Talks } from "./talks";
import { Timeline } from "./timeline";
import { useFreshCard } from "./use-fresh";
import { Visits } from "./visits-list";

export function ContactPage() {
  const { contactId } = useParams({ strict: false }) as { contactId: string };
  return <Card key={contactId} id={contactId} />;
}

function Card({ id }: { id: string }) {
  const { t } = useTranslation("contacts");
  const isPhone = useMediaQuery("(max-width: 62em)", undefined, { getInitialValueInEffect: false });
  const navigate = useNavigate();
  const [part, setPart] = useState<"story" | "data">("story");
  const [isEditing, setIsEditing] = useState(false);
  const { data: card, error, refetch } = useQuery(cardQuery(id));
  useFreshCard(id);
  const name = card && nameOf(t, card);
  useEffect(() => {
    if (name) document.title = `${name} · Samovar`;
  }, [name]);
  const heir = error instanceof Refusal ? error.body.merged_into : undefined;
  if (typeof heir === "string") return <Navigate to="/contacts/$contactId" params={{ contactId: heir }} replace />;
  const isGone = error instanceof Refusal && (error.status === 404 || error.status === 422);
  if (isGone || card?.source === "test")
    return (
      <EmptyState
        icon={IconUserOff}
        title={t("gone.title")}
        text={t("gone.text")}
        action={<Link to="/contacts">{t("gone.action")}</Link>}
      />
    );
  if (error && !card) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!card) return <Loading avatar rows={8} />;
  const story = (
    <div className={classes.main}>
      <Visits id={id} />
      <DealsOf contactId={id} contact={card} />
      <div className={`${classes.block} ${classes.place}`}>
        <NotesOf contactId={id} />
      </div>
      <Timeline id={id} />
    </div>
  );
  const data = (
    <div className={classes.aside}>
      <div className={`${classes.part} ${classes.place}`}>
        <TasksOf contactId={id} />
      </div>
      <div className={`${classes.part} ${classes.place}`}>
        <WaitlistOf client={{ id, name: card.name ?? "", phone: card.phone ?? "" }} />
      </div>
      <div className={`${classes.part} ${classes.place}`}>
        <ReferralsOf contactId={id} />
      </div>
      <Details card={card} onEdit={() => setIsEditing(true)} />
      <Consents id={id} />
      <Remembered id={id} />
      <Talks id={id} />
    </div>
  );
  return (
    <div className={classes.page}>
      <Header card={card} onEdit={() => setIsEditing(true)} />
      <Alike id={id} onMerged={(kept) => void navigate({ to: "/contacts/$contactId", params: { contactId: kept } })} />
      {isPhone ? (
        <>
          <SegmentedControl
            fullWidth
            size="md"
            mb="md"
            value={part}
            onChange={(next) => setPart(next as typeof part)}
            data={(["story", "data"] as const).map((value) => ({ value, label: t(`part.${value}`) }))}
            aria-label={t("part.label")}
          />
          {part === "story" ? story : data}
        </>
      ) : (
        <div className={classes.columns}>
          {story}
          {data}
        </div>
      )}
      {isEditing && <EditContact card={card} onClose={() => setIsEditing(false)} />}
    </div>
  );
}
