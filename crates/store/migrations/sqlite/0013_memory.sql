-- What is remembered of a contact, and of a talk; what agents hand each other; how talks end.
-- `key` says what a fact is about: a contact has one of a kind, and any number of notes. `value` is the fact for programs.
CREATE TABLE contact_fact (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, contact_id BLOB NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, value TEXT, source TEXT NOT NULL, conversation_id BLOB, message_id BLOB,
  confidence INTEGER NOT NULL, expires_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT contact_fact_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_fact_contact ON contact_fact (org_id, contact_id, id);
CREATE UNIQUE INDEX contact_fact_key_key ON contact_fact (org_id, contact_id, key) WHERE key <> 'note';
CREATE INDEX contact_fact_expiry ON contact_fact (expires_at) WHERE expires_at IS NOT NULL;
-- The talk up to `until_seq` in short. `read_seq` is how far facts were looked for.
CREATE TABLE conversation_summary (
  org_id BLOB NOT NULL REFERENCES org(id), conversation_id BLOB NOT NULL, until_seq INTEGER NOT NULL, read_seq INTEGER NOT NULL, text TEXT NOT NULL, source TEXT NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, conversation_id),
  CONSTRAINT conversation_summary_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE TABLE envelope (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, conversation_id BLOB NOT NULL, turn_id BLOB, from_id BLOB NOT NULL, to_id BLOB NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, context TEXT NOT NULL, trace_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT envelope_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE INDEX envelope_conversation ON envelope (org_id, conversation_id, id);
-- One row for each talk of a thread, from the first word to the silence. `due_at`: when the silence is long enough to tell.
CREATE TABLE conversation_outcome (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, conversation_id BLOB NOT NULL, contact_id BLOB NOT NULL, connection_id BLOB NOT NULL, agent_id BLOB, agent_version INTEGER,
  kind TEXT NOT NULL, reason TEXT, resolution TEXT NOT NULL, from_seq INTEGER NOT NULL, until_seq INTEGER NOT NULL, turns INTEGER NOT NULL, bookings INTEGER NOT NULL, is_sold BOOLEAN NOT NULL, is_served BOOLEAN NOT NULL, topics TEXT NOT NULL,
  tokens INTEGER NOT NULL, cost INTEGER NOT NULL, began_at INTEGER NOT NULL, last_at INTEGER NOT NULL, due_at INTEGER, resolved_at INTEGER, reversed_at INTEGER,
  PRIMARY KEY (org_id, id),
  CONSTRAINT conversation_outcome_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE INDEX conversation_outcome_conversation ON conversation_outcome (org_id, conversation_id, id);
CREATE INDEX conversation_outcome_began ON conversation_outcome (org_id, began_at, id);
CREATE INDEX conversation_outcome_due ON conversation_outcome (due_at) WHERE due_at IS NOT NULL;
