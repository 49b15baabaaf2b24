// Addresses of the web as people type them.

/** `example.ru/price` → https://example.ru/price; undefined when it is none. */
export function readAddress(typed: string): string | undefined {
  const text = typed.trim();
  if (text === "" || /\s/.test(text)) return undefined;
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  let url: URL;
  try {
    url = new URL(full);
  } catch {
    return undefined;
  }
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  return isWeb && /\.[^.]+$/.test(url.hostname) && url.hostname.length > 3 ? full : undefined;
}

/** The host for people, without `www.`. */
export function hostOf(url: string): string {
  try {
    return new URL(url).hostname.replace(/^www\./, "");
  } catch {
    return url;
  }
}
