// The firm's own fields of a card as the server has them: which there are, in what order, of what kind.

import { type CustomFieldView, listCustomFields, putCustomFields } from "@samovar/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";

export const ENTITIES = ["contact", "deal", "product"] as const;
export type Entity = (typeof ENTITIES)[number];
export const KINDS = ["text", "number", "money", "date", "bool", "choice", "choices", "url"] as const;
export type Kind = (typeof KINDS)[number];

export type CustomField = CustomFieldView;
/** As the whole list is sent: the order is the position. */
export type FieldDraft = Omit<CustomField, "entity" | "position">;

export const fieldsQuery = (entity: Entity) =>
  queryOptions({
    queryKey: ["custom-fields", entity] as const,
    queryFn: async (): Promise<CustomField[]> => (await ask(listCustomFields({ query: { entity } }))).items,
    staleTime: 5 * 60_000,
  });

const NONE: CustomField[] = [];
/** The declared fields of a card; none until they are known. A colleague's change is seen at once. */
export function useFields(entity: Entity): CustomField[] {
  useFieldsLive();
  return useQuery(fieldsQuery(entity)).data ?? NONE;
}

export function useFieldsLive(): void {
  useLive(["custom_field."], () => void queryClient.invalidateQueries({ queryKey: ["custom-fields"] }));
}

const draftOf = ({ key, name, kind, choices, is_required }: FieldDraft): FieldDraft => ({
  key,
  name,
  kind,
  choices,
  is_required,
});

/** Saves the whole list: shown at once, put back when the server refuses. */
export async function saveFields(entity: Entity, fields: FieldDraft[]): Promise<void> {
  const { queryKey } = fieldsQuery(entity);
  await queryClient.cancelQueries({ queryKey });
  const before = queryClient.getQueryData(queryKey);
  queryClient.setQueryData(
    queryKey,
    fields.map((field, position) => ({ ...field, entity, position })),
  );
  try {
    await ask(putCustomFields({ path: { entity }, body: { fields: fields.map(draftOf) } }));
  } catch (error) {
    queryClient.setQueryData(queryKey, before);
    throw error;
  } finally {
    void queryClient.invalidateQueries({ queryKey });
  }
}
