// What of a draft is sent: nothing that was not chosen.

import { expect, test } from "vitest";
import { bodyOf, type Draft, needsConsent } from "~/features/referrals/draft";

const draft: Draft = {
  partner: "p1",
  channel: undefined,
  wish: " Тур на двоих ",
  showsName: false,
  phone: "never",
  consent: "устно",
  template: undefined,
  hours: 24,
  chain: ["p2", "p1"],
  tells: true,
  contactText: "С вами свяжутся",
};

test("a bare hand-over tells nothing of the client", () => {
  const body = bodyOf(draft, "p1", { contactId: "c1" });
  expect(body).toEqual({
    partner_id: "p1",
    contact_id: "c1",
    wish: "Тур на двоих",
    shows_name: false,
    phone_share: "never",
    consent: "",
    chain: ["p2"],
    hours: 24,
  });
});

test("consent goes with what it is for, a word to the client with a conversation", () => {
  const told: Draft = { ...draft, phone: "accepted", channel: "chat", template: "{{wish}}" };
  expect([needsConsent(draft), needsConsent(told)]).toEqual([false, true]);
  expect(bodyOf(told, "p1", { contactId: "c1", conversationId: "v1", dealId: "d1" })).toMatchObject({
    consent: "устно",
    contact_text: "С вами свяжутся",
    channel: "chat",
    template: "{{wish}}",
    deal_id: "d1",
    conversation_id: "v1",
  });
});
