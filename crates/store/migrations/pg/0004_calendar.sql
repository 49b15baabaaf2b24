-- What the dashboard counts by time.
CREATE INDEX message_author ON message (org_id, author, created_at, conversation_id);
CREATE INDEX conversation_born ON conversation (org_id, created_at);
CREATE INDEX booking_born ON booking (org_id, created_at, source);
-- The feed of updates: events somebody wants to read, a small part of all. `store/src/update.rs` names the same kinds in the same words.
CREATE INDEX event_feed ON event (org_id, created_at, id) WHERE kind IN ('booking.created', 'booking.moved', 'booking.cancelled', 'booking.missed', 'conversation.handed_over', 'conversation.taken_over', 'contact.created', 'message.failed', 'connection.failed');
CREATE INDEX contact_source ON contact (org_id, source);
CREATE INDEX contact_born ON contact (org_id, created_at, id);

ALTER TABLE contact ADD COLUMN fields jsonb NOT NULL DEFAULT '{}';
ALTER TABLE contact ADD COLUMN consents jsonb NOT NULL DEFAULT '[]';
ALTER TABLE contact ADD COLUMN owner_id uuid;
-- Name, phone and e-mail in lower case, as people search; written by the program, because SQLite lowers ASCII only.
ALTER TABLE contact ADD COLUMN search text COLLATE "C" NOT NULL DEFAULT '';
UPDATE contact SET search = lower(COALESCE(name, '')) || ' ' || COALESCE(phone, '') || ' ' || COALESCE(email, '');
CREATE INDEX contact_search ON contact (org_id, search, id);
