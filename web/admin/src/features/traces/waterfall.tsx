// How the time of a turn was spent, one thing after another.

import { Fragment } from "react";
import { number } from "~/app/format";
import type { Span } from "./span";
import classes from "./traces.module.css";
import { duration, type Words } from "./words";

export function Waterfall({ spans, words }: { spans: Span[]; words: Words }) {
  const { t, word } = words;
  const total = Math.max(1, ...spans.map(({ after, us }) => after + us));
  return (
    <div className={classes.bars}>
      {spans.map(({ kind, name, us, after, isFailed }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the record does not change
        <Fragment key={at}>
          <span>{kind === "tool" ? word("tool", name) : t(`traces:span.${kind}`)}</span>
          <span className={classes.track} aria-hidden>
            <span
              className={classes.bar}
              data-kind={kind}
              data-failed={isFailed || undefined}
              style={{ insetInlineStart: `${(after / total) * 100}%`, width: `${(us / total) * 100}%` }}
            />
          </span>
          <span className="tabular">{duration(t, us, number)}</span>
        </Fragment>
      ))}
    </div>
  );
}
