-- What is said around a visit by itself: reminders that went out, and what customers say of their visits.
CREATE TABLE reminder (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, booking_id uuid NOT NULL, kind text NOT NULL, starts_at bigint NOT NULL, minutes_before bigint NOT NULL, reached text NOT NULL, sent_at bigint NOT NULL, answer text, answered_at bigint,
  PRIMARY KEY (org_id, id),
  CONSTRAINT reminder_booking_fk FOREIGN KEY (org_id, booking_id) REFERENCES booking (org_id, id) ON DELETE CASCADE
);
-- Whoever writes the row says it; nobody says it twice.
CREATE UNIQUE INDEX reminder_once ON reminder (org_id, booking_id, kind, starts_at, minutes_before);
CREATE TABLE feedback (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, booking_id uuid NOT NULL, contact_id uuid NOT NULL, employee_id uuid NOT NULL, rating bigint, text text NOT NULL, task_id uuid, asked_at bigint NOT NULL, answered_at bigint,
  PRIMARY KEY (org_id, id),
  CONSTRAINT feedback_booking_fk FOREIGN KEY (org_id, booking_id) REFERENCES booking (org_id, id) ON DELETE CASCADE,
  CONSTRAINT feedback_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX feedback_once ON feedback (org_id, booking_id);
CREATE INDEX feedback_contact ON feedback (org_id, contact_id, asked_at, id);
CREATE INDEX feedback_asked ON feedback (org_id, asked_at, id);
CREATE INDEX feedback_answered ON feedback (org_id, answered_at, id) WHERE answered_at IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['reminder', 'feedback'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
