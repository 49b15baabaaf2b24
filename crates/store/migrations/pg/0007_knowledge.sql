-- What a firm knows beside its catalog: folders, documents, the passages they are cut into. Questions without an answer become
-- gaps: the same question asked again counts up.
-- Grows with every change of what is searched.
ALTER TABLE org ADD COLUMN knowledge_version bigint NOT NULL DEFAULT 1;
ALTER TABLE faq ADD COLUMN category_id uuid;

CREATE TABLE category (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, parent_id uuid, name text NOT NULL, position bigint NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT category_parent_fk FOREIGN KEY (org_id, parent_id) REFERENCES category (org_id, id)
);
-- `generation` is the set of passages in use, `writing` the last one somebody began: what is read anew is not used before it is whole.
CREATE TABLE document (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, category_id uuid, site_id uuid, kind text NOT NULL, title text NOT NULL, search text NOT NULL, lang text, body text NOT NULL,
  file_id uuid, url text, status text NOT NULL, progress bigint NOT NULL, error_code text, error text, content_hash text, chunks bigint NOT NULL, bytes bigint NOT NULL, position bigint NOT NULL,
  generation bigint NOT NULL DEFAULT 0, writing bigint NOT NULL DEFAULT 0, etag text, modified text, created_at bigint NOT NULL, updated_at bigint NOT NULL, indexed_at bigint,
  PRIMARY KEY (org_id, id),
  CONSTRAINT document_category_fk FOREIGN KEY (org_id, category_id) REFERENCES category (org_id, id),
  CONSTRAINT document_site_fk FOREIGN KEY (org_id, site_id) REFERENCES document (org_id, id),
  CONSTRAINT document_file_fk FOREIGN KEY (org_id, file_id) REFERENCES file (org_id, id)
);
CREATE UNIQUE INDEX document_url_key ON document (org_id, kind, url) WHERE url IS NOT NULL;
CREATE INDEX document_born ON document (org_id, created_at, id);
CREATE INDEX document_site ON document (org_id, site_id) WHERE site_id IS NOT NULL;
CREATE INDEX document_file ON document (org_id, file_id) WHERE file_id IS NOT NULL;
CREATE INDEX document_category ON document (org_id, category_id);
CREATE TABLE chunk (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, document_id uuid NOT NULL, generation bigint NOT NULL, position bigint NOT NULL, heading text NOT NULL, text text NOT NULL, page bigint,
  vector bytea, embedder text,
  PRIMARY KEY (org_id, id),
  CONSTRAINT chunk_document_fk FOREIGN KEY (org_id, document_id) REFERENCES document (org_id, id) ON DELETE CASCADE
);
CREATE INDEX chunk_document ON chunk (org_id, document_id, generation, position);

ALTER TABLE unanswered RENAME TO gap;
ALTER TABLE gap RENAME CONSTRAINT unanswered_pkey TO gap_pkey;
ALTER TABLE gap RENAME CONSTRAINT unanswered_org_id_fkey TO gap_org_id_fkey;
-- The telling stems of the question in alphabetical order, or their digest where they are long: what makes two questions the same one.
ALTER TABLE gap ADD COLUMN stems text NOT NULL DEFAULT '';
ALTER TABLE gap ADD COLUMN status text NOT NULL DEFAULT 'open';
ALTER TABLE gap ADD COLUMN times bigint NOT NULL DEFAULT 1;
ALTER TABLE gap ADD COLUMN asked_at bigint NOT NULL DEFAULT 0;
ALTER TABLE gap ADD COLUMN settled_at bigint;
ALTER TABLE gap ADD COLUMN faq_id uuid;
ALTER TABLE gap ADD COLUMN document_id uuid;
UPDATE gap SET asked_at = created_at;
CREATE UNIQUE INDEX gap_stems_key ON gap (org_id, stems) WHERE stems <> '';
CREATE INDEX gap_asked ON gap (org_id, asked_at, id);
CREATE INDEX gap_times ON gap (org_id, times, id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['category', 'document', 'chunk'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
