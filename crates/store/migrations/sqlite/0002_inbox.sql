-- The inbox of people: who waits, what is snoozed, what each person has read, drafts of the agent, comments, stored files.
ALTER TABLE conversation ADD COLUMN waiting_since INTEGER;
ALTER TABLE conversation ADD COLUMN snoozed_until INTEGER;
ALTER TABLE conversation ADD COLUMN is_mode_default BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE conversation ADD COLUMN draft TEXT;
-- Lower-cased words of the last messages, newest first, for the search of the list.
ALTER TABLE conversation ADD COLUMN recent TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN agent_mode TEXT;
CREATE INDEX conversation_waiting ON conversation (org_id, updated_at) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_snoozed ON conversation (org_id, updated_at) WHERE snoozed_until IS NOT NULL;
CREATE INDEX conversation_assignee ON conversation (org_id, assignee_id, updated_at) WHERE assignee_id IS NOT NULL;

CREATE TABLE read_mark (
  org_id BLOB NOT NULL REFERENCES org(id), person_id BLOB NOT NULL, conversation_id BLOB NOT NULL, seq INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, person_id, conversation_id),
  CONSTRAINT read_mark_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id)
);
CREATE TABLE comment (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, conversation_id BLOB NOT NULL, after_seq INTEGER NOT NULL, person_id BLOB, author TEXT NOT NULL, text TEXT NOT NULL, mentions TEXT NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT comment_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id)
);
CREATE INDEX comment_conversation ON comment (org_id, conversation_id, id);
-- A file nobody has sent is swept after a day.
ALTER TABLE file ADD COLUMN message_id BLOB;
ALTER TABLE file ADD COLUMN created_by BLOB;
CREATE INDEX file_bytes ON file (org_id, sha256);
CREATE INDEX file_orphan ON file (created_at) WHERE message_id IS NULL;
