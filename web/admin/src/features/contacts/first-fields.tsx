// What every form of a contact begins with: the name, the phone, the address, and between them whoever has them already.

import { TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Double } from "./double";
import { PhoneField } from "./phone-field";
import type { ListedContact } from "./queries";

interface Props<Values> {
  form: UseFormReturnType<Values>;
  double: ListedContact | undefined;
}

export function FirstFields<Values extends { name: string; phone: string; email: string }>(props: Props<Values>) {
  const { form, double } = props;
  const { t } = useTranslation("contacts");
  return (
    <>
      <TextInput
        label={t("field.name")}
        maxLength={200}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps("name")}
      />
      <PhoneField label={t("field.phone")} {...form.getInputProps("phone")} />
      {double && <Double contact={double} />}
      <TextInput
        label={t("field.email")}
        type="email"
        autoComplete="off"
        maxLength={254}
        {...form.getInputProps("email")}
      />
    </>
  );
}
