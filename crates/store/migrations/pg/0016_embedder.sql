-- The model that makes vectors of what a firm has written down. `name` tells its vectors from those of another one; `usual` and `spread` are
-- how like, in millionths of a cosine, it finds texts that have nothing to do with one another; `partial` counts the passages done of the
-- document under way; `run` numbers those who work, of whom only the last may write.
CREATE TABLE embedder (
  org_id uuid PRIMARY KEY REFERENCES org(id), provider_id uuid NOT NULL, vendor text NOT NULL, model text NOT NULL, dims bigint NOT NULL, name text NOT NULL, usual bigint NOT NULL, spread bigint NOT NULL,
  status text NOT NULL, partial bigint NOT NULL, error_code text, error text, tries bigint NOT NULL,
  run bigint NOT NULL, busy_until bigint NOT NULL, seen_knowledge bigint NOT NULL, seen_catalog bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL
);
-- Whose vectors all passages in use have; those of a passage stand beside it.
ALTER TABLE document ADD COLUMN embedder text;
CREATE INDEX chunk_embedder ON chunk (org_id, embedder) WHERE embedder IS NOT NULL;
CREATE TABLE faq_vector (
  org_id uuid NOT NULL REFERENCES org(id), faq_id uuid NOT NULL, embedder text NOT NULL, vector bytea,
  PRIMARY KEY (org_id, faq_id),
  CONSTRAINT faq_vector_faq_fk FOREIGN KEY (org_id, faq_id) REFERENCES faq (org_id, id) ON DELETE CASCADE
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['embedder', 'faq_vector'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
