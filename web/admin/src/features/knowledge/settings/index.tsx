// Settings of the knowledge base: whether it is searched by meaning too.

import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { providersQuery, vendorsQuery } from "~/features/models/queries";
import { ErrorState, Loading } from "~/ui";
import { Section } from "../section";
import { EmbedderCard } from "./card";
import { embedderQuery, useEmbedderLive } from "./embedder";

export function KnowledgeSettingsPage() {
  const now = useQuery(embedderQuery);
  const providers = useQuery(providersQuery);
  const vendors = useQuery(vendorsQuery);
  useEmbedderLive();
  const error = now.error ?? providers.error ?? vendors.error;
  const retry = () => {
    for (const query of [now, providers, vendors]) if (query.error) void query.refetch();
  };
  return (
    <Section page="settings">
      {now.data && providers.data && vendors.data ? (
        <Stack maw={760}>
          <EmbedderCard now={now.data} providers={providers.data} vendors={vendors.data} />
        </Stack>
      ) : error ? (
        <ErrorState error={error} retry={retry} />
      ) : (
        <Loading rows={4} />
      )}
    </Section>
  );
}
