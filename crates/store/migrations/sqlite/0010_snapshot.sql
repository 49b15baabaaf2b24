-- What the agent knew: the firm as it was at a version of its catalog, and the agent itself, each kept once, so that a turn can be run
-- again exactly. `kind` is `catalog` or `agent` (whose version is made of its content), `body` is deflated JSON, `hash` the SHA-256 of the JSON.
CREATE TABLE snapshot (
  org_id BLOB NOT NULL REFERENCES org(id), kind TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, kind, version)
);
-- Which snapshot a turn needs; none for turns recorded before. `search` is what was said in it, in lower case.
ALTER TABLE turn ADD COLUMN catalog_version INTEGER;
ALTER TABLE turn ADD COLUMN search TEXT NOT NULL DEFAULT '';
CREATE INDEX turn_time ON turn (org_id, created_at, id);
CREATE INDEX turn_catalog ON turn (org_id, catalog_version);
CREATE INDEX turn_trace ON turn (org_id, trace_id);

-- Conversations that must go well, in the format of docs/dev/dialogues.md.
CREATE TABLE dialogue_test (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, conversation_id BLOB, verdict TEXT, result TEXT, run_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX dialogue_test_born ON dialogue_test (org_id, created_at, id);
