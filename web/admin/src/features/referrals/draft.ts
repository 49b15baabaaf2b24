// What a person decides when they hand a client over, and what of it is sent.

import type { CreateReferral } from "./queries";

export interface Draft {
  partner: string | null;
  /** Undefined: the partner's own way. */
  channel: CreateReferral["channel"];
  wish: string;
  showsName: boolean;
  phone: CreateReferral["phone_share"];
  consent: string;
  /** Undefined: the partner's own message, or the usual one. */
  template: string | undefined;
  hours: number;
  chain: string[];
  tells: boolean;
  contactText: string;
}

export interface About {
  contactId: string;
  conversationId?: string | undefined;
  dealId?: string | undefined;
}

export const HOURS = [2, 4, 8, 24, 48, 72] as const;

/** Name or phone are told: somebody must have agreed. */
export const needsConsent = ({ showsName, phone }: Draft): boolean => showsName || phone !== "never";

export function bodyOf(draft: Draft, partner: string, about: About): CreateReferral {
  const { contactId, conversationId, dealId } = about;
  return {
    partner_id: partner,
    contact_id: contactId,
    ...(conversationId && { conversation_id: conversationId }),
    ...(dealId && { deal_id: dealId }),
    ...(draft.channel && { channel: draft.channel }),
    ...(draft.template !== undefined && { template: draft.template }),
    wish: draft.wish.trim(),
    shows_name: draft.showsName,
    phone_share: draft.phone,
    consent: needsConsent(draft) ? draft.consent.trim() : "",
    ...(draft.tells && conversationId && draft.contactText.trim() && { contact_text: draft.contactText.trim() }),
    chain: draft.chain.filter((id) => id !== partner),
    hours: draft.hours,
  };
}
