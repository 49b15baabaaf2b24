-- What a firm brings along: an import is a row and a file. `import_row` remembers every row an import wrote, with what it replaced, so that it
-- can be taken back; `import_key` what a record of a file became, so that the same file adds nothing twice.
CREATE TABLE import (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, file_id uuid, name text NOT NULL, format text, state text NOT NULL, mapping jsonb NOT NULL, found jsonb, dry jsonb, counts jsonb NOT NULL,
  done_records bigint NOT NULL, total_records bigint NOT NULL, error_code text, error text, created_by uuid, created_at bigint NOT NULL, started_at bigint, ended_at bigint,
  PRIMARY KEY (org_id, id)
);
-- One at a time.
CREATE UNIQUE INDEX import_runs_key ON import (org_id) WHERE state IN ('running', 'undoing');

CREATE TABLE import_row (
  org_id uuid NOT NULL REFERENCES org(id), import_id uuid NOT NULL, position bigint NOT NULL, noun text NOT NULL, row_id uuid NOT NULL, before jsonb, kept text,
  PRIMARY KEY (org_id, import_id, position),
  CONSTRAINT import_row_import_fk FOREIGN KEY (org_id, import_id) REFERENCES import (org_id, id) ON DELETE CASCADE
);
CREATE INDEX import_row_row ON import_row (org_id, row_id);

CREATE TABLE import_key (
  org_id uuid NOT NULL REFERENCES org(id), key uuid NOT NULL, kind text NOT NULL, row_id uuid NOT NULL, import_id uuid NOT NULL,
  PRIMARY KEY (org_id, key)
);
CREATE INDEX import_key_row ON import_key (org_id, row_id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['import', 'import_row', 'import_key'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
