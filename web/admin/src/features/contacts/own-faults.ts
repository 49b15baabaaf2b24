// What is wrong with the firm's own fields of a form, said here or by the server, under the field itself.

import type { TFunction } from "i18next";
import { Refusal } from "~/app/api";
import type { CustomField } from "~/features/custom-fields/queries";
import { faultOf } from "~/features/custom-fields/values";

/** By the names of the form, `declared.breed`; empty when all is well. */
export function ownFaults(
  t: TFunction,
  fields: readonly CustomField[],
  declared: Record<string, string>,
): Record<string, string> {
  const faults = fields.map((field) => [field, faultOf(field, declared[field.key] ?? "")] as const);
  return Object.fromEntries(
    faults.flatMap(([{ key }, fault]) => (fault ? [[`declared.${key}`, t(`custom-fields:fault.${fault}`)]] : [])),
  );
}

/** The same from a refusal; empty when it is about something else. */
export function refusedFields(t: TFunction, fields: readonly CustomField[], error: unknown): Record<string, string> {
  if (!(error instanceof Refusal) || error.status !== 422) return {};
  const errors = error.errors.length > 0 ? error.errors : [{ field: error.field ?? "", code: error.code }];
  return Object.fromEntries(
    fields.flatMap(({ key }) => {
      const found = errors.find(({ field }) => field === `fields.${key}`);
      return found ? [[`declared.${key}`, t([`app:problem.${found.code}`, "app:problem.invalid"])]] : [];
    }),
  );
}
