-- What a firm brings along: an import is a row and a file. `import_row` remembers every row an import wrote, with what it replaced, so that it
-- can be taken back; `import_key` what a record of a file became, so that the same file adds nothing twice.
CREATE TABLE import (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, file_id BLOB, name TEXT NOT NULL, format TEXT, state TEXT NOT NULL, mapping TEXT NOT NULL, found TEXT, dry TEXT, counts TEXT NOT NULL,
  done_records INTEGER NOT NULL, total_records INTEGER NOT NULL, error_code TEXT, error TEXT, created_by BLOB, created_at INTEGER NOT NULL, started_at INTEGER, ended_at INTEGER,
  PRIMARY KEY (org_id, id)
);
-- One at a time.
CREATE UNIQUE INDEX import_runs_key ON import (org_id) WHERE state IN ('running', 'undoing');

CREATE TABLE import_row (
  org_id BLOB NOT NULL REFERENCES org(id), import_id BLOB NOT NULL, position INTEGER NOT NULL, noun TEXT NOT NULL, row_id BLOB NOT NULL, before TEXT, kept TEXT,
  PRIMARY KEY (org_id, import_id, position),
  CONSTRAINT import_row_import_fk FOREIGN KEY (org_id, import_id) REFERENCES import (org_id, id) ON DELETE CASCADE
);
CREATE INDEX import_row_row ON import_row (org_id, row_id);

CREATE TABLE import_key (
  org_id BLOB NOT NULL REFERENCES org(id), key BLOB NOT NULL, kind TEXT NOT NULL, row_id BLOB NOT NULL, import_id BLOB NOT NULL,
  PRIMARY KEY (org_id, key)
);
CREATE INDEX import_key_row ON import_key (org_id, row_id);
