-- Contacts of a firm that works with them: fields of its own, consents with their history, saved filters, merging, erasing.
-- `name_key` is the name as it is compared (small Latin letters), `name_block` groups names that may be one; NULL until the program has made them.
ALTER TABLE contact ADD COLUMN preferred_channel TEXT;
ALTER TABLE contact ADD COLUMN is_unsubscribed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE contact ADD COLUMN name_key TEXT;
ALTER TABLE contact ADD COLUMN name_block TEXT;
DROP INDEX contact_phone;
CREATE INDEX contact_phone ON contact (org_id, phone, id) WHERE phone IS NOT NULL;
CREATE INDEX contact_email ON contact (org_id, email, id) WHERE email IS NOT NULL;
CREATE INDEX contact_block ON contact (org_id, name_block, id) WHERE name_block IS NOT NULL;
CREATE INDEX contact_unkeyed ON contact (org_id, id) WHERE name_key IS NULL;

CREATE TABLE custom_field (
  org_id BLOB NOT NULL REFERENCES org(id), entity TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, choices TEXT NOT NULL, is_required BOOLEAN NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (org_id, entity, key)
);

-- What a contact agreed to and took back; only ever added to. What holds now is in contact.consents.
CREATE TABLE consent (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, contact_id BLOB NOT NULL, kind TEXT NOT NULL, is_given BOOLEAN NOT NULL, source TEXT NOT NULL, text TEXT NOT NULL, by_kind TEXT NOT NULL, by_id BLOB, at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT consent_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX consent_contact ON consent (org_id, contact_id, at, id);
INSERT INTO consent (org_id, id, contact_id, kind, is_given, source, text, by_kind, at)
  SELECT c.org_id, randomblob(16), c.id, j.value ->> 'kind', TRUE, COALESCE(j.value ->> 'source', ''), '', 'system', COALESCE(unixepoch(j.value ->> 'at'), 0) * 1000000 FROM contact c, json_each(c.consents) j WHERE j.value ->> 'kind' IS NOT NULL;

CREATE TABLE segment (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, entity TEXT NOT NULL, filter TEXT NOT NULL, is_shared BOOLEAN NOT NULL, created_by BLOB, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);

-- Two contacts of whom a person said that they are not one; the smaller id first.
CREATE TABLE contact_pair (
  org_id BLOB NOT NULL REFERENCES org(id), a_id BLOB NOT NULL, b_id BLOB NOT NULL, dismissed_by BLOB, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, a_id, b_id),
  CONSTRAINT contact_pair_a_fk FOREIGN KEY (org_id, a_id) REFERENCES contact (org_id, id) ON DELETE CASCADE,
  CONSTRAINT contact_pair_b_fk FOREIGN KEY (org_id, b_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_pair_b ON contact_pair (org_id, b_id);

-- Two contacts made one: what both were, what came out, which rows went over. `contact_id` is the one that stayed.
CREATE TABLE contact_merge (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, contact_id BLOB NOT NULL, other_id BLOB NOT NULL, before TEXT NOT NULL, other TEXT NOT NULL, after TEXT NOT NULL, moved TEXT NOT NULL,
  by_kind TEXT NOT NULL, by_id BLOB, created_at INTEGER NOT NULL, undone_at INTEGER,
  PRIMARY KEY (org_id, id),
  CONSTRAINT contact_merge_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_merge_contact ON contact_merge (org_id, contact_id, id);
CREATE INDEX contact_merge_other ON contact_merge (org_id, other_id);
CREATE INDEX contact_merge_age ON contact_merge (created_at) WHERE moved <> '{}';

-- That somebody was erased, without a word of who it was.
CREATE TABLE erasure (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, by_kind TEXT NOT NULL, by_id BLOB, counts TEXT NOT NULL, files INTEGER NOT NULL, digest TEXT NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
