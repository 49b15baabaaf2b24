-- The desk: tasks, notes on contacts, canned replies, teams that conversations are handed to.
-- `deal_id`, `conversation_id` and `assignee_id` of a task outlive what they name: the task stays with its contact.
CREATE TABLE task (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, title TEXT NOT NULL, note TEXT NOT NULL, contact_id BLOB, deal_id BLOB, conversation_id BLOB, assignee_id BLOB, due_at INTEGER, is_all_day BOOLEAN NOT NULL,
  remind_at INTEGER, reminded_at INTEGER, done_at INTEGER, done_kind TEXT, done_id BLOB, cause TEXT NOT NULL, created_kind TEXT NOT NULL, created_id BLOB, search TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT task_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
-- Undated ones come last: the largest instant there is stands for them.
CREATE INDEX task_open ON task (org_id, COALESCE(due_at, 7258118399999999), id) WHERE done_at IS NULL;
CREATE INDEX task_assignee ON task (org_id, assignee_id, COALESCE(due_at, 7258118399999999), id) WHERE done_at IS NULL;
CREATE INDEX task_done ON task (org_id, done_at, id) WHERE done_at IS NOT NULL;
CREATE INDEX task_contact ON task (org_id, contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX task_deal ON task (org_id, deal_id) WHERE deal_id IS NOT NULL;

CREATE TABLE note (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, contact_id BLOB NOT NULL, deal_id BLOB, text TEXT NOT NULL, mentions TEXT NOT NULL, is_pinned BOOLEAN NOT NULL, author_kind TEXT NOT NULL, author_id BLOB, author TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT note_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX note_contact ON note (org_id, contact_id, created_at, id);
-- A file of a note is kept as one of a message is.
ALTER TABLE file ADD COLUMN note_id BLOB;
CREATE INDEX file_note ON file (org_id, note_id) WHERE note_id IS NOT NULL;

CREATE TABLE canned_reply (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, shortcut TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, lang TEXT, used_count INTEGER NOT NULL, search TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT canned_reply_shortcut_key UNIQUE (org_id, shortcut)
);

CREATE TABLE team (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, assignment TEXT NOT NULL, capacity INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT team_name_key UNIQUE (org_id, name)
);
CREATE TABLE team_member (
  org_id BLOB NOT NULL REFERENCES org(id), team_id BLOB NOT NULL, member_id BLOB NOT NULL,
  PRIMARY KEY (org_id, team_id, member_id),
  CONSTRAINT team_member_team_fk FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id) ON DELETE CASCADE,
  CONSTRAINT team_member_member_fk FOREIGN KEY (org_id, member_id) REFERENCES member (org_id, id) ON DELETE CASCADE
);
CREATE INDEX team_member_member ON team_member (org_id, member_id);
CREATE TABLE team_connection (
  org_id BLOB NOT NULL REFERENCES org(id), connection_id BLOB NOT NULL, team_id BLOB NOT NULL,
  PRIMARY KEY (org_id, connection_id),
  CONSTRAINT team_connection_connection_fk FOREIGN KEY (org_id, connection_id) REFERENCES connection (org_id, id) ON DELETE CASCADE,
  CONSTRAINT team_connection_team_fk FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id) ON DELETE CASCADE
);
CREATE INDEX team_connection_team ON team_connection (org_id, team_id);
ALTER TABLE conversation ADD COLUMN team_id BLOB;
CREATE INDEX conversation_team ON conversation (org_id, team_id, updated_at) WHERE team_id IS NOT NULL;
-- Not at work now; when a conversation was last handed to them.
ALTER TABLE member ADD COLUMN is_away BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE member ADD COLUMN given_at INTEGER;
