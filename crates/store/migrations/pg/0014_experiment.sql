-- Experiments with an agent's versions, whom they answered, and what a version that only thinks along would have said.
CREATE TABLE experiment (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, agent_id uuid NOT NULL, kind text NOT NULL, control bigint NOT NULL, variant bigint NOT NULL, share bigint NOT NULL,
  status text NOT NULL, rules jsonb NOT NULL, reason text, author_id uuid, started_at bigint NOT NULL, ended_at bigint,
  PRIMARY KEY (org_id, id),
  CONSTRAINT experiment_agent_fk FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, id) ON DELETE CASCADE
);
-- One at a time for an agent: two would be told apart by nobody.
CREATE UNIQUE INDEX experiment_running ON experiment (org_id, agent_id) WHERE status = 'running';
CREATE INDEX experiment_born ON experiment (org_id, started_at, id);
-- Which version answered a conversation first.
CREATE TABLE exposure (
  org_id uuid NOT NULL REFERENCES org(id), experiment_id uuid NOT NULL, conversation_id uuid NOT NULL, contact_id uuid NOT NULL, arm text NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, experiment_id, conversation_id),
  CONSTRAINT exposure_experiment_fk FOREIGN KEY (org_id, experiment_id) REFERENCES experiment (org_id, id) ON DELETE CASCADE,
  CONSTRAINT exposure_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE INDEX exposure_conversation ON exposure (org_id, conversation_id);
CREATE TABLE shadow_answer (
  org_id uuid NOT NULL REFERENCES org(id), experiment_id uuid NOT NULL, conversation_id uuid NOT NULL, until_seq bigint NOT NULL, beside text NOT NULL, question text NOT NULL,
  live jsonb NOT NULL, silent jsonb NOT NULL, agreement text NOT NULL, tokens bigint NOT NULL, duration_us bigint NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, experiment_id, conversation_id, until_seq),
  CONSTRAINT shadow_answer_experiment_fk FOREIGN KEY (org_id, experiment_id) REFERENCES experiment (org_id, id) ON DELETE CASCADE,
  CONSTRAINT shadow_answer_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE INDEX shadow_answer_born ON shadow_answer (org_id, experiment_id, created_at);
CREATE INDEX shadow_answer_conversation ON shadow_answer (org_id, conversation_id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['experiment', 'exposure', 'shadow_answer'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
