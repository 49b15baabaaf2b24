-- Partners that clients are handed to, and each hand-off: whom, in what words, until when, what became of it and what it earns.
-- The columns `commission_*` of a referral are the partner's terms of the day it was sent; `digest` finds it by its link, whose token is stored nowhere.
CREATE TABLE partner (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, person TEXT NOT NULL, phone TEXT, email TEXT, lang TEXT NOT NULL, channel TEXT NOT NULL,
  chat_connection_id BLOB, chat_id TEXT, bind_digest BLOB, bind_until INTEGER, commission_kind TEXT NOT NULL, commission_value INTEGER NOT NULL, availability TEXT NOT NULL, days_off TEXT NOT NULL,
  template TEXT NOT NULL, note TEXT NOT NULL, is_active BOOLEAN NOT NULL, search TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX partner_bind ON partner (org_id, bind_digest) WHERE bind_digest IS NOT NULL;

-- `conversation_id`, `deal_id` and `owner_id` outlive what they name.
CREATE TABLE referral (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, partner_id BLOB NOT NULL, contact_id BLOB NOT NULL, conversation_id BLOB, deal_id BLOB, owner_id BLOB, status TEXT NOT NULL, channel TEXT NOT NULL, delivery TEXT NOT NULL, digest BLOB NOT NULL,
  template TEXT NOT NULL, text TEXT NOT NULL, wish TEXT NOT NULL, shows_name BOOLEAN NOT NULL, phone_share TEXT NOT NULL, consent TEXT NOT NULL, contact_text TEXT, chain TEXT NOT NULL, previous_id BLOB, hours INTEGER NOT NULL,
  commission_kind TEXT NOT NULL, commission_value INTEGER NOT NULL, currency TEXT NOT NULL, sent_at INTEGER NOT NULL, remind_at INTEGER NOT NULL, reminded_at INTEGER, deadline_at INTEGER NOT NULL, viewed_at INTEGER, answer TEXT, answered_at INTEGER,
  reason TEXT NOT NULL, amount INTEGER, commission INTEGER, closed_at INTEGER, created_kind TEXT NOT NULL, created_id BLOB, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT referral_digest_key UNIQUE (digest),
  CONSTRAINT referral_partner_fk FOREIGN KEY (org_id, partner_id) REFERENCES partner (org_id, id),
  CONSTRAINT referral_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id)
);
CREATE INDEX referral_contact ON referral (org_id, contact_id, id);
CREATE INDEX referral_partner ON referral (org_id, partner_id, id);
CREATE INDEX referral_deal ON referral (org_id, deal_id) WHERE deal_id IS NOT NULL;
CREATE INDEX referral_sent ON referral (org_id, sent_at);

CREATE TABLE referral_step (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, referral_id BLOB NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, by_kind TEXT NOT NULL, by_id BLOB, at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT referral_step_referral_fk FOREIGN KEY (org_id, referral_id) REFERENCES referral (org_id, id) ON DELETE CASCADE
);
CREATE INDEX referral_step_referral ON referral_step (org_id, referral_id, id);
