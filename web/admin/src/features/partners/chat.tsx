// The partner's chat with the firm's bot: a link for them to open once, or the way to part with it.

import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { moment } from "~/app/format";
import { CopyIcon, showDone, showProblem, useConfirm } from "~/ui";
import { type PartnerView, useChatLink, useUnbind } from "./queries";

export function PartnerChat({ partner, mayEdit }: { partner: PartnerView; mayEdit: boolean }) {
  const { t } = useTranslation("partners");
  const zone = useZone();
  const confirm = useConfirm();
  const invite = useChatLink(partner.id);
  const unbind = useUnbind(partner.id);
  const part = async () => {
    if (!(await confirm({ title: t("chat.part_title"), text: t("chat.part_text"), action: t("chat.part") }))) return;
    unbind.mutate(undefined, { onError: showProblem, onSuccess: () => showDone(t("chat.parted")) });
  };
  if (partner.has_chat)
    return (
      <Group gap="sm">
        <Text size="sm">{t("chat.bound")}</Text>
        {mayEdit && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            loading={unbind.isPending}
            onClick={() => void part()}
          >
            {t("chat.part")}
          </Button>
        )}
      </Group>
    );
  return (
    <Stack gap={8}>
      <Text size="sm">{t("chat.none")}</Text>
      {invite.data ? (
        <>
          <Group gap={6} wrap="nowrap" align="flex-end">
            <TextInput
              label={t("chat.link")}
              value={invite.data.link}
              readOnly
              flex={1}
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyIcon value={invite.data.link} label={t("chat.copy")} size={36} />
          </Group>
          <Text size="xs" c="dimmed">
            {t("chat.link_hint", { at: moment(invite.data.expires_at, zone) })}
          </Text>
        </>
      ) : (
        mayEdit && (
          <div>
            <Button
              variant="light"
              size="compact-md"
              loading={invite.isPending}
              onClick={() => invite.mutate(undefined, { onError: showProblem })}
            >
              {t("chat.invite")}
            </Button>
          </div>
        )
      )}
    </Stack>
  );
}
