-- An employee's calendar for a phone: a secret address, of which only the digest is kept.
CREATE TABLE calendar_feed (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, employee_id BLOB NOT NULL, token_hash BLOB NOT NULL, created_by BLOB, created_at INTEGER NOT NULL, read_at INTEGER,
  PRIMARY KEY (org_id, id),
  CONSTRAINT calendar_feed_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (token_hash);
CREATE INDEX calendar_feed_employee ON calendar_feed (org_id, employee_id, id);
