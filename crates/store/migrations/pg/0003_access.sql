-- Second factor, push, onboarding, hidden connections.
-- What belongs to a person belongs to no tenant: only sign-in statements touch it.
CREATE TABLE totp (
  person_id uuid PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE, secret bytea NOT NULL, last_step bigint NOT NULL DEFAULT 0, failures bigint NOT NULL DEFAULT 0,
  locked_until bigint NOT NULL DEFAULT 0, created_at bigint NOT NULL, enabled_at bigint
);
CREATE TABLE recovery_code (
  id uuid PRIMARY KEY, person_id uuid NOT NULL REFERENCES person(id) ON DELETE CASCADE, code_hash bytea NOT NULL, created_at bigint NOT NULL, used_at bigint,
  CONSTRAINT recovery_code_key UNIQUE (person_id, code_hash)
);
CREATE TABLE push_key (
  id uuid PRIMARY KEY, public_key bytea NOT NULL, secret bytea NOT NULL, created_at bigint NOT NULL
);
CREATE TABLE push_subscription (
  id uuid PRIMARY KEY, person_id uuid NOT NULL REFERENCES person(id) ON DELETE CASCADE, endpoint text NOT NULL, p256dh bytea NOT NULL, auth bytea NOT NULL, user_agent text NOT NULL,
  created_at bigint NOT NULL, sent_at bigint,
  CONSTRAINT push_subscription_endpoint_key UNIQUE (endpoint)
);
CREATE INDEX push_subscription_person ON push_subscription (person_id);
ALTER TABLE person ADD COLUMN notifications jsonb NOT NULL DEFAULT '{}';

ALTER TABLE member ADD COLUMN seen_at bigint;
-- A hidden connection is the product's own: it is in no list and its conversations are in no inbox.
ALTER TABLE connection ADD COLUMN is_hidden boolean NOT NULL DEFAULT FALSE;
CREATE TABLE onboarding (
  org_id uuid PRIMARY KEY REFERENCES org(id), skipped jsonb NOT NULL, tested_at bigint, finished_at bigint, updated_at bigint NOT NULL
);
ALTER TABLE onboarding ENABLE ROW LEVEL SECURITY;
ALTER TABLE onboarding FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON onboarding TO samovar_app USING (org_id = NULLIF(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = NULLIF(current_setting('app.org_id', true), '')::uuid);
CREATE POLICY worker ON onboarding TO samovar_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON onboarding TO samovar_app, samovar_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON totp, recovery_code, push_key, push_subscription TO samovar_worker;
-- A firm may see whether its people use a second factor, nothing more of it.
GRANT SELECT (person_id, enabled_at) ON totp TO samovar_app;
