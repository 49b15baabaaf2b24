-- What people have written into the knowledge graph: things of their own, other names for known ones (`key`), and how they belong together.
CREATE TABLE entity (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, key text, kind text NOT NULL, name text NOT NULL, aliases jsonb NOT NULL, is_hidden boolean NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX entity_key_key ON entity (org_id, key) WHERE key IS NOT NULL;
CREATE TABLE relation (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, from_key text NOT NULL, to_key text NOT NULL, kind text NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT relation_once UNIQUE (org_id, from_key, to_key, kind)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['entity', 'relation'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
