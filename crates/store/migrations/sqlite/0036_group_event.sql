-- Classes and workshops: several people at a fixed time. Each has a visit of their own; the seats are subjects of `occupancy`.
CREATE TABLE group_event (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, service_id BLOB NOT NULL, branch_id BLOB NOT NULL, employee_id BLOB NOT NULL, resource_id BLOB, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, seats INTEGER NOT NULL,
  note TEXT NOT NULL, status TEXT NOT NULL, series_id BLOB, version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT group_event_service_fk FOREIGN KEY (org_id, service_id) REFERENCES service (org_id, id),
  CONSTRAINT group_event_branch_fk FOREIGN KEY (org_id, branch_id) REFERENCES branch (org_id, id),
  CONSTRAINT group_event_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id)
);
CREATE INDEX group_event_time ON group_event (org_id, starts_at);
CREATE INDEX group_event_series ON group_event (org_id, series_id, starts_at) WHERE series_id IS NOT NULL;
ALTER TABLE service ADD COLUMN seats INTEGER NOT NULL DEFAULT 1;
ALTER TABLE booking ADD COLUMN group_event_id BLOB;
CREATE INDEX booking_group ON booking (org_id, group_event_id) WHERE group_event_id IS NOT NULL;
-- What is to be paid before the visit.
ALTER TABLE service ADD COLUMN prepayment INTEGER NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN prepayment INTEGER NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN prepaid_at INTEGER;
