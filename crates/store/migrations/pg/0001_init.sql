-- Every tenant table: org_id first in the key, times as microseconds UTC (docs/adr/0002), money in minor units.
-- Row level security at the end; the application works as samovar_app, which owns nothing.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE org (
  id uuid PRIMARY KEY, name text NOT NULL, slug text NOT NULL, zone text NOT NULL, lang text NOT NULL, currency text NOT NULL, region text NOT NULL,
  pack text NOT NULL, settings jsonb NOT NULL, catalog_version bigint NOT NULL DEFAULT 1, data_key bytea NOT NULL, created_at bigint NOT NULL,
  CONSTRAINT org_slug_key UNIQUE (slug)
);

CREATE TABLE person (
  id uuid PRIMARY KEY, email text NOT NULL, name text NOT NULL, lang text NOT NULL, password_hash text, created_at bigint NOT NULL,
  CONSTRAINT person_email_key UNIQUE (email)
);
CREATE TABLE session (
  id uuid PRIMARY KEY, person_id uuid NOT NULL REFERENCES person(id) ON DELETE CASCADE, org_id uuid, token_hash bytea NOT NULL, csrf_hash bytea NOT NULL,
  user_agent text NOT NULL, ip text NOT NULL, created_at bigint NOT NULL, seen_at bigint NOT NULL, expires_at bigint NOT NULL,
  CONSTRAINT session_token_key UNIQUE (token_hash)
);
CREATE INDEX session_person ON session (person_id);
CREATE TABLE refresh_token (
  id uuid PRIMARY KEY, person_id uuid NOT NULL REFERENCES person(id) ON DELETE CASCADE, org_id uuid NOT NULL, family_id uuid NOT NULL, token_hash bytea NOT NULL,
  created_at bigint NOT NULL, expires_at bigint NOT NULL, used_at bigint,
  CONSTRAINT refresh_token_key UNIQUE (token_hash)
);
CREATE INDEX refresh_token_family ON refresh_token (family_id);
CREATE TABLE password_reset (
  id uuid PRIMARY KEY, person_id uuid NOT NULL REFERENCES person(id) ON DELETE CASCADE, token_hash bytea NOT NULL, created_at bigint NOT NULL, expires_at bigint NOT NULL, used_at bigint,
  CONSTRAINT password_reset_key UNIQUE (token_hash)
);

CREATE TABLE member (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, person_id uuid NOT NULL REFERENCES person(id), role text NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT member_person_key UNIQUE (org_id, person_id)
);
CREATE INDEX member_person ON member (person_id);
CREATE TABLE invitation (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, email text NOT NULL, role text NOT NULL, token_hash bytea NOT NULL, invited_by uuid,
  created_at bigint NOT NULL, expires_at bigint NOT NULL, accepted_at bigint, revoked_at bigint,
  PRIMARY KEY (org_id, id), CONSTRAINT invitation_token_key UNIQUE (token_hash)
);
CREATE TABLE api_key (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, prefix text NOT NULL, key_hash bytea NOT NULL, scopes jsonb NOT NULL, per_minute bigint,
  created_by uuid, created_at bigint NOT NULL, last_used_at bigint, revoked_at bigint,
  PRIMARY KEY (org_id, id), CONSTRAINT api_key_hash_key UNIQUE (key_hash)
);
CREATE TABLE audit (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, actor_kind text NOT NULL, actor_id uuid, action text NOT NULL, noun text NOT NULL, subject_id uuid,
  before jsonb, after jsonb, ip text, trace_id text, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX audit_subject ON audit (org_id, subject_id);
CREATE TABLE idempotency (
  org_id uuid NOT NULL REFERENCES org(id), key text NOT NULL, caller text NOT NULL, request_hash bytea NOT NULL, status bigint, content_type text, body bytea, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, caller, key)
);

CREATE TABLE branch (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, address text NOT NULL, directions text NOT NULL, phone text, zone text NOT NULL, hours jsonb NOT NULL,
  is_active boolean NOT NULL, position bigint NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE resource (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, branch_id uuid NOT NULL, name text NOT NULL, is_active boolean NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT resource_branch_fk FOREIGN KEY (org_id, branch_id) REFERENCES branch (org_id, id)
);
CREATE TABLE service (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, name_en text, category text NOT NULL, description text NOT NULL, synonyms jsonb NOT NULL,
  duration_minutes bigint NOT NULL, buffer_minutes bigint NOT NULL, price bigint NOT NULL, price_max bigint, currency text NOT NULL, is_active boolean NOT NULL, position bigint NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE service_resource (
  org_id uuid NOT NULL REFERENCES org(id), service_id uuid NOT NULL, resource_id uuid NOT NULL,
  PRIMARY KEY (org_id, service_id, resource_id),
  CONSTRAINT service_resource_service_fk FOREIGN KEY (org_id, service_id) REFERENCES service (org_id, id) ON DELETE CASCADE,
  CONSTRAINT service_resource_resource_fk FOREIGN KEY (org_id, resource_id) REFERENCES resource (org_id, id) ON DELETE CASCADE
);
CREATE TABLE employee (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, title text NOT NULL, about text NOT NULL, synonyms jsonb NOT NULL, is_active boolean NOT NULL, position bigint NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE skill (
  org_id uuid NOT NULL REFERENCES org(id), employee_id uuid NOT NULL, service_id uuid NOT NULL, price bigint, duration_minutes bigint,
  PRIMARY KEY (org_id, employee_id, service_id),
  CONSTRAINT skill_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id) ON DELETE CASCADE,
  CONSTRAINT skill_service_fk FOREIGN KEY (org_id, service_id) REFERENCES service (org_id, id) ON DELETE CASCADE
);
CREATE TABLE shift (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, employee_id uuid NOT NULL, branch_id uuid NOT NULL, weekday bigint NOT NULL, starts bigint NOT NULL, ends bigint NOT NULL, breaks jsonb NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT shift_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id) ON DELETE CASCADE,
  CONSTRAINT shift_branch_fk FOREIGN KEY (org_id, branch_id) REFERENCES branch (org_id, id)
);
CREATE INDEX shift_employee ON shift (org_id, employee_id);
CREATE TABLE schedule_exception (
  org_id uuid NOT NULL REFERENCES org(id), employee_id uuid NOT NULL, date text NOT NULL, branch_id uuid, spans jsonb NOT NULL, reason text NOT NULL,
  PRIMARY KEY (org_id, employee_id, date),
  CONSTRAINT schedule_exception_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id) ON DELETE CASCADE
);
CREATE TABLE faq (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, lang text NOT NULL, questions jsonb NOT NULL, answer text NOT NULL, is_active boolean NOT NULL, position bigint NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE unanswered (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, conversation_id uuid NOT NULL, question text NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE contact (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text, phone text, email text, lang text, zone text, tags jsonb NOT NULL, note text NOT NULL, source text NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX contact_phone ON contact (org_id, phone);
CREATE TABLE identity (
  org_id uuid NOT NULL REFERENCES org(id), kind text NOT NULL, scope_id uuid NOT NULL, value text NOT NULL, contact_id uuid NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, kind, scope_id, value),
  CONSTRAINT identity_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX identity_contact ON identity (org_id, contact_id);

CREATE TABLE connection (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, connector text NOT NULL, name text NOT NULL, settings jsonb NOT NULL, secrets bytea, public_key text, receiving text NOT NULL,
  is_paused boolean NOT NULL, cursor text, health text NOT NULL, last_error text, last_ok_at bigint, poll_lease_until bigint NOT NULL DEFAULT 0, poll_lease_by uuid, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT connection_public_key UNIQUE (public_key)
);
CREATE UNIQUE INDEX connection_id ON connection (id);
CREATE TABLE conversation (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, contact_id uuid NOT NULL, connection_id uuid NOT NULL, chat_id text NOT NULL, status text NOT NULL, mode text NOT NULL, phase text NOT NULL, lang text NOT NULL,
  hand_over text, assignee_id uuid, state jsonb NOT NULL, last_seq bigint NOT NULL, inbound_seq bigint NOT NULL, answered_seq bigint NOT NULL,
  turn_due_at bigint, turn_asked_at bigint, turn_fence bigint NOT NULL DEFAULT 0, turn_lease_until bigint NOT NULL DEFAULT 0, turn_attempts bigint NOT NULL DEFAULT 0,
  is_reachable boolean NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT conversation_chat_key UNIQUE (org_id, connection_id, chat_id),
  CONSTRAINT conversation_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id),
  CONSTRAINT conversation_connection_fk FOREIGN KEY (org_id, connection_id) REFERENCES connection (org_id, id)
);
CREATE INDEX conversation_recent ON conversation (org_id, updated_at);
CREATE INDEX conversation_contact ON conversation (org_id, contact_id);
CREATE INDEX conversation_due ON conversation (turn_due_at) WHERE turn_due_at IS NOT NULL;
CREATE TABLE message (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, conversation_id uuid NOT NULL, seq bigint NOT NULL, author text NOT NULL, person_id uuid, text text NOT NULL, buttons jsonb NOT NULL, attachments jsonb NOT NULL, extra jsonb,
  delivery text NOT NULL, provider_id text, turn_id uuid, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, conversation_id, seq), CONSTRAINT message_id_key UNIQUE (org_id, id),
  CONSTRAINT message_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id)
);
CREATE TABLE inbound (
  org_id uuid NOT NULL REFERENCES org(id), connection_id uuid NOT NULL, provider_id text NOT NULL, message_id uuid, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, connection_id, provider_id)
);
CREATE TABLE turn (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, conversation_id uuid NOT NULL, from_seq bigint NOT NULL, until_seq bigint NOT NULL, verdict text NOT NULL, record jsonb NOT NULL, trace_id text, duration_us bigint NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX turn_conversation ON turn (org_id, conversation_id, until_seq);

CREATE TABLE booking (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, branch_id uuid NOT NULL, employee_id uuid NOT NULL, resource_id uuid, contact_id uuid NOT NULL, conversation_id uuid, starts_at bigint NOT NULL, ends_at bigint NOT NULL,
  status text NOT NULL, price bigint NOT NULL, currency text NOT NULL, note text NOT NULL, source text NOT NULL, version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT booking_branch_fk FOREIGN KEY (org_id, branch_id) REFERENCES branch (org_id, id),
  CONSTRAINT booking_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id),
  CONSTRAINT booking_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id)
);
CREATE INDEX booking_time ON booking (org_id, starts_at);
CREATE INDEX booking_contact ON booking (org_id, contact_id, starts_at);
CREATE INDEX booking_employee ON booking (org_id, employee_id, starts_at);
CREATE TABLE booking_item (
  org_id uuid NOT NULL REFERENCES org(id), booking_id uuid NOT NULL, position bigint NOT NULL, service_id uuid NOT NULL, duration_minutes bigint NOT NULL, price bigint NOT NULL,
  PRIMARY KEY (org_id, booking_id, position),
  CONSTRAINT booking_item_booking_fk FOREIGN KEY (org_id, booking_id) REFERENCES booking (org_id, id) ON DELETE CASCADE,
  CONSTRAINT booking_item_service_fk FOREIGN KEY (org_id, service_id) REFERENCES service (org_id, id)
);
CREATE TABLE hold (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, conversation_id uuid, branch_id uuid NOT NULL, employee_id uuid NOT NULL, resource_id uuid, services jsonb NOT NULL, starts_at bigint NOT NULL, ends_at bigint NOT NULL, expires_at bigint NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX hold_conversation ON hold (org_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE TABLE block (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, subject_id uuid NOT NULL, branch_id uuid, starts_at bigint NOT NULL, ends_at bigint NOT NULL, reason text NOT NULL, created_by uuid, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
-- One row per occupied employee or resource; whatever occupies (booking, hold, block) competes here, and only here.
CREATE TABLE occupancy (
  org_id uuid NOT NULL REFERENCES org(id), owner_id uuid NOT NULL, subject_id uuid NOT NULL, kind text NOT NULL, starts_at bigint NOT NULL, ends_at bigint NOT NULL, expires_at bigint,
  PRIMARY KEY (org_id, owner_id, subject_id),
  CONSTRAINT occupancy_order CHECK (ends_at > starts_at),
  CONSTRAINT occupancy_overlap EXCLUDE USING gist (org_id WITH =, subject_id WITH =, int8range(starts_at, ends_at) WITH &&)
);
-- By the end: what is still ahead is short, what is past grows for ever.
CREATE INDEX occupancy_time ON occupancy (org_id, ends_at);
CREATE INDEX occupancy_expiry ON occupancy (org_id, expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE event (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, kind text NOT NULL, subject_id uuid NOT NULL, conversation_id uuid, payload jsonb NOT NULL, trace_id text, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE job (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, kind text NOT NULL, payload jsonb NOT NULL, dedupe text, status text NOT NULL, attempts bigint NOT NULL, run_at bigint NOT NULL, locked_until bigint NOT NULL DEFAULT 0, locked_by uuid, last_error text, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX job_dedupe ON job (org_id, kind, dedupe) WHERE dedupe IS NOT NULL AND status = 'ready';
CREATE INDEX job_ready ON job (run_at) WHERE status = 'ready';
CREATE TABLE outbox (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, connection_id uuid NOT NULL, conversation_id uuid, message_id uuid, payload jsonb NOT NULL, status text NOT NULL, attempts bigint NOT NULL, parts_sent bigint NOT NULL DEFAULT 0,
  run_at bigint NOT NULL, locked_until bigint NOT NULL DEFAULT 0, locked_by uuid, last_error text, trace_id text, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX outbox_ready ON outbox (run_at) WHERE status = 'ready';
CREATE INDEX outbox_sending ON outbox (locked_until) WHERE status = 'sending';
CREATE INDEX outbox_chat ON outbox (conversation_id, id) WHERE status IN ('ready', 'sending');
CREATE INDEX outbox_message ON outbox (org_id, message_id);
CREATE TABLE file (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, mime text NOT NULL, size bigint NOT NULL, sha256 bytea NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id)
);

-- Other nodes hear of new events without polling; the payload is only the tenant.
CREATE FUNCTION samovar_notify_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('samovar_event', NEW.org_id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER event_notify AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION samovar_notify_event();

-- Second lock: samovar_app sees one tenant, samovar_worker (claims, sign-in) sees all; neither owns a table.
DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables b USING (table_schema, table_name)
           WHERE c.table_schema = current_schema() AND c.column_name = 'org_id' AND b.table_type = 'BASE TABLE' AND c.table_name NOT IN ('session', 'refresh_token')
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
ALTER TABLE org ENABLE ROW LEVEL SECURITY;
ALTER TABLE org FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON org TO samovar_app USING (id = NULLIF(current_setting('app.org_id', true), '')::uuid) WITH CHECK (id = NULLIF(current_setting('app.org_id', true), '')::uuid);
CREATE POLICY worker ON org TO samovar_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO samovar_app, samovar_worker;
-- People and their sessions belong to no tenant: only the sign-in role touches them.
REVOKE ALL ON person, session, refresh_token, password_reset FROM samovar_app;
GRANT SELECT (id, email, name, lang, created_at) ON person TO samovar_app;
