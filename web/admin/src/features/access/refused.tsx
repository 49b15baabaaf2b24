// What went wrong with a form as a whole, above its button; read aloud when it appears.

import { Alert } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";

export function Refused({ children }: { children: ReactNode }) {
  if (!children) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={20} stroke={1.6} />} role="alert">
      {children}
    </Alert>
  );
}
