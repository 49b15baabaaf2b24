-- The desk: tasks, notes on contacts, canned replies, teams that conversations are handed to.
-- `deal_id`, `conversation_id` and `assignee_id` of a task outlive what they name: the task stays with its contact.
CREATE TABLE task (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, title text NOT NULL, note text NOT NULL, contact_id uuid, deal_id uuid, conversation_id uuid, assignee_id uuid, due_at bigint, is_all_day boolean NOT NULL,
  remind_at bigint, reminded_at bigint, done_at bigint, done_kind text, done_id uuid, cause text NOT NULL, created_kind text NOT NULL, created_id uuid, search text NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
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
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, contact_id uuid NOT NULL, deal_id uuid, text text NOT NULL, mentions jsonb NOT NULL, is_pinned boolean NOT NULL, author_kind text NOT NULL, author_id uuid, author text NOT NULL,
  created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT note_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX note_contact ON note (org_id, contact_id, created_at, id);
-- A file of a note is kept as one of a message is.
ALTER TABLE file ADD COLUMN note_id uuid;
CREATE INDEX file_note ON file (org_id, note_id) WHERE note_id IS NOT NULL;

CREATE TABLE canned_reply (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, shortcut text NOT NULL, title text NOT NULL, text text NOT NULL, lang text, used_count bigint NOT NULL, search text NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT canned_reply_shortcut_key UNIQUE (org_id, shortcut)
);

CREATE TABLE team (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, assignment text NOT NULL, capacity bigint, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT team_name_key UNIQUE (org_id, name)
);
CREATE TABLE team_member (
  org_id uuid NOT NULL REFERENCES org(id), team_id uuid NOT NULL, member_id uuid NOT NULL,
  PRIMARY KEY (org_id, team_id, member_id),
  CONSTRAINT team_member_team_fk FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id) ON DELETE CASCADE,
  CONSTRAINT team_member_member_fk FOREIGN KEY (org_id, member_id) REFERENCES member (org_id, id) ON DELETE CASCADE
);
CREATE INDEX team_member_member ON team_member (org_id, member_id);
CREATE TABLE team_connection (
  org_id uuid NOT NULL REFERENCES org(id), connection_id uuid NOT NULL, team_id uuid NOT NULL,
  PRIMARY KEY (org_id, connection_id),
  CONSTRAINT team_connection_connection_fk FOREIGN KEY (org_id, connection_id) REFERENCES connection (org_id, id) ON DELETE CASCADE,
  CONSTRAINT team_connection_team_fk FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id) ON DELETE CASCADE
);
CREATE INDEX team_connection_team ON team_connection (org_id, team_id);
ALTER TABLE conversation ADD COLUMN team_id uuid;
CREATE INDEX conversation_team ON conversation (org_id, team_id, updated_at) WHERE team_id IS NOT NULL;
-- Not at work now; when a conversation was last handed to them.
ALTER TABLE member ADD COLUMN is_away boolean NOT NULL DEFAULT FALSE;
ALTER TABLE member ADD COLUMN given_at bigint;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['task', 'note', 'canned_reply', 'team', 'team_member', 'team_connection'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
