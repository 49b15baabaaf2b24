-- What a firm knows beside its catalog: folders, documents, the passages they are cut into. Questions without an answer become
-- gaps: the same question asked again counts up.
-- Grows with every change of what is searched.
ALTER TABLE org ADD COLUMN knowledge_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE faq ADD COLUMN category_id BLOB;

CREATE TABLE category (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, parent_id BLOB, name TEXT NOT NULL, position INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT category_parent_fk FOREIGN KEY (org_id, parent_id) REFERENCES category (org_id, id)
);
-- `generation` is the set of passages in use, `writing` the last one somebody began: what is read anew is not used before it is whole.
CREATE TABLE document (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, category_id BLOB, site_id BLOB, kind TEXT NOT NULL, title TEXT NOT NULL, search TEXT NOT NULL, lang TEXT, body TEXT NOT NULL,
  file_id BLOB, url TEXT, status TEXT NOT NULL, progress INTEGER NOT NULL, error_code TEXT, error TEXT, content_hash TEXT, chunks INTEGER NOT NULL, bytes INTEGER NOT NULL, position INTEGER NOT NULL,
  generation INTEGER NOT NULL DEFAULT 0, writing INTEGER NOT NULL DEFAULT 0, etag TEXT, modified TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, indexed_at INTEGER,
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
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, document_id BLOB NOT NULL, generation INTEGER NOT NULL, position INTEGER NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL, page INTEGER,
  vector BLOB, embedder TEXT,
  PRIMARY KEY (org_id, id),
  CONSTRAINT chunk_document_fk FOREIGN KEY (org_id, document_id) REFERENCES document (org_id, id) ON DELETE CASCADE
);
CREATE INDEX chunk_document ON chunk (org_id, document_id, generation, position);

ALTER TABLE unanswered RENAME TO gap;
-- The telling stems of the question in alphabetical order, or their digest where they are long: what makes two questions the same one.
ALTER TABLE gap ADD COLUMN stems TEXT NOT NULL DEFAULT '';
ALTER TABLE gap ADD COLUMN status TEXT NOT NULL DEFAULT 'open';
ALTER TABLE gap ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
ALTER TABLE gap ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE gap ADD COLUMN settled_at INTEGER;
ALTER TABLE gap ADD COLUMN faq_id BLOB;
ALTER TABLE gap ADD COLUMN document_id BLOB;
UPDATE gap SET asked_at = created_at;
CREATE UNIQUE INDEX gap_stems_key ON gap (org_id, stems) WHERE stems <> '';
CREATE INDEX gap_asked ON gap (org_id, asked_at, id);
CREATE INDEX gap_times ON gap (org_id, times, id);
