-- Classes and workshops: several people at a fixed time. Each has a visit of their own; the seats are subjects of `occupancy`.
CREATE TABLE group_event (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, service_id uuid NOT NULL, branch_id uuid NOT NULL, employee_id uuid NOT NULL, resource_id uuid, starts_at bigint NOT NULL, ends_at bigint NOT NULL, seats bigint NOT NULL,
  note text NOT NULL, status text NOT NULL, series_id uuid, version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT group_event_service_fk FOREIGN KEY (org_id, service_id) REFERENCES service (org_id, id),
  CONSTRAINT group_event_branch_fk FOREIGN KEY (org_id, branch_id) REFERENCES branch (org_id, id),
  CONSTRAINT group_event_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id)
);
CREATE INDEX group_event_time ON group_event (org_id, starts_at);
CREATE INDEX group_event_series ON group_event (org_id, series_id, starts_at) WHERE series_id IS NOT NULL;
ALTER TABLE service ADD COLUMN seats bigint NOT NULL DEFAULT 1;
ALTER TABLE booking ADD COLUMN group_event_id uuid;
CREATE INDEX booking_group ON booking (org_id, group_event_id) WHERE group_event_id IS NOT NULL;
-- What is to be paid before the visit.
ALTER TABLE service ADD COLUMN prepayment bigint NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN prepayment bigint NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN prepaid_at bigint;

DO $$
BEGIN
  ALTER TABLE group_event ENABLE ROW LEVEL SECURITY;
  ALTER TABLE group_event FORCE ROW LEVEL SECURITY;
  CREATE POLICY tenant ON group_event TO samovar_app USING (org_id = NULLIF(current_setting('app.org_id', true), '')::uuid) WITH CHECK (org_id = NULLIF(current_setting('app.org_id', true), '')::uuid);
  CREATE POLICY worker ON group_event TO samovar_worker USING (true) WITH CHECK (true);
  GRANT SELECT, INSERT, UPDATE, DELETE ON group_event TO samovar_app, samovar_worker;
END $$;
