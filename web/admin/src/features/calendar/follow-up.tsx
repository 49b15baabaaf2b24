// What was said around a visit and what came back: reminders, the answer, how it was.

import { Text } from "@mantine/core";
import { followUpBookings, remindBookings } from "@samovar/client";
import { IconBell, IconStar } from "@tabler/icons-react";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { Stars } from "~/features/feedback/stars";
import { showDone, showProblem } from "~/ui";
import classes from "./details.module.css";
import { linesOf } from "./follow-up-lines";
import type { Visit } from "./queries";

const followUpQuery = (id: string) =>
  queryOptions({
    queryKey: ["calendar", "follow-up", id] as const,
    queryFn: ({ signal }) => ask(followUpBookings({ path: { id }, signal })),
  });

/** Reminds the customer now, because somebody wants it. */
export function useRemind() {
  const { t } = useTranslation("calendar");
  return useMutation({
    mutationFn: (id: string) => ask(remindBookings({ path: { id } })),
    onSuccess: (follow, id) => {
      queryClient.setQueryData(followUpQuery(id).queryKey, follow);
      showDone(t("follow.done"));
    },
    onError: showProblem,
  });
}

/** Nothing while nothing was said; a failure is no reason to disturb: the visit itself is there. */
export function FollowUp({ visit, zone }: { visit: Visit; zone: string }) {
  const { t } = useTranslation("calendar");
  const { data } = useQuery(followUpQuery(visit.id));
  useLive(
    ["booking.", "feedback."],
    () => void queryClient.invalidateQueries({ queryKey: ["calendar", "follow-up", visit.id] }),
  );
  if (!data) return null;
  const lines = linesOf(t, data, zone, new Date());
  if (lines.length === 0 && !data.feedback) return null;
  return (
    <div className={classes.follow}>
      {lines.map(({ id, text }) => (
        <Text key={id} size="sm" className={classes.followLine}>
          <IconBell size={16} className={classes.sign} aria-hidden />
          <span>{text}</span>
        </Text>
      ))}
      {data.feedback && (
        <Text size="sm" className={classes.followLine} component="div">
          <IconStar size={16} className={classes.sign} aria-hidden />
          <span>
            {data.feedback.rating === undefined ? (
              t("follow.asked")
            ) : (
              <>
                {t("follow.rated")} <Stars mark={data.feedback.rating} />
              </>
            )}
            {data.feedback.text && <span className={classes.note}> {data.feedback.text}</span>}
          </span>
        </Text>
      )}
    </div>
  );
}
