// A tour between the form and the API: lists as lines, variants with keys, a programme with a field for every day.

import type { TourValues, TourView } from "./queries";

export interface VariantValues {
  /** Empty until the server has it. */
  key: string;
  name: string;
  name_en: string;
  price: number | undefined;
}
export interface DayValues {
  title: string;
  text: string;
}
export interface AboutValues {
  name: string;
  name_en: string;
  category: string;
  description: string;
  description_en: string;
  synonyms: string[];
  duration_days: number;
  season: number[];
  difficulty: TourView["difficulty"];
  max_altitude: number | "";
  group_min: number;
  group_max: number;
  min_age: number | "";
  price: number | undefined;
  currency: string;
  variants: VariantValues[];
  start_branch_id: string | null;
  included: string;
  excluded: string;
  bring: string;
  program: DayValues[];
  is_active: boolean;
}

/** One entry a line; dashes and dots people begin lines with are theirs, not the entry's. */
export function toLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/^\s*[-–—•*]\s+/, "").trim())
    .filter(Boolean);
}

/** As many days as the tour has; what was written for days beyond stays until it is saved. */
export function fitDays(program: readonly DayValues[], count: number): DayValues[] {
  return Array.from({ length: Math.max(0, count) }, (_, day) => program[day] ?? { title: "", text: "" });
}

const LATIN: Record<string, string> = Object.fromEntries(
  "а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:sch ъ: ы:y ь: э:e ю:yu я:ya ң:n ө:o ү:u қ:k ғ:g ә:a і:i ұ:u һ:h"
    .split(" ")
    .map((pair) => pair.split(":")),
);

/** A key of a-z, 0-9 and hyphens that none of `taken` is: `Озеро Ала-Куль` → `ozero-ala-kul`. */
export function keyOf(name: string, taken: readonly string[], fallback = "tour"): string {
  const plain = [...name.toLowerCase().normalize("NFC")].map((char) => LATIN[char] ?? char).join("");
  const slug = plain
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  const key = slug || fallback;
  if (!taken.includes(key)) return key;
  let number = 2;
  while (taken.includes(`${key}-${number}`)) number += 1;
  return `${key}-${number}`;
}

export function toValues(tour: TourView): AboutValues {
  const program = fitDays([], tour.duration_days);
  for (const { day, title, text } of tour.program) if (day <= program.length) program[day - 1] = { title, text };
  return {
    name: tour.name,
    name_en: tour.name_en ?? "",
    category: tour.category,
    description: tour.description,
    description_en: tour.description_en,
    synonyms: tour.synonyms,
    duration_days: tour.duration_days,
    season: tour.season,
    difficulty: tour.difficulty,
    max_altitude: tour.max_altitude || "",
    group_min: tour.group_min,
    group_max: tour.group_max,
    min_age: tour.min_age || "",
    price: tour.price.minor,
    currency: tour.price.currency,
    variants: tour.variants.map(({ key, name, name_en, price }) => ({ key, name, name_en: name_en ?? "", price })),
    start_branch_id: tour.start_branch_id ?? null,
    included: tour.included.join("\n"),
    excluded: tour.excluded.join("\n"),
    bring: tour.bring.join("\n"),
    program,
    is_active: tour.is_active,
  };
}

export function toBody(values: AboutValues): TourValues {
  const variants: TourValues["variants"] = [];
  const keys = values.variants.map(({ key }) => key).filter(Boolean);
  for (const { key, name, name_en, price } of values.variants) {
    if (!name.trim() || price === undefined) continue;
    const own = key || keyOf(name, keys, "price");
    keys.push(own);
    variants.push({ key: own, name: name.trim(), price, ...(name_en.trim() && { name_en: name_en.trim() }) });
  }
  const program = fitDays(values.program, values.duration_days)
    .map(({ title, text }, day) => ({ day: day + 1, title: title.trim(), text: text.trim() }))
    .filter(({ title, text }) => title || text);
  return {
    ...values,
    name: values.name.trim(),
    name_en: values.name_en.trim() || null,
    category: values.category.trim(),
    max_altitude: values.max_altitude || 0,
    min_age: values.min_age || 0,
    price: values.price ?? 0,
    included: toLines(values.included),
    excluded: toLines(values.excluded),
    bring: toLines(values.bring),
    variants,
    program,
  };
}
