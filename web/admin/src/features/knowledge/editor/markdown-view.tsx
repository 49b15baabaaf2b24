// Markdown drawn calmly: for the preview of an article and for passages. Its headings are below those of the page.

import { Anchor } from "@mantine/core";
import { memo, type ReactNode } from "react";
import { type Block, type Inline, parse } from "./markdown";
import classes from "./markdown.module.css";

// Nothing in such a tree has a name of its own; its place is its key.
const each = <T,>(list: T[], draw: (one: T) => ReactNode) =>
  // biome-ignore lint/suspicious/noArrayIndexKey: redrawn as a whole
  list.map((one, at) => <Keyed key={at}>{draw(one)}</Keyed>);
const Keyed = ({ children }: { children: ReactNode }) => children;

function words(list: Inline[]): ReactNode {
  return each(list, (one) => {
    if (one.kind === "text") return one.text;
    if (one.kind === "code") return <code>{one.text}</code>;
    if (one.kind === "break") return <br />;
    if (one.kind === "strong") return <strong>{words(one.children)}</strong>;
    if (one.kind === "em") return <em>{words(one.children)}</em>;
    if (one.kind === "del") return <del>{words(one.children)}</del>;
    return (
      <Anchor href={one.href} target="_blank" rel="noreferrer" inherit underline="always">
        {words(one.children)}
      </Anchor>
    );
  });
}

function draw(block: Block): ReactNode {
  switch (block.kind) {
    case "heading": {
      const Heading = `h${Math.min(6, block.level + 2)}` as "h3";
      return (
        <Heading className={classes.heading} data-level={block.level}>
          {words(block.children)}
        </Heading>
      );
    }
    case "paragraph":
      return <p>{words(block.children)}</p>;
    case "code":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: wide code is scrolled by keyboard
        <pre tabIndex={0}>{block.text}</pre>
      );
    case "line":
      return <hr />;
    case "quote":
      return <blockquote>{each(block.children, draw)}</blockquote>;
    case "list": {
      const items = each(block.items, (item) => (
        <li>{item.length === 1 && item[0]?.kind === "paragraph" ? words(item[0].children) : each(item, draw)}</li>
      ));
      return block.isOrdered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case "table":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard
        <div className={classes.table} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {each(block.head, (cell) => (
                  <th data-may-clip>{words(cell)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {each(block.rows, (row) => (
                <tr>
                  {each(row, (cell) => (
                    <td>{words(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

export const MarkdownView = memo(function MarkdownView({ text }: { text: string }) {
  return <div className={classes.text}>{each(parse(text), draw)}</div>;
});
