// Why something was refused, in a line beside what asked for it; nothing while nothing is wrong.

import { type MantineSpacing, Text } from "@mantine/core";
import { isOffline, useRefusalText } from "./error-state";

export function Problem({ error, mt }: { error: unknown; mt?: MantineSpacing }) {
  const refusal = useRefusalText();
  if (!error) return null;
  // No network is nobody's fault: said calmly.
  const isCalm = isOffline(error);
  return (
    <Text size="sm" c={isCalm ? "dimmed" : "var(--mantine-color-error)"} role={isCalm ? "status" : "alert"} mt={mt}>
      {refusal(error)}
    </Text>
  );
}
