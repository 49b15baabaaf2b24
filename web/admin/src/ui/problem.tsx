// Why something was refused, in a line beside what asked for it; nothing while nothing is wrong.

import { type MantineSpacing, Text } from "@mantine/core";
import { useRefusalText } from "./error-state";

export function Problem({ error, mt }: { error: unknown; mt?: MantineSpacing }) {
  const refusal = useRefusalText();
  if (!error) return null;
  return (
    <Text size="sm" c="red" role="alert" mt={mt}>
      {refusal(error)}
    </Text>
  );
}
