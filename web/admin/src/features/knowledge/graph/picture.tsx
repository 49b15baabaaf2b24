// A thing in the middle, what belongs to it around. The same stands below as a list; here it is only seen.

import classes from "./graph.module.css";
import { type Circle, layout, type Thing } from "./model";

const WIDTH = 520;
const HEIGHT = 300;
const MOST = 9;
const short = (name: string) => ([...name].length > 22 ? `${[...name].slice(0, 21).join("")}…` : name);

export function Picture({ thing, circles }: { thing: Thing; circles: Circle[] }) {
  const spots = layout(circles, MOST, WIDTH, HEIGHT);
  if (spots.length === 0) return null;
  const strongest = Math.max(...spots.map(({ relation }) => relation.weight));
  return (
    <svg className={classes.picture} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      {spots.map(({ thing: { id }, relation, x, y }) => (
        <line
          key={id}
          x1={WIDTH / 2}
          y1={HEIGHT / 2}
          x2={x}
          y2={y}
          className={classes.line}
          strokeWidth={1 + (relation.weight / strongest) * 2}
        />
      ))}
      {spots.map(({ thing: { id, name, kind }, x, y }) => (
        <g key={id}>
          <circle cx={x} cy={y} r={6} className={classes.dot} data-kind={kind} />
          <text x={x} y={y > HEIGHT / 2 ? y + 22 : y - 13} className={classes.label}>
            {short(name)}
          </text>
        </g>
      ))}
      <circle cx={WIDTH / 2} cy={HEIGHT / 2} r={11} className={classes.middle} />
      <text x={WIDTH / 2} y={HEIGHT / 2 + 29} className={classes.name}>
        {short(thing.name)}
      </text>
    </svg>
  );
}
