// A mark as stars; read aloud as "4 of 5".

import { IconStar, IconStarFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./feedback.module.css";

const BEST = 5;

export function Stars({ mark, size = 15 }: { mark: number; size?: number }) {
  const { t } = useTranslation("feedback");
  return (
    <span role="img" aria-label={t("mark", { mark })} className={classes.stars}>
      {Array.from({ length: BEST }, (_, at) =>
        at < Math.round(mark) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: five stars are always these five
          <IconStarFilled key={at} size={size} aria-hidden />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: five stars are always these five
          <IconStar key={at} size={size} stroke={1.6} aria-hidden className={classes.dim} />
        ),
      )}
    </span>
  );
}
