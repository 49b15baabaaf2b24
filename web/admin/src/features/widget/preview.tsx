// The real widget with a sample conversation, wearing settings that are not saved yet.

import { SegmentedControl, Stack } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { LANGS, type Locale, type Look, toConnection } from "./settings";
import classes from "./widget.module.css";

export function Preview({ look }: { look: Look }) {
  const { t } = useTranslation("widget");
  const firm = useFirm();
  const frame = useRef<HTMLIFrameElement>(null);
  const [locale, setLocale] = useState<Locale>(look.languages[0] ?? "ru");
  /** How many times the page in the frame has said that it listens: it may be loaded again, and is told again. */
  const [ready, setReady] = useState(0);
  useEffect(() => {
    const hear = (event: MessageEvent) => {
      if (event.origin === location.origin && event.data?.t === "samovar:preview-ready") setReady((times) => times + 1);
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, []);
  useEffect(() => {
    if (ready === 0) return;
    const message = {
      t: "samovar:preview",
      settings: toConnection(look, {}),
      locale,
      firm: { name: firm?.name ?? "", agent_name: firm?.settings.agent_name ?? "" },
      picture: look.avatar_file ? `/api/v1/files/${look.avatar_file}` : null,
      is_open: true,
    };
    frame.current?.contentWindow?.postMessage(message, location.origin);
  }, [ready, look, locale, firm]);
  return (
    <Stack gap="xs" className={classes.preview}>
      {look.languages.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label={t("preview_language")}
          value={locale}
          onChange={(chosen) => setLocale(chosen as Locale)}
          data={LANGS.filter((lang) => look.languages.includes(lang)).map((value) => ({
            value,
            label: t(`lang_${value}`),
          }))}
        />
      )}
      <iframe ref={frame} src="/w/v1/preview" title={t("preview")} className={classes.frame} />
    </Stack>
  );
}
