// A vendor's JSON Schema as fields of a form: what people need first, what few need behind a fold; secrets are written and
// never read.

export interface Field {
  name: string;
  kind: "secret" | "text" | "long" | "number" | "choice" | "switch";
  /** The vendor's own words, for fields we have no text for. */
  title: string;
  description: string | undefined;
  isRequired: boolean;
  /** Seldom needed. */
  isExtra: boolean;
  choices: string[];
  examples: string[];
  standard: string | undefined;
  min: number | undefined;
  max: number | undefined;
}
export type Values = Record<string, string | boolean>;

type Json = Record<string, unknown>;
const object = (value: unknown): Json => (value && typeof value === "object" ? (value as Json) : {});
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];

/** In the order people fill them in; the rest follows by name. */
const FIRST = ["credentials", "api_key", "folder_id", "scope", "base_url"];
const FIRST_OF_OPENAI = new Set(["base_url"]);

export function fieldsOf(vendor: string, schema: unknown): Field[] {
  const { properties, required } = object(schema);
  const needed = new Set(texts(required));
  const fields = Object.entries(object(properties)).map(([name, raw]): Field => {
    const one = object(raw);
    const choices = texts(one.enum);
    const kind: Field["kind"] =
      one.writeOnly === true
        ? "secret"
        : choices.length > 0
          ? "choice"
          : one.type === "boolean"
            ? "switch"
            : one.type === "integer" || one.type === "number"
              ? "number"
              : one.format === "textarea"
                ? "long"
                : "text";
    const isMain =
      needed.has(name) || name === "api_key" || name === "scope" || (vendor === "openai" && FIRST_OF_OPENAI.has(name));
    return {
      name,
      kind,
      title: text(one.title) ?? name,
      description: text(one.description),
      isRequired: needed.has(name),
      isExtra: !isMain,
      choices,
      examples: texts(one.examples),
      standard: one.default === undefined ? undefined : String(one.default),
      min: number(one.minimum),
      max: number(one.maximum),
    };
  });
  const place = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return fields.sort((a, b) => place(a.name) - place(b.name) || a.name.localeCompare(b.name));
}

/** What stands in the form at first. A secret is never known. */
export function valuesOf(fields: Field[], settings: Record<string, unknown>): Values {
  return Object.fromEntries(
    fields.map(({ name, kind, standard }) => {
      const known = settings[name];
      if (kind === "switch") return [name, typeof known === "boolean" ? known : standard === "true"];
      if (kind === "secret") return [name, ""];
      return [name, known === undefined || known === null ? "" : String(known)];
    }),
  );
}

/** What the server is told: nothing that is empty, so that the vendor's usual value holds. */
export function settingsOf(fields: Field[], values: Values): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const { name, kind, standard } of fields) {
    const value = values[name];
    if (typeof value === "boolean") {
      if (String(value) !== (standard ?? "false")) settings[name] = value;
      continue;
    }
    const clean = value?.trim();
    if (!clean) continue;
    settings[name] = kind === "number" ? Number(clean) : clean;
  }
  return settings;
}

/** Names of fields a person has still to fill in. `hasSecrets`: they are kept from before. */
export function missing(fields: Field[], values: Values, hasSecrets: boolean): string[] {
  return fields
    .filter(({ name, kind, isRequired }) => isRequired && !(kind === "secret" && hasSecrets) && !values[name])
    .map(({ name }) => name);
}
