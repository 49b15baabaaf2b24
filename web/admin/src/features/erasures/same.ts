// Whether what was typed names the person, so that nobody is erased by a slip of the hand.

const plain = (text: string) => text.trim().replace(/\s+/g, " ").toLowerCase().replaceAll("ё", "е");
const digits = (text: string) => text.replace(/\D/g, "").replace(/^8(?=\d{10}$)/, "7");

interface Person {
  id: string;
  name?: string;
  phone?: string;
  email?: string;
}
/** What is asked to be typed: the name, of a nameless one the phone or the address; the id of one who has nothing else. */
export const wordOf = ({ id, name, phone, email }: Person): string => name?.trim() || phone || email || id;

export function isSame(typed: string, person: Person): boolean {
  if (!person.name?.trim() && person.phone) return digits(typed) === digits(person.phone);
  return plain(typed) === plain(wordOf(person));
}
