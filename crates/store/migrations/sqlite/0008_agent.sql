-- Agents with their versions, sales scripts; the counter by which their snapshot is kept; whose a conversation is.
CREATE TABLE agent (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, status TEXT NOT NULL, live_version INTEGER, draft TEXT NOT NULL, position INTEGER NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE agent_version (
  org_id BLOB NOT NULL REFERENCES org(id), agent_id BLOB NOT NULL, number INTEGER NOT NULL, spec TEXT NOT NULL, note TEXT NOT NULL, author_id BLOB, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, agent_id, number),
  CONSTRAINT agent_version_agent_fk FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, id) ON DELETE CASCADE
);
CREATE TABLE script (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, lang TEXT NOT NULL, role TEXT, stages TEXT NOT NULL, triggers TEXT NOT NULL, steps TEXT NOT NULL, objections TEXT NOT NULL,
  is_active BOOLEAN NOT NULL, position INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
ALTER TABLE org ADD COLUMN agents_version INTEGER NOT NULL DEFAULT 1;
-- The agent that led the dialogue last; none where the front desk of no agents answers.
ALTER TABLE conversation ADD COLUMN agent_id BLOB;
CREATE INDEX conversation_agent ON conversation (org_id, agent_id) WHERE agent_id IS NOT NULL;
