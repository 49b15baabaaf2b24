-- How far a model has read a document for the knowledge graph, and what it has found; `generation` is that of the passages read.
CREATE TABLE graph_reading (
  org_id uuid NOT NULL REFERENCES org(id), document_id uuid NOT NULL, generation bigint NOT NULL, until bigint NOT NULL, is_done boolean NOT NULL, calls bigint NOT NULL, day text, found jsonb NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, document_id),
  CONSTRAINT graph_reading_document_fk FOREIGN KEY (org_id, document_id) REFERENCES document (org_id, id) ON DELETE CASCADE
);
ALTER TABLE graph_reading ENABLE ROW LEVEL SECURITY;
ALTER TABLE graph_reading FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON graph_reading TO samovar_app USING (org_id = NULLIF(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = NULLIF(current_setting('app.org_id', true), '')::uuid);
CREATE POLICY worker ON graph_reading TO samovar_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON graph_reading TO samovar_app, samovar_worker;
