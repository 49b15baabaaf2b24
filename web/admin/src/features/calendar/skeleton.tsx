// The grid before its visits are there: the same shape, so that nothing jumps.

import { Group, Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./page.module.css";

const SHAPES = [
  [40, 72, 0, 110],
  [0, 90, 60, 0],
  [120, 0, 72, 48],
  [60, 60, 0, 90],
];

export function GridSkeleton({ columns }: { columns: number }) {
  const { t } = useTranslation("app");
  return (
    <div className={classes.skeleton} role="status" aria-label={t("loading")}>
      {SHAPES.slice(0, columns).map((shape, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns never change places
        <div key={index} className={classes.skeletonColumn}>
          <Group gap="sm" mb="md" wrap="nowrap">
            <Skeleton circle height={34} style={{ flex: "none" }} />
            <Skeleton height={12} width="60%" radius="xl" />
          </Group>
          {shape.map((height, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: nor do these
            <div key={place} className={classes.skeletonSlot}>
              {height > 0 && <Skeleton height={height} radius="md" />}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
