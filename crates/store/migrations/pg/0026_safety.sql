-- Failed log-ins counted where every node sees them, by digest of the e-mail or of the address; whether there is such an account makes no difference.
CREATE TABLE lockout (
  key bytea PRIMARY KEY, failures bigint NOT NULL, last_at bigint NOT NULL, locked_until bigint NOT NULL
);
CREATE INDEX lockout_age ON lockout (last_at);
-- Wrong codes are counted there, too.
ALTER TABLE totp DROP COLUMN failures;
ALTER TABLE totp DROP COLUMN locked_until;
GRANT SELECT, INSERT, UPDATE, DELETE ON lockout TO samovar_worker;

-- Signing in by a firm's own provider (OpenID Connect). Such a session works in that firm alone.
ALTER TABLE session ADD COLUMN is_sso boolean NOT NULL DEFAULT FALSE;
CREATE TABLE sso (
  org_id uuid NOT NULL REFERENCES org(id), issuer text NOT NULL, client_id text NOT NULL, secret bytea NOT NULL, label text NOT NULL, default_role text NOT NULL, is_enforced boolean NOT NULL,
  trusts_unverified boolean NOT NULL, wants_totp boolean NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id)
);
-- A domain leads to one firm.
CREATE TABLE sso_domain (
  org_id uuid NOT NULL, domain text NOT NULL,
  PRIMARY KEY (org_id, domain), CONSTRAINT sso_domain_key UNIQUE (domain),
  CONSTRAINT sso_domain_sso_fk FOREIGN KEY (org_id) REFERENCES sso (org_id) ON DELETE CASCADE
);
-- Who came from the provider; stays when the membership ends, so that being let go is not undone by signing in.
CREATE TABLE sso_identity (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, issuer text NOT NULL, subject text NOT NULL, person_id uuid NOT NULL REFERENCES person(id) ON DELETE CASCADE, created_at bigint NOT NULL, seen_at bigint NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT sso_identity_key UNIQUE (org_id, issuer, subject)
);
-- On the way to the provider and back, minutes at most. With a person: proven, and only the second factor is missing.
CREATE TABLE sso_attempt (
  state_hash bytea PRIMARY KEY, org_id uuid NOT NULL REFERENCES org(id), browser_hash bytea NOT NULL, issuer text NOT NULL, nonce text NOT NULL, verifier text NOT NULL, next text, person_id uuid REFERENCES person(id) ON DELETE CASCADE,
  created_at bigint NOT NULL, expires_at bigint NOT NULL
);
CREATE INDEX sso_attempt_age ON sso_attempt (expires_at);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['sso', 'sso_domain', 'sso_identity', 'sso_attempt'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
