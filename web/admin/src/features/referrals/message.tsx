// The message with its link, for a person who sends it by themselves: copied, or opened in WhatsApp.

import { Button, CopyButton, Drawer, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconBrandWhatsapp, IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState, Loading } from "~/ui";
import { messageQuery } from "./queries";

/** A link of a server that does not know its own address begins with a slash. */
const whole = (text: string, link: string) =>
  link.startsWith("/") ? text.replace(link, `${location.origin}${link}`) : text;
const opened = (address: string, link: string) =>
  link.startsWith("/")
    ? address.replace(encodeURIComponent(link), encodeURIComponent(`${location.origin}${link}`))
    : address;

export function Message({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("referrals");
  const isPhone = useMediaQuery("(max-width: 48em)") ?? false;
  const { data, error, refetch } = useQuery(messageQuery(id));
  const text = data ? whole(data.text, data.link) : "";
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={isPhone ? "100%" : 480}
      title={t("message.title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading rows={4} />
      ) : (
        <Stack>
          <Text size="sm">{t("message.text")}</Text>
          <Textarea label={t("message.words")} value={text} readOnly autosize minRows={5} maxRows={16} />
          <Group gap="xs">
            <CopyButton value={text} timeout={2_000}>
              {({ copied, copy }) => (
                <Button
                  data-autofocus
                  leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                  onClick={copy}
                >
                  {t(copied ? "app:copied" : "message.copy")}
                </Button>
              )}
            </CopyButton>
            {data.whatsapp && (
              <Button
                component="a"
                href={opened(data.whatsapp, data.link)}
                target="_blank"
                rel="noreferrer"
                variant="default"
                leftSection={<IconBrandWhatsapp size={16} />}
              >
                {t("message.whatsapp")}
              </Button>
            )}
          </Group>
        </Stack>
      )}
    </Drawer>
  );
}
