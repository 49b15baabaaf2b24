-- Photos and materials of tours: stored files in an order. Departures that are no longer sold, or do not leave.
CREATE TABLE tour_file (
  org_id uuid NOT NULL REFERENCES org(id), tour_id uuid NOT NULL, file_id uuid NOT NULL, kind text NOT NULL, text text NOT NULL, position bigint NOT NULL,
  PRIMARY KEY (org_id, tour_id, file_id),
  CONSTRAINT tour_file_tour_fk FOREIGN KEY (org_id, tour_id) REFERENCES tour (org_id, id) ON DELETE CASCADE,
  CONSTRAINT tour_file_file_fk FOREIGN KEY (org_id, file_id) REFERENCES file (org_id, id) ON DELETE CASCADE
);
CREATE INDEX tour_file_file ON tour_file (org_id, file_id);
ALTER TABLE departure ADD COLUMN status text NOT NULL DEFAULT 'open';
ALTER TABLE tour_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE tour_file FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tour_file TO samovar_app USING (org_id = NULLIF(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = NULLIF(current_setting('app.org_id', true), '')::uuid);
CREATE POLICY worker ON tour_file TO samovar_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON tour_file TO samovar_app, samovar_worker;
