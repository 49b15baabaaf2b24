// A part that is there but not in the way: opened by a click, drawn only then.

import { Collapse, Group, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./traces.module.css";

export function Fold({ title, children }: { title: string; children: () => ReactNode }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={isOpen} className={classes.fold ?? ""}>
        <Group gap={6} wrap="nowrap">
          <IconChevronDown size={16} aria-hidden style={{ transform: isOpen ? "none" : "rotate(-90deg)" }} />
          <Text size="sm">{title}</Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen}>{isOpen && children()}</Collapse>
    </div>
  );
}
