-- The inbox of people: who waits, what is snoozed, what each person has read, drafts of the agent, comments, stored files.
ALTER TABLE conversation ADD COLUMN waiting_since bigint;
ALTER TABLE conversation ADD COLUMN snoozed_until bigint;
ALTER TABLE conversation ADD COLUMN is_mode_default boolean NOT NULL DEFAULT TRUE;
ALTER TABLE conversation ADD COLUMN draft jsonb;
-- Lower-cased words of the last messages, newest first, for the search of the list.
ALTER TABLE conversation ADD COLUMN recent text NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN agent_mode text;
CREATE INDEX conversation_waiting ON conversation (org_id, updated_at) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_snoozed ON conversation (org_id, updated_at) WHERE snoozed_until IS NOT NULL;
CREATE INDEX conversation_assignee ON conversation (org_id, assignee_id, updated_at) WHERE assignee_id IS NOT NULL;

CREATE TABLE read_mark (
  org_id uuid NOT NULL REFERENCES org(id), person_id uuid NOT NULL, conversation_id uuid NOT NULL, seq bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, person_id, conversation_id),
  CONSTRAINT read_mark_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id)
);
CREATE TABLE comment (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, conversation_id uuid NOT NULL, after_seq bigint NOT NULL, person_id uuid, author text NOT NULL, text text NOT NULL, mentions jsonb NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT comment_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id)
);
CREATE INDEX comment_conversation ON comment (org_id, conversation_id, id);
-- A file nobody has sent is swept after a day.
ALTER TABLE file ADD COLUMN message_id uuid;
ALTER TABLE file ADD COLUMN created_by uuid;
CREATE INDEX file_bytes ON file (org_id, sha256);
CREATE INDEX file_orphan ON file (created_at) WHERE message_id IS NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['read_mark', 'comment'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
