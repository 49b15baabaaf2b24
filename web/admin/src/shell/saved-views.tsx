// Saved views of the inbox under its name in the menu at the side, while one is there.

import { NavLink } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { countText, savedQuery, wantView } from "~/features/inbox/saved";
import classes from "./shell.module.css";

export function SavedViews({ onGo }: { onGo: (() => void) | undefined }) {
  const navigate = useNavigate();
  const { data: views } = useQuery(savedQuery);
  return (views ?? []).map((view) => (
    <NavLink
      key={view.id}
      component="button"
      type="button"
      className={classes.saved ?? ""}
      label={view.name}
      data-broken={view.missing.length > 0 || undefined}
      rightSection={<span className={classes.savedCount}>{countText(view)}</span>}
      onClick={() => {
        wantView(view);
        void navigate({ to: "/inbox" });
        onGo?.();
      }}
    />
  ));
}
