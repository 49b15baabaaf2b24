-- Who waits for a place, and the offers of places that came free. The row of an offer comes with its hold; an entry has one open offer at most.
CREATE TABLE waitlist (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, contact_id BLOB NOT NULL, conversation_id BLOB, services TEXT NOT NULL, employee_id BLOB, branch_id BLOB, from_day TEXT NOT NULL, until_day TEXT NOT NULL, from_minute INTEGER NOT NULL, until_minute INTEGER NOT NULL,
  note TEXT NOT NULL, source TEXT NOT NULL, status TEXT NOT NULL, queued_at INTEGER NOT NULL, offer_id BLOB, booking_id BLOB, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT waitlist_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX waitlist_queue ON waitlist (org_id, queued_at, id) WHERE status IN ('waiting', 'offered');
CREATE INDEX waitlist_closed ON waitlist (org_id, updated_at, id);
CREATE INDEX waitlist_contact ON waitlist (org_id, contact_id, id);
CREATE TABLE waitlist_offer (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, waitlist_id BLOB NOT NULL, hold_id BLOB NOT NULL, branch_id BLOB NOT NULL, employee_id BLOB NOT NULL, resource_id BLOB, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, status TEXT NOT NULL, is_by_hand BOOLEAN NOT NULL,
  reached TEXT, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, ended_at INTEGER,
  PRIMARY KEY (org_id, id),
  CONSTRAINT waitlist_offer_entry_fk FOREIGN KEY (org_id, waitlist_id) REFERENCES waitlist (org_id, id) ON DELETE CASCADE
);
CREATE INDEX waitlist_offer_entry ON waitlist_offer (org_id, waitlist_id, id);
-- Two nodes that look for a place at once make one offer.
CREATE UNIQUE INDEX waitlist_offer_open ON waitlist_offer (org_id, waitlist_id) WHERE status = 'open';
