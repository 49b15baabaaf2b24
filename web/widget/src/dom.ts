// Making elements without HTML strings, so that no text can turn into markup.

type Child = Node | string | null | undefined | false;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number | boolean | null | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  for (const child of children) if (child) element.append(child);
  return element;
}

/** Sets, or for null and false removes, an attribute; touches the page only when something changed. */
export function set(element: Element, name: string, value: string | number | boolean | null | undefined): void {
  const text = value === true ? "" : value === null || value === undefined || value === false ? null : String(value);
  if (element.getAttribute(name) === text) return;
  if (text === null) element.removeAttribute(name);
  else element.setAttribute(name, text);
}

/** A drawing made of one path on a 24×24 field, invisible to screen readers. */
export function icon(path: string, size = 24): SVGSVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 24 24",
    width: size,
    height: size,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 1.75,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
    focusable: "false",
  }))
    svg.setAttribute(name, String(value));
  const shape = document.createElementNS(ns, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

export const ICONS = {
  chat: "M3.5 11.5a8.5 8 0 1 1 4.2 6.9L3.5 20l1.4-4A7.7 7.7 0 0 1 3.5 11.5ZM8.5 11.5h.01M12 11.5h.01M15.5 11.5h.01",
  down: "m6 9.5 6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  send: "M12 19V5.5M6 11l6-6 6 6",
  check: "m5 12.5 4.5 4.5L19 7.5",
  clock: "M12 7v5l3 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z",
  clip: "m20 11.5-8.3 8.3a5 5 0 0 1-7-7l8.6-8.6a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6",
  file: "M13.5 3.5h-6a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2v-10zM13.5 3.5v5h5",
  again: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 4v3.5H16",
};
