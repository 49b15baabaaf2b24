// Making a key: a name and what it may do, never more than oneself; then the key, this once.

import { Button, Checkbox, Drawer, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMediaQuery } from "@mantine/hooks";
import { createApiKeys } from "@samovar/client";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { type Permission, useMe } from "~/app/session";
import { FormDrawer, useFormRefusal } from "~/ui";
import { keysQuery } from "./queries";
import { SecretBox } from "./secret-box";

/** From harmless to mighty; handing the firm over is nothing for a program. */
const SCOPES: Permission[] = [
  "read",
  "converse",
  "book",
  "edit_contacts",
  "edit_catalog",
  "manage_channels",
  "export",
  "read_audit",
  "manage_people",
  "manage_keys",
  "manage_org",
];

export function KeyForm({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("people");
  const { permissions } = useMe();
  const isPhone = useMediaQuery("(max-width: 48em)") ?? false;
  const form = useForm<{ name: string; scopes: Permission[] }>({
    initialValues: { name: "", scopes: ["read"] },
    validate: {
      name: (name) => (name.trim() ? null : t("app:problem.missing")),
      scopes: (scopes) => (scopes.length > 0 ? null : t("key.scopes_missing")),
    },
  });
  const refuse = useFormRefusal(form);
  const make = useMutation({
    mutationFn: (body: { name: string; scopes: Permission[] }) => ask(createApiKeys({ body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keysQuery.queryKey }),
    onError: refuse,
  });
  const close = () => {
    onClose();
    form.reset();
    make.reset();
  };
  if (isOpen && make.data) {
    return (
      <Drawer
        opened
        onClose={close}
        position="right"
        size={isPhone ? "100%" : 480}
        title={t("key.ready")}
        closeOnClickOutside={false}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        <Stack>
          <SecretBox label={make.data.api_key.name} value={make.data.key} hint={t("key.ready_text")} />
          <Text size="sm" c="dimmed">
            {t("key.how")}
          </Text>
          <Button variant="default" onClick={close}>
            {t("key.done")}
          </Button>
        </Stack>
      </Drawer>
    );
  }
  return (
    <FormDrawer
      opened={isOpen}
      onClose={close}
      title={t("key.new")}
      isDirty={form.isDirty()}
      isSaving={make.isPending}
      onSubmit={form.onSubmit(({ name, scopes }) => make.mutate({ name: name.trim(), scopes }))}
      action={t("key.make")}
    >
      <TextInput
        label={t("key.name")}
        description={t("key.name_text")}
        maxLength={120}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <Checkbox.Group label={t("key.scopes")} description={t("key.scopes_text")} {...form.getInputProps("scopes")}>
        <Stack gap="sm" mt="sm">
          {SCOPES.filter((scope) => permissions.includes(scope)).map((scope) => (
            <Checkbox key={scope} value={scope} label={t(`scope.${scope}`)} description={t(`may.${scope}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
    </FormDrawer>
  );
}
