-- Photos and materials of tours: stored files in an order. Departures that are no longer sold, or do not leave.
CREATE TABLE tour_file (
  org_id BLOB NOT NULL REFERENCES org(id), tour_id BLOB NOT NULL, file_id BLOB NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (org_id, tour_id, file_id),
  CONSTRAINT tour_file_tour_fk FOREIGN KEY (org_id, tour_id) REFERENCES tour (org_id, id) ON DELETE CASCADE,
  CONSTRAINT tour_file_file_fk FOREIGN KEY (org_id, file_id) REFERENCES file (org_id, id) ON DELETE CASCADE
);
CREATE INDEX tour_file_file ON tour_file (org_id, file_id);
ALTER TABLE departure ADD COLUMN status TEXT NOT NULL DEFAULT 'open';
