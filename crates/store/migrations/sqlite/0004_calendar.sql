-- What the dashboard counts by time.
CREATE INDEX message_author ON message (org_id, author, created_at, conversation_id);
CREATE INDEX conversation_born ON conversation (org_id, created_at);
CREATE INDEX booking_born ON booking (org_id, created_at, source);
-- The feed of updates: events somebody wants to read, a small part of all. `store/src/update.rs` names the same kinds in the same words.
CREATE INDEX event_feed ON event (org_id, created_at, id) WHERE kind IN ('booking.created', 'booking.moved', 'booking.cancelled', 'booking.missed', 'conversation.handed_over', 'conversation.taken_over', 'contact.created', 'message.failed', 'connection.failed');
CREATE INDEX contact_source ON contact (org_id, source);
CREATE INDEX contact_born ON contact (org_id, created_at, id);

ALTER TABLE contact ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
ALTER TABLE contact ADD COLUMN consents TEXT NOT NULL DEFAULT '[]';
ALTER TABLE contact ADD COLUMN owner_id BLOB;
-- Name, phone and e-mail in lower case, as people search; written by the program, because SQLite lowers ASCII only.
ALTER TABLE contact ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE contact SET search = replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(COALESCE(name, '')), 'А', 'а'), 'Б', 'б'), 'В', 'в'), 'Г', 'г'), 'Д', 'д'), 'Е', 'е'), 'Ё', 'ё'), 'Ж', 'ж'), 'З', 'з'), 'И', 'и'), 'Й', 'й'), 'К', 'к'), 'Л', 'л'), 'М', 'м'), 'Н', 'н'), 'О', 'о'), 'П', 'п'), 'Р', 'р'), 'С', 'с'), 'Т', 'т'), 'У', 'у'), 'Ф', 'ф'), 'Х', 'х'), 'Ц', 'ц'), 'Ч', 'ч'), 'Ш', 'ш'), 'Щ', 'щ'), 'Ъ', 'ъ'), 'Ы', 'ы'), 'Ь', 'ь'), 'Э', 'э'), 'Ю', 'ю'), 'Я', 'я') || ' ' || COALESCE(phone, '') || ' ' || COALESCE(email, '');
CREATE INDEX contact_search ON contact (org_id, search, id);
