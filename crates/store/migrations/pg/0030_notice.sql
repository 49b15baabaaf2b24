-- What people are told of: a notice per person, its ways out of the app, and what each person wants in this firm.
-- `cause` makes a notice one, however often the job that writes it runs. `contact_id` and `conversation_id` are taken away with whom they name.
CREATE TABLE notice (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, person_id uuid NOT NULL, kind text NOT NULL, cause uuid NOT NULL, conversation_id uuid, contact_id uuid, page text NOT NULL, facts jsonb NOT NULL, is_listed boolean NOT NULL,
  created_at bigint NOT NULL, read_at bigint,
  PRIMARY KEY (org_id, id),
  CONSTRAINT notice_cause_key UNIQUE (org_id, person_id, kind, cause)
);
CREATE INDEX notice_list ON notice (org_id, person_id, id) WHERE is_listed;
CREATE INDEX notice_unread ON notice (org_id, person_id, conversation_id) WHERE read_at IS NULL;
CREATE INDEX notice_contact ON notice (org_id, contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX notice_old ON notice (created_at);

-- `batch` is the job that took it, so that after a crash the same job finds what it had begun.
CREATE TABLE notice_send (
  org_id uuid NOT NULL REFERENCES org(id), notice_id uuid NOT NULL, person_id uuid NOT NULL, channel text NOT NULL, status text NOT NULL, batch uuid, due_at bigint NOT NULL,
  PRIMARY KEY (org_id, notice_id, channel),
  CONSTRAINT notice_send_notice_fk FOREIGN KEY (org_id, notice_id) REFERENCES notice (org_id, id) ON DELETE CASCADE
);
CREATE INDEX notice_send_due ON notice_send (org_id, person_id, channel, due_at) WHERE status IN ('waiting', 'sending');

CREATE TABLE notice_setting (
  org_id uuid NOT NULL REFERENCES org(id), person_id uuid NOT NULL, settings jsonb NOT NULL, connection_id uuid, chat_id text, chat_lost_at bigint, bind_digest bytea, bind_until bigint, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, person_id)
);
CREATE INDEX notice_setting_bind ON notice_setting (org_id, bind_digest) WHERE bind_digest IS NOT NULL;

-- How long a customer may wait for a person: minutes of work by team, the clock that runs on the conversation, and how each one ended.
ALTER TABLE team ADD COLUMN sla_first bigint;
ALTER TABLE team ADD COLUMN sla_next bigint;
ALTER TABLE team ADD COLUMN lead_id uuid;
ALTER TABLE conversation ADD COLUMN sla_warn_at bigint;
ALTER TABLE conversation ADD COLUMN sla_due_at bigint;
ALTER TABLE conversation ADD COLUMN is_met boolean NOT NULL DEFAULT FALSE;
CREATE INDEX conversation_sla ON conversation (org_id, sla_due_at, id) WHERE sla_due_at IS NOT NULL;

CREATE TABLE sla_clock (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, conversation_id uuid NOT NULL, team_id uuid, person_id uuid, kind text NOT NULL, started_at bigint NOT NULL, due_at bigint NOT NULL, broken_at bigint, ended_at bigint, is_kept boolean,
  PRIMARY KEY (org_id, id),
  CONSTRAINT sla_clock_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sla_clock_running ON sla_clock (org_id, conversation_id) WHERE ended_at IS NULL;
CREATE INDEX sla_clock_ended ON sla_clock (org_id, ended_at) WHERE is_kept IS NOT NULL;

-- What a person once said about being told is read with their name.
GRANT SELECT (notifications) ON person TO samovar_app;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['notice', 'notice_send', 'notice_setting', 'sla_clock'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
