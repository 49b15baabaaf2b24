-- Pipelines with stages that carry rules, and the way each deal has gone. A firm without a pipeline of its own has the usual one, `main`.
ALTER TABLE stage NO FORCE ROW LEVEL SECURITY;
ALTER TABLE deal NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit NO FORCE ROW LEVEL SECURITY;

CREATE TABLE pipeline (
  org_id uuid NOT NULL REFERENCES org(id), key text NOT NULL, name text NOT NULL, name_en text NOT NULL, position bigint NOT NULL, is_default boolean NOT NULL, loss_reasons jsonb NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, key)
);
CREATE UNIQUE INDEX pipeline_default ON pipeline (org_id) WHERE is_default;
INSERT INTO pipeline (org_id, key, name, name_en, position, is_default, loss_reasons, created_at, updated_at) SELECT DISTINCT s.org_id, 'main', 'Продажи', 'Sales', 1, TRUE, CAST('[]' AS jsonb), 0, 0 FROM stage s;

ALTER TABLE stage ADD COLUMN pipeline text NOT NULL DEFAULT 'main';
ALTER TABLE stage ADD COLUMN color text NOT NULL DEFAULT 'gray';
ALTER TABLE stage ADD COLUMN rules jsonb NOT NULL DEFAULT '{}';
UPDATE stage SET color = CASE kind WHEN 'won' THEN 'green' WHEN 'lost' THEN 'red' ELSE CASE position % 6 WHEN 1 THEN 'blue' WHEN 2 THEN 'cyan' WHEN 3 THEN 'teal' WHEN 4 THEN 'violet' WHEN 5 THEN 'orange' ELSE 'yellow' END END;

ALTER TABLE deal ADD COLUMN pipeline text NOT NULL DEFAULT 'main';
ALTER TABLE deal ADD COLUMN status text NOT NULL DEFAULT 'open';
ALTER TABLE deal ADD COLUMN title text;
ALTER TABLE deal ADD COLUMN amount bigint;
ALTER TABLE deal ADD COLUMN owner_id uuid;
ALTER TABLE deal ADD COLUMN fields jsonb NOT NULL DEFAULT '{}';
ALTER TABLE deal ADD COLUMN expected_on text;
ALTER TABLE deal ADD COLUMN loss_reason text;
ALTER TABLE deal ADD COLUMN stage_since bigint NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN closed_at bigint;
ALTER TABLE deal ADD COLUMN quiet_at bigint;
ALTER TABLE deal ADD COLUMN search text NOT NULL DEFAULT '';

CREATE TABLE deal_move (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, deal_id uuid NOT NULL, from_stage text, to_stage text NOT NULL, next_stage text, pipeline text NOT NULL, cause text NOT NULL, actor_kind text NOT NULL, actor_id uuid,
  spent bigint, loss_reason text, booking_id uuid, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT deal_move_deal_fk FOREIGN KEY (org_id, deal_id) REFERENCES deal (org_id, id) ON DELETE CASCADE
);
CREATE INDEX deal_move_deal ON deal_move (org_id, deal_id, id);
-- What the audit log knows of deals made before; the log of a deal that was cut short begins with a row of its own.
INSERT INTO deal_move (org_id, id, deal_id, from_stage, to_stage, pipeline, cause, actor_kind, actor_id, created_at)
  SELECT a.org_id, a.id, d.id, a.before ->> 'stage', a.after ->> 'stage', 'main', CASE WHEN a.actor_kind IN ('person', 'key') THEN 'person' ELSE 'agent' END, a.actor_kind, a.actor_id, a.created_at
  FROM audit a JOIN deal d ON d.org_id = a.org_id AND d.id = a.subject_id
  WHERE a.noun = 'deal' AND a.action IN ('create', 'move') AND a.after ->> 'stage' IS NOT NULL;
INSERT INTO deal_move (org_id, id, deal_id, to_stage, pipeline, cause, actor_kind, created_at)
  SELECT d.org_id, d.id, d.id, COALESCE((SELECT m.from_stage FROM deal_move m WHERE m.org_id = d.org_id AND m.deal_id = d.id ORDER BY m.id LIMIT 1), d.stage), 'main', 'import', 'system', d.created_at
  FROM deal d WHERE NOT EXISTS (SELECT 1 FROM deal_move m WHERE m.org_id = d.org_id AND m.deal_id = d.id AND m.from_stage IS NULL);
UPDATE deal_move SET
  next_stage = (SELECT n.to_stage FROM deal_move n WHERE n.org_id = deal_move.org_id AND n.deal_id = deal_move.deal_id AND n.id > deal_move.id ORDER BY n.id LIMIT 1),
  spent = created_at - (SELECT p.created_at FROM deal_move p WHERE p.org_id = deal_move.org_id AND p.deal_id = deal_move.deal_id AND p.id < deal_move.id ORDER BY p.id DESC LIMIT 1);
UPDATE deal SET
  stage_since = COALESCE((SELECT m.created_at FROM deal_move m WHERE m.org_id = deal.org_id AND m.deal_id = deal.id ORDER BY m.id DESC LIMIT 1), created_at),
  status = COALESCE((SELECT s.kind FROM stage s WHERE s.org_id = deal.org_id AND s.key = deal.stage), CASE WHEN stage IN ('sale', 'service', 'feedback', 'repeat-sale') THEN 'won' ELSE 'open' END);
UPDATE deal SET closed_at = stage_since WHERE status <> 'open';

CREATE INDEX deal_total ON deal (org_id, pipeline, stage, amount);
CREATE INDEX deal_stage ON deal (org_id, stage, updated_at, id);
CREATE INDEX deal_owner ON deal (org_id, owner_id, updated_at, id);
CREATE INDEX deal_created ON deal (org_id, created_at, id);
CREATE INDEX deal_since ON deal (org_id, stage_since, id);
CREATE INDEX deal_amount ON deal (org_id, COALESCE(amount, 0), id);
CREATE INDEX deal_expected ON deal (org_id, COALESCE(expected_on, '2199-12-31'), id);
CREATE INDEX deal_closed ON deal (org_id, pipeline, closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX deal_quiet ON deal (quiet_at) WHERE quiet_at IS NOT NULL;
CREATE INDEX deal_move_born ON deal_move (org_id, pipeline, created_at);
CREATE INDEX deal_move_booking ON deal_move (org_id, booking_id) WHERE booking_id IS NOT NULL;

ALTER TABLE stage FORCE ROW LEVEL SECURITY;
ALTER TABLE deal FORCE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['pipeline', 'deal_move'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
