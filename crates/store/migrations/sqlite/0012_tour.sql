-- Tours sold by the seat, and the days they leave on.
CREATE TABLE tour (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, name_en TEXT, category TEXT NOT NULL, description TEXT NOT NULL, description_en TEXT NOT NULL, synonyms TEXT NOT NULL,
  duration_days INTEGER NOT NULL, season TEXT NOT NULL, difficulty TEXT NOT NULL, max_altitude INTEGER NOT NULL, group_min INTEGER NOT NULL, group_max INTEGER NOT NULL, min_age INTEGER NOT NULL, price INTEGER NOT NULL, currency TEXT NOT NULL, variants TEXT NOT NULL,
  start_branch_id BLOB, included TEXT NOT NULL, excluded TEXT NOT NULL, bring TEXT NOT NULL, program TEXT NOT NULL, photos TEXT NOT NULL, is_active BOOLEAN NOT NULL, position INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT tour_branch_fk FOREIGN KEY (org_id, start_branch_id) REFERENCES branch (org_id, id),
  CONSTRAINT tour_key_key UNIQUE (org_id, key)
);
CREATE TABLE departure (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, tour_id BLOB NOT NULL, starts_on TEXT NOT NULL, seats INTEGER NOT NULL, seats_taken INTEGER NOT NULL, guide_id BLOB, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT departure_tour_fk FOREIGN KEY (org_id, tour_id) REFERENCES tour (org_id, id),
  CONSTRAINT departure_guide_fk FOREIGN KEY (org_id, guide_id) REFERENCES employee (org_id, id)
);
CREATE INDEX departure_tour ON departure (org_id, tour_id, starts_on, id);
CREATE INDEX departure_day ON departure (org_id, starts_on);
