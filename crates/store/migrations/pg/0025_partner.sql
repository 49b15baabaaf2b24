-- Partners that clients are handed to, and each hand-off: whom, in what words, until when, what became of it and what it earns.
-- The columns `commission_*` of a referral are the partner's terms of the day it was sent; `digest` finds it by its link, whose token is stored nowhere.
CREATE TABLE partner (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, kind text NOT NULL, person text NOT NULL, phone text, email text, lang text NOT NULL, channel text NOT NULL,
  chat_connection_id uuid, chat_id text, bind_digest bytea, bind_until bigint, commission_kind text NOT NULL, commission_value bigint NOT NULL, availability text NOT NULL, days_off jsonb NOT NULL,
  template text NOT NULL, note text NOT NULL, is_active boolean NOT NULL, search text NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX partner_bind ON partner (org_id, bind_digest) WHERE bind_digest IS NOT NULL;

-- `conversation_id`, `deal_id` and `owner_id` outlive what they name.
CREATE TABLE referral (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, partner_id uuid NOT NULL, contact_id uuid NOT NULL, conversation_id uuid, deal_id uuid, owner_id uuid, status text NOT NULL, channel text NOT NULL, delivery text NOT NULL, digest bytea NOT NULL,
  template text NOT NULL, text text NOT NULL, wish text NOT NULL, shows_name boolean NOT NULL, phone_share text NOT NULL, consent text NOT NULL, contact_text text, chain jsonb NOT NULL, previous_id uuid, hours bigint NOT NULL,
  commission_kind text NOT NULL, commission_value bigint NOT NULL, currency text NOT NULL, sent_at bigint NOT NULL, remind_at bigint NOT NULL, reminded_at bigint, deadline_at bigint NOT NULL, viewed_at bigint, answer text, answered_at bigint,
  reason text NOT NULL, amount bigint, commission bigint, closed_at bigint, created_kind text NOT NULL, created_id uuid, updated_at bigint NOT NULL,
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
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, referral_id uuid NOT NULL, kind text NOT NULL, text text NOT NULL, by_kind text NOT NULL, by_id uuid, at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT referral_step_referral_fk FOREIGN KEY (org_id, referral_id) REFERENCES referral (org_id, id) ON DELETE CASCADE
);
CREATE INDEX referral_step_referral ON referral_step (org_id, referral_id, id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['partner', 'referral', 'referral_step'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
