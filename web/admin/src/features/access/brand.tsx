// The quiet half of the public screens: a samovar, its steam, a conversation. Only on a wide screen; says nothing new.

import { useTranslation } from "react-i18next";
import classes from "./frame.module.css";

function Picture() {
  return (
    <svg className={classes.picture} viewBox="0 0 480 420" fill="none" aria-hidden="true" focusable="false">
      <g className={classes.rings}>
        <circle cx="240" cy="212" r="104" />
        <circle cx="240" cy="212" r="154" />
        <circle cx="240" cy="212" r="204" />
      </g>
      <g className={classes.steam}>
        <path d="M222 98c-12-14 10-22 0-38s8-20 2-34" />
        <path d="M242 92c-10-16 12-24 2-42s8-22 2-36" />
        <path d="M262 98c-10-14 10-22 2-36s8-18 2-32" />
      </g>
      <g className={classes.samovar}>
        <path d="M232 112h20l5 15h-30z" />
        <path d="M206 139c0-8 6-12 12-12h48c6 0 12 4 12 12l3 13h-78z" />
        <path d="M196 152h92c10 26 12 62-4 92-6 11-14 19-22 24h-40c-8-5-16-13-22-24-16-30-14-66-4-92Z" />
        <path d="M222 268h40l6 20h-52z" />
        <path d="M204 288h76c9 0 14 7 14 16H190c0-9 5-16 14-16Z" />
        <path d="M191 178h-17c-11 0-17 7-17 17s6 17 17 17h13M293 178h17c11 0 17 7 17 17s-6 17-17 17h-13" />
        <path d="M242 226v18M230 226h24M242 244c0 8 6 10 12 10" />
        <path d="M199 176h86" />
      </g>
      <g className={classes.bubble}>
        <rect x="26" y="128" width="112" height="58" rx="18" />
        <path d="M48 186v14l18-14z" />
        <path className={classes.words} d="M46 149h72M46 165h46" />
      </g>
      <g className={classes.bubbleBright}>
        <rect x="344" y="232" width="116" height="58" rx="18" />
        <path d="M438 290v14l-18-14z" />
        <path className={classes.words} d="M364 253h76M364 269h50" />
      </g>
      <g className={classes.table}>
        <path d="M96 304h288" />
        <path d="M112 304v-16c0-4 3-7 7-7h26c4 0 7 3 7 7 0 9-7 16-16 16M152 288h7c6 0 6 10-3 10h-5" />
      </g>
    </svg>
  );
}

export function Brand() {
  const { t } = useTranslation("access");
  return (
    <aside className={classes.brand} aria-hidden="true">
      <Picture />
      <p className={classes.claim}>{t("brand.claim")}</p>
      <p className={classes.more}>{t("brand.more")}</p>
    </aside>
  );
}
