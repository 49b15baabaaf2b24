-- Tours sold by the seat, and the days they leave on.
CREATE TABLE tour (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, key text NOT NULL, name text NOT NULL, name_en text, category text NOT NULL, description text NOT NULL, description_en text NOT NULL, synonyms jsonb NOT NULL,
  duration_days bigint NOT NULL, season jsonb NOT NULL, difficulty text NOT NULL, max_altitude bigint NOT NULL, group_min bigint NOT NULL, group_max bigint NOT NULL, min_age bigint NOT NULL, price bigint NOT NULL, currency text NOT NULL, variants jsonb NOT NULL,
  start_branch_id uuid, included jsonb NOT NULL, excluded jsonb NOT NULL, bring jsonb NOT NULL, program jsonb NOT NULL, photos jsonb NOT NULL, is_active boolean NOT NULL, position bigint NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT tour_branch_fk FOREIGN KEY (org_id, start_branch_id) REFERENCES branch (org_id, id),
  CONSTRAINT tour_key_key UNIQUE (org_id, key)
);
CREATE TABLE departure (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, tour_id uuid NOT NULL, starts_on text NOT NULL, seats bigint NOT NULL, seats_taken bigint NOT NULL, guide_id uuid, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT departure_tour_fk FOREIGN KEY (org_id, tour_id) REFERENCES tour (org_id, id),
  CONSTRAINT departure_guide_fk FOREIGN KEY (org_id, guide_id) REFERENCES employee (org_id, id)
);
CREATE INDEX departure_tour ON departure (org_id, tour_id, starts_on, id);
CREATE INDEX departure_day ON departure (org_id, starts_on);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['tour', 'departure'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
