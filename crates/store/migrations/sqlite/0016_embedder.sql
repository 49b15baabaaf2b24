-- The model that makes vectors of what a firm has written down. `name` tells its vectors from those of another one; `usual` and `spread` are
-- how like, in millionths of a cosine, it finds texts that have nothing to do with one another; `partial` counts the passages done of the
-- document under way; `run` numbers those who work, of whom only the last may write.
CREATE TABLE embedder (
  org_id BLOB PRIMARY KEY REFERENCES org(id), provider_id BLOB NOT NULL, vendor TEXT NOT NULL, model TEXT NOT NULL, dims INTEGER NOT NULL, name TEXT NOT NULL, usual INTEGER NOT NULL, spread INTEGER NOT NULL,
  status TEXT NOT NULL, partial INTEGER NOT NULL, error_code TEXT, error TEXT, tries INTEGER NOT NULL,
  run INTEGER NOT NULL, busy_until INTEGER NOT NULL, seen_knowledge INTEGER NOT NULL, seen_catalog INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
-- Whose vectors all passages in use have; those of a passage stand beside it.
ALTER TABLE document ADD COLUMN embedder TEXT;
CREATE INDEX chunk_embedder ON chunk (org_id, embedder) WHERE embedder IS NOT NULL;
CREATE TABLE faq_vector (
  org_id BLOB NOT NULL REFERENCES org(id), faq_id BLOB NOT NULL, embedder TEXT NOT NULL, vector BLOB,
  PRIMARY KEY (org_id, faq_id),
  CONSTRAINT faq_vector_faq_fk FOREIGN KEY (org_id, faq_id) REFERENCES faq (org_id, id) ON DELETE CASCADE
);
