// The way to a firm's own sign-in service: which one an e-mail or an address leads to, and how the way back has ended.

import { findAuthSso, type SsoWay } from "@samovar/client";
import { useEffect, useState } from "react";
import { ask } from "~/app/api";

/** What the server wrote into the address after the way back. */
export function returned(search: string): { step: "password" | "code"; refusal?: string } {
  const how = new URLSearchParams(search).get("sso") ?? "";
  if (how === "code") return { step: "code" };
  return /^[a-z_]{1,40}$/.test(how) ? { step: "password", refusal: how } : { step: "password" };
}

/** The domain of an e-mail that is typed to its end, as far as one can tell. */
export function domainOf(email: string): string | undefined {
  return /^[^@\s]+@([^@\s]+\.[^@\s.]{2,})$/.exec(email.trim())?.[1]?.toLowerCase();
}

export function hrefOfWay(way: SsoWay, email: string, next: string | null): string {
  const query = new URLSearchParams({ org: way.org });
  if (domainOf(email)) query.set("email", email.trim());
  if (next) query.set("next", next);
  return `/sso/start?${query}`;
}

/** The sign-in service of a typed e-mail, or of the firm in the address; asked once for each domain. */
export function useWay(email: string, search: string): SsoWay | undefined {
  const domain = domainOf(email);
  const org = new URLSearchParams(search).get("org") ?? undefined;
  const [found, setFound] = useState<{ key: string; way?: SsoWay }>();
  const key = domain ?? (org ? `org ${org}` : "");
  useEffect(() => {
    if (!key) return;
    let isOver = false;
    const body = domain ? { email: `x@${domain}` } : { org: org ?? "" };
    const look = () =>
      ask(findAuthSso({ body })).then(
        ({ items: [way] }) => !isOver && setFound(way ? { key, way } : { key }),
        // By password it goes on anyway.
        () => undefined,
      );
    const later = setTimeout(look, domain ? 300 : 0);
    return () => {
      isOver = true;
      clearTimeout(later);
    };
  }, [key, domain, org]);
  return found?.key === key ? found.way : undefined;
}
