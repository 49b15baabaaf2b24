-- Words of messages for the search of the inbox. `n` is the place in time (domain/src/search.rs): among many the newest are read first.
CREATE TABLE message_search (
  org_id uuid NOT NULL REFERENCES org(id), message_id uuid NOT NULL, n bigint NOT NULL, words tsvector NOT NULL,
  PRIMARY KEY (n, org_id, message_id),
  CONSTRAINT message_search_message_key UNIQUE (org_id, message_id),
  CONSTRAINT message_search_message_fk FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id) ON DELETE CASCADE
);
CREATE INDEX message_search_recent ON message_search (org_id, n);
CREATE INDEX message_search_words ON message_search USING gin (words);

-- Firms whose older messages are not in the index yet, and how far it has come.
CREATE TABLE message_backlog (
  org_id uuid NOT NULL REFERENCES org(id), after_id uuid NOT NULL,
  PRIMARY KEY (org_id)
);
INSERT INTO message_backlog (org_id, after_id) SELECT o.id, '00000000-0000-0000-0000-000000000000' FROM org o WHERE EXISTS (SELECT 1 FROM message m WHERE m.org_id = o.id);

-- Saved filters of the inbox; one that is nobody's is everybody's.
CREATE TABLE inbox_view (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, person_id uuid, filter jsonb NOT NULL, position bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['message_search', 'message_backlog', 'inbox_view'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;

-- A policy stands before the index: no search inside of one can use it. The view reads as its owner and says by itself whose rows are seen.
CREATE POLICY owner ON message_search FOR SELECT TO CURRENT_USER USING (true);
CREATE VIEW message_found AS SELECT org_id, message_id, n, words FROM message_search WHERE org_id = NULLIF(current_setting('app.org_id', true), '')::uuid;
GRANT SELECT ON message_found TO samovar_app;

-- Why a send failed, as a word that screens can translate.
ALTER TABLE outbox ADD COLUMN reason text;
