-- What people have written into the knowledge graph: things of their own, other names for known ones (`key`), and how they belong together.
CREATE TABLE entity (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, key TEXT, kind TEXT NOT NULL, name TEXT NOT NULL, aliases TEXT NOT NULL, is_hidden BOOLEAN NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX entity_key_key ON entity (org_id, key) WHERE key IS NOT NULL;
CREATE TABLE relation (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, from_key TEXT NOT NULL, to_key TEXT NOT NULL, kind TEXT NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT relation_once UNIQUE (org_id, from_key, to_key, kind)
);
