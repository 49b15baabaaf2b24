-- Failed log-ins counted where every node sees them, by digest of the e-mail or of the address; whether there is such an account makes no difference.
CREATE TABLE lockout (
  key BLOB PRIMARY KEY, failures INTEGER NOT NULL, last_at INTEGER NOT NULL, locked_until INTEGER NOT NULL
);
CREATE INDEX lockout_age ON lockout (last_at);
-- Wrong codes are counted there, too.
ALTER TABLE totp DROP COLUMN failures;
ALTER TABLE totp DROP COLUMN locked_until;

-- Signing in by a firm's own provider (OpenID Connect). Such a session works in that firm alone.
ALTER TABLE session ADD COLUMN is_sso BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TABLE sso (
  org_id BLOB NOT NULL REFERENCES org(id), issuer TEXT NOT NULL, client_id TEXT NOT NULL, secret BLOB NOT NULL, label TEXT NOT NULL, default_role TEXT NOT NULL, is_enforced BOOLEAN NOT NULL,
  trusts_unverified BOOLEAN NOT NULL, wants_totp BOOLEAN NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id)
);
-- A domain leads to one firm.
CREATE TABLE sso_domain (
  org_id BLOB NOT NULL, domain TEXT NOT NULL,
  PRIMARY KEY (org_id, domain), CONSTRAINT sso_domain_key UNIQUE (domain),
  CONSTRAINT sso_domain_sso_fk FOREIGN KEY (org_id) REFERENCES sso (org_id) ON DELETE CASCADE
);
-- Who came from the provider; stays when the membership ends, so that being let go is not undone by signing in.
CREATE TABLE sso_identity (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, issuer TEXT NOT NULL, subject TEXT NOT NULL, person_id BLOB NOT NULL REFERENCES person(id) ON DELETE CASCADE, created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT sso_identity_key UNIQUE (org_id, issuer, subject)
);
-- On the way to the provider and back, minutes at most. With a person: proven, and only the second factor is missing.
CREATE TABLE sso_attempt (
  state_hash BLOB PRIMARY KEY, org_id BLOB NOT NULL REFERENCES org(id), browser_hash BLOB NOT NULL, issuer TEXT NOT NULL, nonce TEXT NOT NULL, verifier TEXT NOT NULL, next TEXT, person_id BLOB REFERENCES person(id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
);
CREATE INDEX sso_attempt_age ON sso_attempt (expires_at);
