-- Deals and the stages of the funnel. A firm without stages of its own has the usual nine.
CREATE TABLE stage (
  org_id uuid NOT NULL REFERENCES org(id), key text NOT NULL, name text NOT NULL, name_en text NOT NULL, kind text NOT NULL, position bigint NOT NULL,
  PRIMARY KEY (org_id, key)
);
CREATE TABLE deal (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, contact_id uuid NOT NULL, conversation_id uuid, stage text NOT NULL, tour text, known jsonb NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT deal_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id),
  CONSTRAINT deal_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id)
);
CREATE INDEX deal_contact ON deal (org_id, contact_id, created_at);
CREATE INDEX deal_conversation ON deal (org_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX deal_updated ON deal (org_id, updated_at, id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['stage', 'deal'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
