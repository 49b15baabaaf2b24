// Where to go after signing in: back to where the person was headed, and never anywhere outside this app.

/** A path inside the app, or undefined. What comes from the address bar is not to be trusted. */
export function safeNext(wish: string | undefined): string | undefined {
  if (!wish || wish.length > 2_000 || !/^\/(?![/\\])/.test(wish)) return undefined;
  const base = "http://here.invalid";
  let url: URL;
  try {
    url = new URL(wish, base);
  } catch {
    return undefined;
  }
  if (url.origin !== base || url.pathname.startsWith("//")) return undefined;
  const path = url.pathname.replace(/^\/app(?=\/|$)/, "") || "/";
  if (path.startsWith("//") || /^\/(login|register|forgot|reset|invite)\/?$/.test(path)) return undefined;
  return `${path}${url.search}${url.hash}`;
}

/** The secret of a letter's link. It stands behind the `#`, so that no server writes it into a log. */
export function tokenOf(hash: string, search: string): string {
  const behind = new URLSearchParams(hash.replace(/^#/, "")).get("token");
  return behind ?? new URLSearchParams(search).get("token") ?? "";
}

/** What stands in the field of the second step: the six digits of an app, or one of the codes kept for a lost phone. */
export function codeKind(typed: string): "app" | "recovery" | "partial" {
  const plain = typed.replaceAll(/[\s-]/g, "");
  if (/^\d{6}$/.test(plain)) return "app";
  return plain.length >= 12 ? "recovery" : "partial";
}
