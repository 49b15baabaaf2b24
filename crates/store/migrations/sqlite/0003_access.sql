-- Second factor, push, onboarding, hidden connections.
-- What belongs to a person belongs to no tenant: only sign-in statements touch it.
CREATE TABLE totp (
  person_id BLOB PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE, secret BLOB NOT NULL, last_step INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, enabled_at INTEGER
);
CREATE TABLE recovery_code (
  id BLOB PRIMARY KEY, person_id BLOB NOT NULL REFERENCES person(id) ON DELETE CASCADE, code_hash BLOB NOT NULL, created_at INTEGER NOT NULL, used_at INTEGER,
  CONSTRAINT recovery_code_key UNIQUE (person_id, code_hash)
);
CREATE TABLE push_key (
  id BLOB PRIMARY KEY, public_key BLOB NOT NULL, secret BLOB NOT NULL, created_at INTEGER NOT NULL
);
CREATE TABLE push_subscription (
  id BLOB PRIMARY KEY, person_id BLOB NOT NULL REFERENCES person(id) ON DELETE CASCADE, endpoint TEXT NOT NULL, p256dh BLOB NOT NULL, auth BLOB NOT NULL, user_agent TEXT NOT NULL,
  created_at INTEGER NOT NULL, sent_at INTEGER,
  CONSTRAINT push_subscription_endpoint_key UNIQUE (endpoint)
);
CREATE INDEX push_subscription_person ON push_subscription (person_id);
ALTER TABLE person ADD COLUMN notifications TEXT NOT NULL DEFAULT '{}';

ALTER TABLE member ADD COLUMN seen_at INTEGER;
-- A hidden connection is the product's own: it is in no list and its conversations are in no inbox.
ALTER TABLE connection ADD COLUMN is_hidden BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TABLE onboarding (
  org_id BLOB PRIMARY KEY REFERENCES org(id), skipped TEXT NOT NULL, tested_at INTEGER, finished_at INTEGER, updated_at INTEGER NOT NULL
);
