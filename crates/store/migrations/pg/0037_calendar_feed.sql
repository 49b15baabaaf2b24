-- An employee's calendar for a phone: a secret address, of which only the digest is kept.
CREATE TABLE calendar_feed (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, employee_id uuid NOT NULL, token_hash bytea NOT NULL, created_by uuid, created_at bigint NOT NULL, read_at bigint,
  PRIMARY KEY (org_id, id),
  CONSTRAINT calendar_feed_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (token_hash);
CREATE INDEX calendar_feed_employee ON calendar_feed (org_id, employee_id, id);

DO $$
BEGIN
  ALTER TABLE calendar_feed ENABLE ROW LEVEL SECURITY;
  ALTER TABLE calendar_feed FORCE ROW LEVEL SECURITY;
  CREATE POLICY tenant ON calendar_feed TO samovar_app USING (org_id = NULLIF(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = NULLIF(current_setting('app.org_id', true), '')::uuid);
  CREATE POLICY worker ON calendar_feed TO samovar_worker USING (true) WITH CHECK (true);
  GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_feed TO samovar_app, samovar_worker;
END $$;
