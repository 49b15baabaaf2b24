-- What the agent knew: the firm as it was at a version of its catalog, and the agent itself, each kept once, so that a turn can be run
-- again exactly. `kind` is `catalog` or `agent` (whose version is made of its content), `body` is deflated JSON, `hash` the SHA-256 of the JSON.
CREATE TABLE snapshot (
  org_id uuid NOT NULL REFERENCES org(id), kind text NOT NULL, version bigint NOT NULL, hash text NOT NULL, body bytea NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, kind, version)
);
-- Which snapshot a turn needs; none for turns recorded before. `search` is what was said in it, in lower case.
ALTER TABLE turn ADD COLUMN catalog_version bigint;
ALTER TABLE turn ADD COLUMN search text NOT NULL DEFAULT '';
CREATE INDEX turn_time ON turn (org_id, created_at, id);
CREATE INDEX turn_catalog ON turn (org_id, catalog_version);
CREATE INDEX turn_trace ON turn (org_id, trace_id);

-- Conversations that must go well, in the format of docs/dev/dialogues.md.
CREATE TABLE dialogue_test (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, title text NOT NULL, text text NOT NULL, conversation_id uuid, verdict text, result jsonb, run_at bigint, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX dialogue_test_born ON dialogue_test (org_id, created_at, id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['snapshot', 'dialogue_test'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
