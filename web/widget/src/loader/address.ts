// A page address fit to be told: without fragment and without the query, which may hold secrets, except utm marks.

export function address(href: string): string {
  try {
    const url = new URL(href);
    const marks = [...url.searchParams].filter(([name]) => name.startsWith("utm_"));
    const query = new URLSearchParams(marks).toString();
    return (url.origin + url.pathname + (query ? `?${query}` : "")).slice(0, 1000);
  } catch {
    return "";
  }
}
