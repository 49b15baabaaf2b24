// Data as the machine has it, to be scrolled by keyboard too.

import { Code } from "@mantine/core";
import classes from "./traces.module.css";

export function Raw({ value, label }: { value: unknown; label: string }) {
  return (
    <Code block tabIndex={0} role="region" aria-label={label} fz={11} className={classes.raw ?? ""}>
      {JSON.stringify(value, null, 1)}
    </Code>
  );
}
