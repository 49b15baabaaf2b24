-- Models: configured providers, what their tokens cost, what was used.
CREATE TABLE provider (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, vendor text NOT NULL, name text NOT NULL, settings jsonb NOT NULL, secrets bytea, is_paused boolean NOT NULL,
  health text NOT NULL, last_error text, last_ok_at bigint, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
-- Millionths of a currency unit for a million tokens. A nil provider means every provider of the vendor.
CREATE TABLE model_price (
  org_id uuid NOT NULL REFERENCES org(id), vendor text NOT NULL, model text NOT NULL, provider_id uuid NOT NULL, input bigint NOT NULL, cached bigint NOT NULL, output bigint NOT NULL,
  currency text NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, vendor, model, provider_id)
);
-- Millionths of a currency unit for one US dollar, where the firm knows better than the shipped ones.
CREATE TABLE model_rate (
  org_id uuid NOT NULL REFERENCES org(id), currency text NOT NULL, per_dollar bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, currency)
);
-- What a firm lets all its agents spend together; zero is no limit.
CREATE TABLE model_limit (
  org_id uuid PRIMARY KEY REFERENCES org(id), day_tokens bigint NOT NULL, day_money bigint NOT NULL, month_money bigint NOT NULL, updated_at bigint NOT NULL
);
-- By the firm's civil day. A nil agent is none. Cost in millionths of a unit of the firm's currency.
CREATE TABLE model_usage (
  org_id uuid NOT NULL REFERENCES org(id), day text NOT NULL, agent_id uuid NOT NULL, provider_id uuid NOT NULL, model text NOT NULL,
  calls bigint NOT NULL, failures bigint NOT NULL, input bigint NOT NULL, cached bigint NOT NULL, output bigint NOT NULL, cost bigint NOT NULL,
  PRIMARY KEY (org_id, day, agent_id, provider_id, model)
);
CREATE TABLE model_spend (
  org_id uuid NOT NULL REFERENCES org(id), conversation_id uuid NOT NULL, calls bigint NOT NULL, tokens bigint NOT NULL, cost bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, conversation_id)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['provider', 'model_price', 'model_rate', 'model_limit', 'model_usage', 'model_spend'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
