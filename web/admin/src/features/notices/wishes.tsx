// All that a person decides about notices; each switch moves at once and goes back when it is refused.

import { Switch } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queryClient } from "~/app/query";
import { Block } from "~/features/settings/parts";
import { showProblem } from "~/ui";
import { changed } from "./changed";
import { OwnChat } from "./chat";
import { Grid } from "./grid";
import { settingsQuery } from "./queries";
import { QuietHours } from "./quiet";
import { type Settings, saveSettings } from "./wire";

export function NoticeWishes({ settings }: { settings: Settings }) {
  const { t } = useTranslation("notices");
  const { queryKey } = settingsQuery;
  const save = useMutation({
    mutationKey: queryKey,
    mutationFn: saveSettings,
    onMutate: (change) => {
      // An answer under way does not know of it yet.
      void queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, (known) => known && changed(known, change));
    },
    onSuccess: (after) => {
      // Nor does this one, when something else has been pressed meanwhile.
      if (queryClient.isMutating({ mutationKey: queryKey }) === 1) queryClient.setQueryData(queryKey, after);
    },
    onError: (error) => {
      void queryClient.invalidateQueries({ queryKey });
      showProblem(error);
    },
  });
  return (
    <>
      <Block title={t("what")} text={t("what_text")}>
        <Grid settings={settings} change={save.mutate} />
        <Switch
          mt="lg"
          size="md"
          label={t("show_text")}
          description={t("show_text_text")}
          checked={settings.show_text}
          onChange={(event) => save.mutate({ show_text: event.currentTarget.checked })}
        />
      </Block>
      <Block title={t("chat.title")}>
        <OwnChat settings={settings} />
      </Block>
      <Block title={t("quiet.title")}>
        <QuietHours settings={settings} change={save.mutate} />
      </Block>
    </>
  );
}
