// A phone while it is typed. Numbers are grouped as people of Russia and Kazakhstan do; other firms type as they are used to,
// and the server reads it by the habits of their country.

import { TextInput, type TextInputProps } from "@mantine/core";
import { useFirm } from "~/app/firm";
import { e164, maskPhone } from "~/features/calendar/phone";

const isMasked = (region: string | undefined) => region === undefined || region === "RU" || region === "KZ";

interface Props extends Omit<TextInputProps, "value" | "onChange" | "type"> {
  value?: string;
  onChange?: (value: string) => void;
}

export function PhoneField({ value = "", onChange, ...rest }: Props) {
  const isHere = isMasked(useFirm()?.region);
  return (
    <TextInput
      {...rest}
      type="tel"
      inputMode="tel"
      autoComplete="off"
      placeholder={isHere ? "+7 900 000-00-00" : "+"}
      maxLength={32}
      className="tabular"
      value={value}
      onChange={(event) => onChange?.(isHere ? maskPhone(event.currentTarget.value) : event.currentTarget.value)}
    />
  );
}

/** As the server takes it: E.164 when it is whole, else as typed, for the server to judge. */
export const sentPhone = (typed: string): string => e164(typed) ?? typed.trim();
export const wholePhone = (typed: string): string | undefined => e164(typed);
