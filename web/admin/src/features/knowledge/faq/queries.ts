// Questions with ready answers as the server has them, and the ways to change them.

import {
  type CreateFaq,
  createFaq,
  type FaqView,
  listFaq,
  removeFaq,
  type UpdateFaq,
  updateFaq,
} from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export type { FaqView };

export const faqKey = ["faq"] as const;
export const faqQuery = queryOptions({ queryKey: faqKey, queryFn: async () => (await ask(listFaq())).items });

const put = (entry: FaqView) =>
  queryClient.setQueryData<FaqView[]>(faqKey, (known) =>
    known?.some(({ id }) => id === entry.id)
      ? known.map((one) => (one.id === entry.id ? entry : one))
      : known && [...known, entry],
  );

export async function teach(body: CreateFaq): Promise<FaqView> {
  const made = await ask(createFaq({ body }));
  put(made);
  return made;
}

export async function changeFaq(id: string, body: UpdateFaq): Promise<void> {
  put(await ask(updateFaq({ path: { id }, body })));
}

export async function dropFaq(id: string): Promise<void> {
  await ask(removeFaq({ path: { id } }));
  queryClient.setQueryData<FaqView[]>(faqKey, (known) => known?.filter((one) => one.id !== id));
}
