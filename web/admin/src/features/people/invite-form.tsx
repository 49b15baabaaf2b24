// Inviting somebody: an e-mail and a role, then a link to hand over, as this server may send no mail.

import { Button, Drawer, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMediaQuery } from "@mantine/hooks";
import { createInvitations } from "@samovar/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask, Refusal } from "~/app/api";
import { queryClient } from "~/app/query";
import { useMe } from "~/app/session";
import { FormDrawer, refusalText, useFormRefusal } from "~/ui";
import classes from "./people.module.css";
import { invitationsQuery, ROLES, type Role, rolesQuery } from "./queries";
import { grantable, wholeLink } from "./rules";
import { SecretBox } from "./secret-box";

interface ReadyProps {
  email: string;
  link: string;
  isMailed: boolean;
  onClose: () => void;
}

function Ready({ email, link, isMailed, onClose }: ReadyProps) {
  const { t } = useTranslation("people");
  const isPhone = useMediaQuery("(max-width: 48em)") ?? false;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={isPhone ? "100%" : 480}
      title={t("invite.ready")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <Stack>
        <Text size="sm">{t(isMailed ? "invite.mailed_text" : "invite.ready_text", { email })}</Text>
        <SecretBox label={t("invite.link")} value={wholeLink(link, location.origin)} hint={t("invite.link_hint")} />
        <Button variant="default" onClick={onClose}>
          {t("invite.done")}
        </Button>
      </Stack>
    </Drawer>
  );
}

export function InviteForm({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("people");
  const me = useMe();
  const { data: roles } = useQuery({ ...rolesQuery, retry: false });
  const form = useForm<{ email: string; role: Role }>({
    initialValues: { email: "", role: "operator" },
    validate: { email: (email) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? null : t("invite.email_wrong")) },
  });
  const refuse = useFormRefusal(form);
  const invite = useMutation({
    mutationFn: (body: { email: string; role: Role }) => ask(createInvitations({ body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
    onError: (error) => {
      if (error instanceof Refusal && error.code === "already_member")
        form.setFieldError("email", refusalText(t, error));
      else refuse(error);
    },
  });
  const close = () => {
    onClose();
    form.reset();
    invite.reset();
  };
  if (isOpen && invite.data)
    return (
      <Ready
        email={invite.data.invitation.email}
        link={invite.data.link}
        isMailed={invite.data.is_mailed}
        onClose={close}
      />
    );
  const given = grantable((me.org?.role as Role | undefined) ?? "viewer", roles);
  return (
    <FormDrawer
      opened={isOpen}
      onClose={close}
      title={t("invite.title")}
      isDirty={form.isDirty()}
      isSaving={invite.isPending}
      onSubmit={form.onSubmit(({ email, role }) => invite.mutate({ email: email.trim(), role }))}
      action={t("invite.create")}
    >
      <TextInput
        label={t("invite.email")}
        type="email"
        autoCapitalize="none"
        data-autofocus
        {...form.getInputProps("email")}
      />
      <Radio.Group label={t("invite.role")} {...form.getInputProps("role")}>
        <Stack gap="sm" mt={8}>
          {ROLES.filter((role) => given.includes(role)).map((role) => (
            <Radio
              key={role}
              value={role}
              label={t(`role.${role}.name`)}
              description={t(`role.${role}.text`)}
              className={classes.name ?? ""}
            />
          ))}
        </Stack>
      </Radio.Group>
    </FormDrawer>
  );
}
