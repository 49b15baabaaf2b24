// How the chat looks: name, picture, colour, shape, place.

import {
  ActionIcon,
  Button,
  ColorInput,
  FileButton,
  Group,
  Image,
  NumberInput,
  SegmentedControl,
  Slider,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconUpload, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, writeHeaders } from "~/app/api";
import { Block } from "~/features/settings/parts";
import { showProblem } from "~/ui";
import type { Look } from "./settings";

const COLORS = ["#8f4a2b", "#1f6f5c", "#2b5a8f", "#6b3fa0", "#b0335b", "#37312c"];
const PICTURES = "image/png,image/jpeg,image/webp,image/gif";

async function upload(file: File): Promise<string> {
  const body = new FormData();
  body.append("file", file);
  const call = fetch("/api/v1/files", { method: "POST", headers: writeHeaders(), body }).then(async (response) => {
    const data = await response.json().catch(() => undefined);
    return response.ok ? { data: data as { id: string }, response } : { error: data, response };
  });
  return (await ask(call)).id;
}

export function LookFields({ form }: { form: UseFormReturnType<Look> }) {
  const { t } = useTranslation("widget");
  const [isSending, setIsSending] = useState(false);
  const { avatar_file: picture } = form.values;
  const choose = async (file: File | null) => {
    if (!file) return;
    setIsSending(true);
    await upload(file).then((id) => form.setFieldValue("avatar_file", id), showProblem);
    setIsSending(false);
  };
  const choice = <Key extends "theme" | "font" | "position">(key: Key, values: Look[Key][]) => (
    <div>
      <Text size="sm" fw={500} mb={4} id={`look-${key}`}>
        {t(`look.${key}`)}
      </Text>
      <SegmentedControl
        aria-labelledby={`look-${key}`}
        value={form.values[key]}
        onChange={(chosen) => form.setFieldValue(key, chosen as never)}
        data={values.map((value) => ({ value, label: t(`look.${key}_${value}`) }))}
      />
    </div>
  );
  return (
    <Block title={t("look.title")}>
      <Stack>
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <TextInput
            label={t("look.name")}
            placeholder={t("look.name_usual")}
            miw={180}
            maxLength={80}
            {...form.getInputProps("title")}
          />
          <TextInput
            label={t("look.agent")}
            placeholder={t("look.agent_usual")}
            miw={180}
            maxLength={60}
            {...form.getInputProps("agent_name")}
          />
        </Group>
        <div>
          <Text size="sm" fw={500} mb={4}>
            {t("look.picture")}
          </Text>
          <Group gap="sm">
            {picture && <Image src={`/api/v1/files/${picture}`} alt={t("look.picture")} w={44} h={44} radius="xl" />}
            <FileButton onChange={(file) => void choose(file)} accept={PICTURES}>
              {(props) => (
                <Button {...props} variant="default" leftSection={<IconUpload size={16} />} loading={isSending}>
                  {t(picture ? "look.picture_change" : "look.picture_choose")}
                </Button>
              )}
            </FileButton>
            {picture ? (
              <ActionIcon aria-label={t("look.picture_drop")} onClick={() => form.setFieldValue("avatar_file", null)}>
                <IconX size={18} />
              </ActionIcon>
            ) : (
              <TextInput
                aria-label={t("look.initials")}
                placeholder={t("look.initials")}
                w={130}
                maxLength={2}
                {...form.getInputProps("avatar_initials")}
              />
            )}
          </Group>
        </div>
        <ColorInput
          label={t("look.color")}
          description={t("look.color_hint")}
          format="hex"
          swatches={COLORS}
          maw={280}
          withEyeDropper={false}
          {...form.getInputProps("color")}
        />
        {choice("theme", ["auto", "light", "dark"])}
        {choice("font", ["system", "serif", "rounded", "mono"])}
        <div>
          <Text size="sm" fw={500} id="look-radius">
            {t("look.radius")}
          </Text>
          <Slider
            maw={280}
            min={0}
            max={28}
            thumbLabel={t("look.radius")}
            label={(value) => `${value} px`}
            {...form.getInputProps("radius")}
          />
        </div>
        {choice("position", ["left", "right"])}
        <Group gap="sm">
          <NumberInput
            label={t("look.offset_x")}
            w={170}
            min={0}
            max={200}
            suffix=" px"
            {...form.getInputProps("offset_x")}
          />
          <NumberInput
            label={t("look.offset_y")}
            w={170}
            min={0}
            max={200}
            suffix=" px"
            {...form.getInputProps("offset_y")}
          />
        </Group>
      </Stack>
    </Block>
  );
}
