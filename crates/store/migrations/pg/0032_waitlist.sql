-- Who waits for a place, and the offers of places that came free. The row of an offer comes with its hold; an entry has one open offer at most.
CREATE TABLE waitlist (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, contact_id uuid NOT NULL, conversation_id uuid, services jsonb NOT NULL, employee_id uuid, branch_id uuid, from_day text NOT NULL, until_day text NOT NULL, from_minute bigint NOT NULL, until_minute bigint NOT NULL,
  note text NOT NULL, source text NOT NULL, status text NOT NULL, queued_at bigint NOT NULL, offer_id uuid, booking_id uuid, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT waitlist_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX waitlist_queue ON waitlist (org_id, queued_at, id) WHERE status IN ('waiting', 'offered');
CREATE INDEX waitlist_closed ON waitlist (org_id, updated_at, id);
CREATE INDEX waitlist_contact ON waitlist (org_id, contact_id, id);
CREATE TABLE waitlist_offer (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, waitlist_id uuid NOT NULL, hold_id uuid NOT NULL, branch_id uuid NOT NULL, employee_id uuid NOT NULL, resource_id uuid, starts_at bigint NOT NULL, ends_at bigint NOT NULL, status text NOT NULL, is_by_hand boolean NOT NULL,
  reached text, created_at bigint NOT NULL, expires_at bigint NOT NULL, ended_at bigint,
  PRIMARY KEY (org_id, id),
  CONSTRAINT waitlist_offer_entry_fk FOREIGN KEY (org_id, waitlist_id) REFERENCES waitlist (org_id, id) ON DELETE CASCADE
);
CREATE INDEX waitlist_offer_entry ON waitlist_offer (org_id, waitlist_id, id);
-- Two nodes that look for a place at once make one offer.
CREATE UNIQUE INDEX waitlist_offer_open ON waitlist_offer (org_id, waitlist_id) WHERE status = 'open';

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['waitlist', 'waitlist_offer'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
