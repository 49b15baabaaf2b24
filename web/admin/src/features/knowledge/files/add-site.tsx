// A page of the web, or a whole site: its address, what of it to read, where to put it.

import { Button, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "~/ui";
import { type DocumentView, namePage } from "../queries";
import { CategorySelect } from "../tree/category-select";
import { readAddress } from "./address";

interface Props {
  category: string | undefined;
  onClose: () => void;
  onMade: (document: DocumentView) => void;
}

export function AddSite({ category, onClose, onMade }: Props) {
  const { t } = useTranslation("knowledge");
  const isPhone = useMediaQuery("(max-width: 48em)");
  const [typed, setTyped] = useState("");
  const [isSite, setIsSite] = useState(false);
  const [home, setHome] = useState(category);
  const [isBusy, setIsBusy] = useState(false);
  const [isWrong, setIsWrong] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const url = readAddress(typed);
    setIsWrong(!url);
    if (!url || isBusy) return;
    setIsBusy(true);
    setFault(undefined);
    try {
      onMade(await namePage({ url, is_site: isSite, ...(home ? { category_id: home } : {}) }));
    } catch (error) {
      setFault(error);
      setIsBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("site.title")}
      fullScreen={isPhone ?? false}
      size="lg"
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <TextInput
            label={t("site.address")}
            placeholder="https://example.ru/price"
            inputMode="url"
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={isWrong ? t("site.address_wrong") : undefined}
            maxLength={2000}
            data-autofocus
          />
          <Radio.Group
            label={t("site.what")}
            value={isSite ? "site" : "page"}
            onChange={(value) => setIsSite(value === "site")}
          >
            <Stack gap="sm" mt={6}>
              <Radio value="page" label={t("site.page")} description={t("site.page_hint")} />
              <Radio value="site" label={t("site.site")} description={t("site.site_hint")} />
            </Stack>
          </Radio.Group>
          <CategorySelect value={home} onChange={setHome} />
          <Text size="sm" c="dimmed">
            {t("site.again")}
          </Text>
          <Problem error={fault} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit" loading={isBusy}>
              {t("site.read")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
