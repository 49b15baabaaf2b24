// The page where customers book by themselves: its address, who may find it, how it looks on a phone.

import { Anchor, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import type { UpdateOrg } from "@samovar/client";
import { IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { Block } from "~/features/settings/parts";
import { type FirmPatch, useSaveFirm } from "~/features/settings/queries";
import { CopyIcon, Loading, PageHeader, showProblem } from "~/ui";
import classes from "./booking-page.module.css";

const MODES = ["listed", "unlisted", "off"] as const;
type PageMode = (typeof MODES)[number];

export function BookingPageSettings() {
  const { t } = useTranslation("booking-page");
  const firm = useFirm();
  const mayManage = useMay("manage_org");
  const save = useSaveFirm();
  if (!firm) return <Loading rows={4} />;
  const address = `${location.origin}/book/${firm.slug}`;
  const wished = save.isPending ? (save.variables.settings as { booking_page?: PageMode }).booking_page : undefined;
  const mode = wished ?? (firm.settings as { booking_page?: PageMode }).booking_page ?? "listed";
  const choose = (chosen: string) =>
    save.mutate({ settings: { booking_page: chosen } as FirmPatch["settings"] } as FirmPatch & UpdateOrg, {
      onError: showProblem,
    });
  return (
    <>
      <PageHeader title={t("title")} text={t("text")} />
      <Stack gap="lg">
        <Block title={t("link")} text={t("link_text")}>
          <Group gap={6} wrap="nowrap" align="flex-end">
            <TextInput
              flex={1}
              readOnly
              value={address}
              aria-label={t("link")}
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyIcon value={address} />
          </Group>
          <Anchor href={`/book/${firm.slug}`} target="_blank" rel="noopener" size="sm" mt="xs" display="inline-block">
            {t("open")} <IconExternalLink size={14} style={{ verticalAlign: -2 }} aria-hidden />
          </Anchor>
        </Block>
        <Block title={t("who")}>
          <Radio.Group aria-label={t("who")} value={mode} onChange={choose}>
            <Stack gap="sm">
              {MODES.map((value) => (
                <Radio
                  key={value}
                  value={value}
                  label={t(`mode.${value}`)}
                  description={t(`mode.${value}_text`)}
                  disabled={!mayManage || save.isPending}
                />
              ))}
            </Stack>
          </Radio.Group>
        </Block>
        {mode !== "off" && (
          <Block title={t("preview")}>
            <Text size="sm" c="dimmed" mb="sm">
              {t("preview_text")}
            </Text>
            <iframe src={`/book/${firm.slug}`} title={t("preview")} className={classes.frame} />
          </Block>
        )}
      </Stack>
    </>
  );
}
