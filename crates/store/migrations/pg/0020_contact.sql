-- Contacts of a firm that works with them: fields of its own, consents with their history, saved filters, merging, erasing.
-- `name_key` is the name as it is compared (small Latin letters), `name_block` groups names that may be one; NULL until the program has made them.
ALTER TABLE contact ADD COLUMN preferred_channel text;
ALTER TABLE contact ADD COLUMN is_unsubscribed boolean NOT NULL DEFAULT FALSE;
ALTER TABLE contact ADD COLUMN name_key text COLLATE "C";
ALTER TABLE contact ADD COLUMN name_block text COLLATE "C";
DROP INDEX contact_phone;
CREATE INDEX contact_phone ON contact (org_id, phone, id) WHERE phone IS NOT NULL;
CREATE INDEX contact_email ON contact (org_id, email, id) WHERE email IS NOT NULL;
CREATE INDEX contact_block ON contact (org_id, name_block, id) WHERE name_block IS NOT NULL;
CREATE INDEX contact_unkeyed ON contact (org_id, id) WHERE name_key IS NULL;

CREATE TABLE custom_field (
  org_id uuid NOT NULL REFERENCES org(id), entity text NOT NULL, key text NOT NULL, name text NOT NULL, kind text NOT NULL, choices jsonb NOT NULL, is_required boolean NOT NULL, position bigint NOT NULL,
  PRIMARY KEY (org_id, entity, key)
);

-- What a contact agreed to and took back; only ever added to. What holds now is in contact.consents.
CREATE TABLE consent (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, contact_id uuid NOT NULL, kind text NOT NULL, is_given boolean NOT NULL, source text NOT NULL, text text NOT NULL, by_kind text NOT NULL, by_id uuid, at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT consent_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX consent_contact ON consent (org_id, contact_id, at, id);
INSERT INTO consent (org_id, id, contact_id, kind, is_given, source, text, by_kind, at)
  SELECT c.org_id, gen_random_uuid(), c.id, j.value ->> 'kind', TRUE, COALESCE(j.value ->> 'source', ''), '', 'system', COALESCE(CAST(EXTRACT(EPOCH FROM CAST(j.value ->> 'at' AS timestamptz)) * 1000000 AS bigint), 0) FROM contact c, jsonb_array_elements(c.consents) AS j(value) WHERE j.value ->> 'kind' IS NOT NULL;

CREATE TABLE segment (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, entity text NOT NULL, filter jsonb NOT NULL, is_shared boolean NOT NULL, created_by uuid, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);

-- Two contacts of whom a person said that they are not one; the smaller id first.
CREATE TABLE contact_pair (
  org_id uuid NOT NULL REFERENCES org(id), a_id uuid NOT NULL, b_id uuid NOT NULL, dismissed_by uuid, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, a_id, b_id),
  CONSTRAINT contact_pair_a_fk FOREIGN KEY (org_id, a_id) REFERENCES contact (org_id, id) ON DELETE CASCADE,
  CONSTRAINT contact_pair_b_fk FOREIGN KEY (org_id, b_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_pair_b ON contact_pair (org_id, b_id);

-- Two contacts made one: what both were, what came out, which rows went over. `contact_id` is the one that stayed.
CREATE TABLE contact_merge (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, contact_id uuid NOT NULL, other_id uuid NOT NULL, before jsonb NOT NULL, other jsonb NOT NULL, after jsonb NOT NULL, moved jsonb NOT NULL,
  by_kind text NOT NULL, by_id uuid, created_at bigint NOT NULL, undone_at bigint,
  PRIMARY KEY (org_id, id),
  CONSTRAINT contact_merge_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_merge_contact ON contact_merge (org_id, contact_id, id);
CREATE INDEX contact_merge_other ON contact_merge (org_id, other_id);
CREATE INDEX contact_merge_age ON contact_merge (created_at) WHERE moved <> '{}'::jsonb;

-- That somebody was erased, without a word of who it was.
CREATE TABLE erasure (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, by_kind text NOT NULL, by_id uuid, counts jsonb NOT NULL, files bigint NOT NULL, digest text NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['custom_field', 'consent', 'segment', 'contact_pair', 'contact_merge', 'erasure'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
