-- How far a model has read a document for the knowledge graph, and what it has found; `generation` is that of the passages read.
CREATE TABLE graph_reading (
  org_id BLOB NOT NULL REFERENCES org(id), document_id BLOB NOT NULL, generation INTEGER NOT NULL, until INTEGER NOT NULL, is_done BOOLEAN NOT NULL, calls INTEGER NOT NULL, day TEXT, found TEXT NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, document_id),
  CONSTRAINT graph_reading_document_fk FOREIGN KEY (org_id, document_id) REFERENCES document (org_id, id) ON DELETE CASCADE
);
