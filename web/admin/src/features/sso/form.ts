// The form of the sign-in service as plain values, and what is sent of it.

import type { ReplaceSso, SsoSettings } from "./queries";

export interface Values extends Record<string, unknown> {
  issuer: string;
  client_id: string;
  client_secret: string;
  label: string;
  domains: string[];
  default_role: string;
  is_enforced: boolean;
  trusts_unverified: boolean;
  wants_totp: boolean;
}

export function valuesOf(known: SsoSettings | undefined): Values {
  return {
    issuer: known?.issuer ?? "",
    client_id: known?.client_id ?? "",
    client_secret: "",
    label: known?.label ?? "",
    domains: known?.domains ?? [],
    default_role: known?.default_role ?? "operator",
    is_enforced: known?.is_enforced ?? false,
    trusts_unverified: known?.trusts_unverified ?? false,
    wants_totp: known?.wants_totp ?? false,
  };
}

/** The secret stays as it is unless another one is typed, or the service is another one. */
export function needsSecret(known: SsoSettings | undefined, values: Values): boolean {
  return !known || known.issuer !== values.issuer.trim() || known.client_id !== values.client_id.trim();
}

export function bodyOf(values: Values): ReplaceSso {
  const { client_secret, default_role, ...rest } = values;
  return {
    ...rest,
    issuer: values.issuer.trim(),
    client_id: values.client_id.trim(),
    label: values.label.trim(),
    domains: tidyDomains(values.domains),
    default_role: default_role as ReplaceSso["default_role"],
    ...(client_secret ? { client_secret } : {}),
  };
}

/** «@Firma.ru» and a whole address both mean firma.ru. */
export function tidyDomains(typed: string[]): string[] {
  const domains = typed.map((text) => text.trim().toLowerCase().replace(/^.*@/, "").replace(/\.$/, ""));
  return [...new Set(domains.filter(Boolean))];
}
