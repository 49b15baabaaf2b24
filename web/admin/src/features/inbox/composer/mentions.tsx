// Colleagues to choose from while a name is typed after `@` in a comment.

import { useTranslation } from "react-i18next";
import { Avatar } from "~/ui";
import type { Mate } from "../queries";
import classes from "./composer.module.css";

export function matching(team: Mate[], query: string): Mate[] {
  const wanted = query.trim().toLocaleLowerCase();
  return team
    .filter(
      ({ name }) =>
        name !== "" &&
        name
          .toLocaleLowerCase()
          .split(/\s+/)
          .some((word) => word.startsWith(wanted)),
    )
    .concat(wanted.includes(" ") ? team.filter(({ name }) => name.toLocaleLowerCase().startsWith(wanted)) : [])
    .slice(0, 6);
}

interface Props {
  id: string;
  options: Mate[];
  active: number;
  onChoose: (mate: Mate) => void;
}

export function MentionList({ id, options, active, onChoose }: Props) {
  const { t } = useTranslation("inbox");
  return (
    <div className={classes.mentions}>
      <div className={classes.list} role="listbox" id={id} aria-label={t("mention")}>
        {options.map((mate, index) => (
          <div
            key={mate.person_id}
            id={`${id}-${index}`}
            className={classes.option}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onMouseDown={(event) => {
              event.preventDefault();
              onChoose(mate);
            }}
          >
            <Avatar id={mate.person_id} name={mate.name} size={24} />
            {mate.name}
          </div>
        ))}
      </div>
    </div>
  );
}
