-- What is remembered of a contact, and of a talk; what agents hand each other; how talks end.
-- `key` says what a fact is about: a contact has one of a kind, and any number of notes. `value` is the fact for programs.
CREATE TABLE contact_fact (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, contact_id uuid NOT NULL, key text NOT NULL, text text NOT NULL, value jsonb, source text NOT NULL, conversation_id uuid, message_id uuid,
  confidence bigint NOT NULL, expires_at bigint, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT contact_fact_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_fact_contact ON contact_fact (org_id, contact_id, id);
CREATE UNIQUE INDEX contact_fact_key_key ON contact_fact (org_id, contact_id, key) WHERE key <> 'note';
CREATE INDEX contact_fact_expiry ON contact_fact (expires_at) WHERE expires_at IS NOT NULL;
-- The talk up to `until_seq` in short. `read_seq` is how far facts were looked for.
CREATE TABLE conversation_summary (
  org_id uuid NOT NULL REFERENCES org(id), conversation_id uuid NOT NULL, until_seq bigint NOT NULL, read_seq bigint NOT NULL, text text NOT NULL, source text NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, conversation_id),
  CONSTRAINT conversation_summary_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE TABLE envelope (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, conversation_id uuid NOT NULL, turn_id uuid, from_id uuid NOT NULL, to_id uuid NOT NULL, kind text NOT NULL, payload jsonb NOT NULL, context jsonb NOT NULL, trace_id text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT envelope_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE INDEX envelope_conversation ON envelope (org_id, conversation_id, id);
-- One row for each talk of a thread, from the first word to the silence. `due_at`: when the silence is long enough to tell.
CREATE TABLE conversation_outcome (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, conversation_id uuid NOT NULL, contact_id uuid NOT NULL, connection_id uuid NOT NULL, agent_id uuid, agent_version bigint,
  kind text NOT NULL, reason text, resolution text NOT NULL, from_seq bigint NOT NULL, until_seq bigint NOT NULL, turns bigint NOT NULL, bookings bigint NOT NULL, is_sold boolean NOT NULL, is_served boolean NOT NULL, topics jsonb NOT NULL,
  tokens bigint NOT NULL, cost bigint NOT NULL, began_at bigint NOT NULL, last_at bigint NOT NULL, due_at bigint, resolved_at bigint, reversed_at bigint,
  PRIMARY KEY (org_id, id),
  CONSTRAINT conversation_outcome_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE INDEX conversation_outcome_conversation ON conversation_outcome (org_id, conversation_id, id);
CREATE INDEX conversation_outcome_began ON conversation_outcome (org_id, began_at, id);
CREATE INDEX conversation_outcome_due ON conversation_outcome (due_at) WHERE due_at IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['contact_fact', 'conversation_summary', 'envelope', 'conversation_outcome'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
