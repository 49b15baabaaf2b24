-- Agents with their versions, sales scripts; the counter by which their snapshot is kept; whose a conversation is.
CREATE TABLE agent (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, role text NOT NULL, status text NOT NULL, live_version bigint, draft jsonb NOT NULL, position bigint NOT NULL,
  created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE agent_version (
  org_id uuid NOT NULL REFERENCES org(id), agent_id uuid NOT NULL, number bigint NOT NULL, spec jsonb NOT NULL, note text NOT NULL, author_id uuid, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, agent_id, number),
  CONSTRAINT agent_version_agent_fk FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, id) ON DELETE CASCADE
);
CREATE TABLE script (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, lang text NOT NULL, role text, stages jsonb NOT NULL, triggers jsonb NOT NULL, steps jsonb NOT NULL, objections jsonb NOT NULL,
  is_active boolean NOT NULL, position bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
ALTER TABLE org ADD COLUMN agents_version bigint NOT NULL DEFAULT 1;
-- The agent that led the dialogue last; none where the front desk of no agents answers.
ALTER TABLE conversation ADD COLUMN agent_id uuid;
CREATE INDEX conversation_agent ON conversation (org_id, agent_id) WHERE agent_id IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agent', 'agent_version', 'script'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
