// Dialogues to begin with, about the firm's own services and people.

import type { TFunction } from "i18next";

export interface Starter {
  key: "price" | "booking" | "person" | "empty";
  title: string;
  text: string;
}

/** `today`: 2026-11-21. */
export function starters(t: TFunction<"tests">, today: string, service: string | undefined): Starter[] {
  const head = (title: string) => `# ${title}\n@now ${today} 12:00\n\n`;
  const all: Starter[] = [];
  if (service) {
    const price = t("tests:starter.price.title");
    all.push({
      key: "price",
      title: price,
      text: `${head(price)}> ${t("tests:starter.price.say", { service })}\n~ ${t("tests:starter.price.other", { service })}\n? consulting\n+ ${service}\n\n= booking count=0\n= handover none\n`,
    });
    const booking = t("tests:starter.booking.title");
    all.push({
      key: "booking",
      title: booking,
      text: `${head(booking)}> ${t("tests:starter.booking.say", { service })}\n? booking\n+ ${service}\n\n= handover none\n`,
    });
  }
  const person = t("tests:starter.person.title");
  all.push({
    key: "person",
    title: person,
    text: `${head(person)}> ${t("tests:starter.person.say")}\n~ ${t("tests:starter.person.other")}\n\n= handover reason=asked\n`,
  });
  all.push({ key: "empty", title: "", text: `@now ${today} 12:00\n\n> ` });
  return all;
}
