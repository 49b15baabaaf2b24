-- What is said around a visit by itself: reminders that went out, and what customers say of their visits.
CREATE TABLE reminder (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, booking_id BLOB NOT NULL, kind TEXT NOT NULL, starts_at INTEGER NOT NULL, minutes_before INTEGER NOT NULL, reached TEXT NOT NULL, sent_at INTEGER NOT NULL, answer TEXT, answered_at INTEGER,
  PRIMARY KEY (org_id, id),
  CONSTRAINT reminder_booking_fk FOREIGN KEY (org_id, booking_id) REFERENCES booking (org_id, id) ON DELETE CASCADE
);
-- Whoever writes the row says it; nobody says it twice.
CREATE UNIQUE INDEX reminder_once ON reminder (org_id, booking_id, kind, starts_at, minutes_before);
CREATE TABLE feedback (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, booking_id BLOB NOT NULL, contact_id BLOB NOT NULL, employee_id BLOB NOT NULL, rating INTEGER, text TEXT NOT NULL, task_id BLOB, asked_at INTEGER NOT NULL, answered_at INTEGER,
  PRIMARY KEY (org_id, id),
  CONSTRAINT feedback_booking_fk FOREIGN KEY (org_id, booking_id) REFERENCES booking (org_id, id) ON DELETE CASCADE,
  CONSTRAINT feedback_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX feedback_once ON feedback (org_id, booking_id);
CREATE INDEX feedback_contact ON feedback (org_id, contact_id, asked_at, id);
CREATE INDEX feedback_asked ON feedback (org_id, asked_at, id);
CREATE INDEX feedback_answered ON feedback (org_id, answered_at, id) WHERE answered_at IS NOT NULL;
