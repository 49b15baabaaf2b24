-- What people are told of: a notice per person, its ways out of the app, and what each person wants in this firm.
-- `cause` makes a notice one, however often the job that writes it runs. `contact_id` and `conversation_id` are taken away with whom they name.
CREATE TABLE notice (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, person_id BLOB NOT NULL, kind TEXT NOT NULL, cause BLOB NOT NULL, conversation_id BLOB, contact_id BLOB, page TEXT NOT NULL, facts TEXT NOT NULL, is_listed BOOLEAN NOT NULL,
  created_at INTEGER NOT NULL, read_at INTEGER,
  PRIMARY KEY (org_id, id),
  CONSTRAINT notice_cause_key UNIQUE (org_id, person_id, kind, cause)
);
CREATE INDEX notice_list ON notice (org_id, person_id, id) WHERE is_listed;
CREATE INDEX notice_unread ON notice (org_id, person_id, conversation_id) WHERE read_at IS NULL;
CREATE INDEX notice_contact ON notice (org_id, contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX notice_old ON notice (created_at);

-- `batch` is the job that took it, so that after a crash the same job finds what it had begun.
CREATE TABLE notice_send (
  org_id BLOB NOT NULL REFERENCES org(id), notice_id BLOB NOT NULL, person_id BLOB NOT NULL, channel TEXT NOT NULL, status TEXT NOT NULL, batch BLOB, due_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, notice_id, channel),
  CONSTRAINT notice_send_notice_fk FOREIGN KEY (org_id, notice_id) REFERENCES notice (org_id, id) ON DELETE CASCADE
);
CREATE INDEX notice_send_due ON notice_send (org_id, person_id, channel, due_at) WHERE status IN ('waiting', 'sending');

CREATE TABLE notice_setting (
  org_id BLOB NOT NULL REFERENCES org(id), person_id BLOB NOT NULL, settings TEXT NOT NULL, connection_id BLOB, chat_id TEXT, chat_lost_at INTEGER, bind_digest BLOB, bind_until INTEGER, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, person_id)
);
CREATE INDEX notice_setting_bind ON notice_setting (org_id, bind_digest) WHERE bind_digest IS NOT NULL;

-- How long a customer may wait for a person: minutes of work by team, the clock that runs on the conversation, and how each one ended.
ALTER TABLE team ADD COLUMN sla_first INTEGER;
ALTER TABLE team ADD COLUMN sla_next INTEGER;
ALTER TABLE team ADD COLUMN lead_id BLOB;
ALTER TABLE conversation ADD COLUMN sla_warn_at INTEGER;
ALTER TABLE conversation ADD COLUMN sla_due_at INTEGER;
ALTER TABLE conversation ADD COLUMN is_met BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX conversation_sla ON conversation (org_id, sla_due_at, id) WHERE sla_due_at IS NOT NULL;

CREATE TABLE sla_clock (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, conversation_id BLOB NOT NULL, team_id BLOB, person_id BLOB, kind TEXT NOT NULL, started_at INTEGER NOT NULL, due_at INTEGER NOT NULL, broken_at INTEGER, ended_at INTEGER, is_kept BOOLEAN,
  PRIMARY KEY (org_id, id),
  CONSTRAINT sla_clock_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sla_clock_running ON sla_clock (org_id, conversation_id) WHERE ended_at IS NULL;
CREATE INDEX sla_clock_ended ON sla_clock (org_id, ended_at) WHERE is_kept IS NOT NULL;
