-- Models: configured providers, what their tokens cost, what was used.
CREATE TABLE provider (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, vendor TEXT NOT NULL, name TEXT NOT NULL, settings TEXT NOT NULL, secrets BLOB, is_paused BOOLEAN NOT NULL,
  health TEXT NOT NULL, last_error TEXT, last_ok_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
-- Millionths of a currency unit for a million tokens. A nil provider means every provider of the vendor.
CREATE TABLE model_price (
  org_id BLOB NOT NULL REFERENCES org(id), vendor TEXT NOT NULL, model TEXT NOT NULL, provider_id BLOB NOT NULL, input INTEGER NOT NULL, cached INTEGER NOT NULL, output INTEGER NOT NULL,
  currency TEXT NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, vendor, model, provider_id)
);
-- Millionths of a currency unit for one US dollar, where the firm knows better than the shipped ones.
CREATE TABLE model_rate (
  org_id BLOB NOT NULL REFERENCES org(id), currency TEXT NOT NULL, per_dollar INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, currency)
);
-- What a firm lets all its agents spend together; zero is no limit.
CREATE TABLE model_limit (
  org_id BLOB PRIMARY KEY REFERENCES org(id), day_tokens INTEGER NOT NULL, day_money INTEGER NOT NULL, month_money INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
-- By the firm's civil day. A nil agent is none. Cost in millionths of a unit of the firm's currency.
CREATE TABLE model_usage (
  org_id BLOB NOT NULL REFERENCES org(id), day TEXT NOT NULL, agent_id BLOB NOT NULL, provider_id BLOB NOT NULL, model TEXT NOT NULL,
  calls INTEGER NOT NULL, failures INTEGER NOT NULL, input INTEGER NOT NULL, cached INTEGER NOT NULL, output INTEGER NOT NULL, cost INTEGER NOT NULL,
  PRIMARY KEY (org_id, day, agent_id, provider_id, model)
);
CREATE TABLE model_spend (
  org_id BLOB NOT NULL REFERENCES org(id), conversation_id BLOB NOT NULL, calls INTEGER NOT NULL, tokens INTEGER NOT NULL, cost INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, conversation_id)
);
