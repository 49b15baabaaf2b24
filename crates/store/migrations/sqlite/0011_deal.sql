-- Deals and the stages of the funnel. A firm without stages of its own has the usual nine.
CREATE TABLE stage (
  org_id BLOB NOT NULL REFERENCES org(id), key TEXT NOT NULL, name TEXT NOT NULL, name_en TEXT NOT NULL, kind TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (org_id, key)
);
CREATE TABLE deal (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, contact_id BLOB NOT NULL, conversation_id BLOB, stage TEXT NOT NULL, tour TEXT, known TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT deal_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id),
  CONSTRAINT deal_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id)
);
CREATE INDEX deal_contact ON deal (org_id, contact_id, created_at);
CREATE INDEX deal_conversation ON deal (org_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX deal_updated ON deal (org_id, updated_at, id);
