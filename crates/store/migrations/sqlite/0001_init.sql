-- Every tenant table: org_id first in the key, times as microseconds UTC (docs/adr/0002), money in minor units.
-- Isolation here is the scope in code; PostgreSQL adds row level security.
CREATE TABLE org (
  id BLOB PRIMARY KEY, name TEXT NOT NULL, slug TEXT NOT NULL, zone TEXT NOT NULL, lang TEXT NOT NULL, currency TEXT NOT NULL, region TEXT NOT NULL,
  pack TEXT NOT NULL, settings TEXT NOT NULL, catalog_version INTEGER NOT NULL DEFAULT 1, data_key BLOB NOT NULL, created_at INTEGER NOT NULL,
  CONSTRAINT org_slug_key UNIQUE (slug)
);

CREATE TABLE person (
  id BLOB PRIMARY KEY, email TEXT NOT NULL, name TEXT NOT NULL, lang TEXT NOT NULL, password_hash TEXT, created_at INTEGER NOT NULL,
  CONSTRAINT person_email_key UNIQUE (email)
);
CREATE TABLE session (
  id BLOB PRIMARY KEY, person_id BLOB NOT NULL REFERENCES person(id) ON DELETE CASCADE, org_id BLOB, token_hash BLOB NOT NULL, csrf_hash BLOB NOT NULL,
  user_agent TEXT NOT NULL, ip TEXT NOT NULL, created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  CONSTRAINT session_token_key UNIQUE (token_hash)
);
CREATE INDEX session_person ON session (person_id);
CREATE TABLE refresh_token (
  id BLOB PRIMARY KEY, person_id BLOB NOT NULL REFERENCES person(id) ON DELETE CASCADE, org_id BLOB NOT NULL, family_id BLOB NOT NULL, token_hash BLOB NOT NULL,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER,
  CONSTRAINT refresh_token_key UNIQUE (token_hash)
);
CREATE INDEX refresh_token_family ON refresh_token (family_id);
CREATE TABLE password_reset (
  id BLOB PRIMARY KEY, person_id BLOB NOT NULL REFERENCES person(id) ON DELETE CASCADE, token_hash BLOB NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER,
  CONSTRAINT password_reset_key UNIQUE (token_hash)
);

CREATE TABLE member (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, person_id BLOB NOT NULL REFERENCES person(id), role TEXT NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT member_person_key UNIQUE (org_id, person_id)
);
CREATE INDEX member_person ON member (person_id);
CREATE TABLE invitation (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, email TEXT NOT NULL, role TEXT NOT NULL, token_hash BLOB NOT NULL, invited_by BLOB,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, accepted_at INTEGER, revoked_at INTEGER,
  PRIMARY KEY (org_id, id), CONSTRAINT invitation_token_key UNIQUE (token_hash)
);
CREATE TABLE api_key (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, prefix TEXT NOT NULL, key_hash BLOB NOT NULL, scopes TEXT NOT NULL, per_minute INTEGER,
  created_by BLOB, created_at INTEGER NOT NULL, last_used_at INTEGER, revoked_at INTEGER,
  PRIMARY KEY (org_id, id), CONSTRAINT api_key_hash_key UNIQUE (key_hash)
);
CREATE TABLE audit (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, actor_kind TEXT NOT NULL, actor_id BLOB, action TEXT NOT NULL, noun TEXT NOT NULL, subject_id BLOB,
  before TEXT, after TEXT, ip TEXT, trace_id TEXT, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX audit_subject ON audit (org_id, subject_id);
CREATE TABLE idempotency (
  org_id BLOB NOT NULL REFERENCES org(id), key TEXT NOT NULL, caller TEXT NOT NULL, request_hash BLOB NOT NULL, status INTEGER, content_type TEXT, body BLOB, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, caller, key)
);

CREATE TABLE branch (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL, directions TEXT NOT NULL, phone TEXT, zone TEXT NOT NULL, hours TEXT NOT NULL,
  is_active BOOLEAN NOT NULL, position INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE resource (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, branch_id BLOB NOT NULL, name TEXT NOT NULL, is_active BOOLEAN NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT resource_branch_fk FOREIGN KEY (org_id, branch_id) REFERENCES branch (org_id, id)
);
CREATE TABLE service (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, name_en TEXT, category TEXT NOT NULL, description TEXT NOT NULL, synonyms TEXT NOT NULL,
  duration_minutes INTEGER NOT NULL, buffer_minutes INTEGER NOT NULL, price INTEGER NOT NULL, price_max INTEGER, currency TEXT NOT NULL, is_active BOOLEAN NOT NULL, position INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE service_resource (
  org_id BLOB NOT NULL REFERENCES org(id), service_id BLOB NOT NULL, resource_id BLOB NOT NULL,
  PRIMARY KEY (org_id, service_id, resource_id),
  CONSTRAINT service_resource_service_fk FOREIGN KEY (org_id, service_id) REFERENCES service (org_id, id) ON DELETE CASCADE,
  CONSTRAINT service_resource_resource_fk FOREIGN KEY (org_id, resource_id) REFERENCES resource (org_id, id) ON DELETE CASCADE
);
CREATE TABLE employee (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL, about TEXT NOT NULL, synonyms TEXT NOT NULL, is_active BOOLEAN NOT NULL, position INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE skill (
  org_id BLOB NOT NULL REFERENCES org(id), employee_id BLOB NOT NULL, service_id BLOB NOT NULL, price INTEGER, duration_minutes INTEGER,
  PRIMARY KEY (org_id, employee_id, service_id),
  CONSTRAINT skill_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id) ON DELETE CASCADE,
  CONSTRAINT skill_service_fk FOREIGN KEY (org_id, service_id) REFERENCES service (org_id, id) ON DELETE CASCADE
);
CREATE TABLE shift (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, employee_id BLOB NOT NULL, branch_id BLOB NOT NULL, weekday INTEGER NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL, breaks TEXT NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT shift_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id) ON DELETE CASCADE,
  CONSTRAINT shift_branch_fk FOREIGN KEY (org_id, branch_id) REFERENCES branch (org_id, id)
);
CREATE INDEX shift_employee ON shift (org_id, employee_id);
CREATE TABLE schedule_exception (
  org_id BLOB NOT NULL REFERENCES org(id), employee_id BLOB NOT NULL, date TEXT NOT NULL, branch_id BLOB, spans TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (org_id, employee_id, date),
  CONSTRAINT schedule_exception_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id) ON DELETE CASCADE
);
CREATE TABLE faq (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, lang TEXT NOT NULL, questions TEXT NOT NULL, answer TEXT NOT NULL, is_active BOOLEAN NOT NULL, position INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE unanswered (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, conversation_id BLOB NOT NULL, question TEXT NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE contact (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT, phone TEXT, email TEXT, lang TEXT, zone TEXT, tags TEXT NOT NULL, note TEXT NOT NULL, source TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX contact_phone ON contact (org_id, phone);
CREATE TABLE identity (
  org_id BLOB NOT NULL REFERENCES org(id), kind TEXT NOT NULL, scope_id BLOB NOT NULL, value TEXT NOT NULL, contact_id BLOB NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, kind, scope_id, value),
  CONSTRAINT identity_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id) ON DELETE CASCADE
);
CREATE INDEX identity_contact ON identity (org_id, contact_id);

CREATE TABLE connection (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, connector TEXT NOT NULL, name TEXT NOT NULL, settings TEXT NOT NULL, secrets BLOB, public_key TEXT, receiving TEXT NOT NULL,
  is_paused BOOLEAN NOT NULL, cursor TEXT, health TEXT NOT NULL, last_error TEXT, last_ok_at INTEGER, poll_lease_until INTEGER NOT NULL DEFAULT 0, poll_lease_by BLOB, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id), CONSTRAINT connection_public_key UNIQUE (public_key)
);
CREATE UNIQUE INDEX connection_id ON connection (id);
CREATE TABLE conversation (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, contact_id BLOB NOT NULL, connection_id BLOB NOT NULL, chat_id TEXT NOT NULL, status TEXT NOT NULL, mode TEXT NOT NULL, phase TEXT NOT NULL, lang TEXT NOT NULL,
  hand_over TEXT, assignee_id BLOB, state TEXT NOT NULL, last_seq INTEGER NOT NULL, inbound_seq INTEGER NOT NULL, answered_seq INTEGER NOT NULL,
  turn_due_at INTEGER, turn_asked_at INTEGER, turn_fence INTEGER NOT NULL DEFAULT 0, turn_lease_until INTEGER NOT NULL DEFAULT 0, turn_attempts INTEGER NOT NULL DEFAULT 0,
  is_reachable BOOLEAN NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT conversation_chat_key UNIQUE (org_id, connection_id, chat_id),
  CONSTRAINT conversation_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id),
  CONSTRAINT conversation_connection_fk FOREIGN KEY (org_id, connection_id) REFERENCES connection (org_id, id)
);
CREATE INDEX conversation_recent ON conversation (org_id, updated_at);
CREATE INDEX conversation_contact ON conversation (org_id, contact_id);
CREATE INDEX conversation_due ON conversation (turn_due_at) WHERE turn_due_at IS NOT NULL;
CREATE TABLE message (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, conversation_id BLOB NOT NULL, seq INTEGER NOT NULL, author TEXT NOT NULL, person_id BLOB, text TEXT NOT NULL, buttons TEXT NOT NULL, attachments TEXT NOT NULL, extra TEXT,
  delivery TEXT NOT NULL, provider_id TEXT, turn_id BLOB, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, conversation_id, seq), CONSTRAINT message_id_key UNIQUE (org_id, id),
  CONSTRAINT message_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id)
);
CREATE TABLE inbound (
  org_id BLOB NOT NULL REFERENCES org(id), connection_id BLOB NOT NULL, provider_id TEXT NOT NULL, message_id BLOB, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, connection_id, provider_id)
);
CREATE TABLE turn (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, conversation_id BLOB NOT NULL, from_seq INTEGER NOT NULL, until_seq INTEGER NOT NULL, verdict TEXT NOT NULL, record TEXT NOT NULL, trace_id TEXT, duration_us INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX turn_conversation ON turn (org_id, conversation_id, until_seq);

CREATE TABLE booking (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, branch_id BLOB NOT NULL, employee_id BLOB NOT NULL, resource_id BLOB, contact_id BLOB NOT NULL, conversation_id BLOB, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL,
  status TEXT NOT NULL, price INTEGER NOT NULL, currency TEXT NOT NULL, note TEXT NOT NULL, source TEXT NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT booking_branch_fk FOREIGN KEY (org_id, branch_id) REFERENCES branch (org_id, id),
  CONSTRAINT booking_employee_fk FOREIGN KEY (org_id, employee_id) REFERENCES employee (org_id, id),
  CONSTRAINT booking_contact_fk FOREIGN KEY (org_id, contact_id) REFERENCES contact (org_id, id)
);
CREATE INDEX booking_time ON booking (org_id, starts_at);
CREATE INDEX booking_contact ON booking (org_id, contact_id, starts_at);
CREATE INDEX booking_employee ON booking (org_id, employee_id, starts_at);
CREATE TABLE booking_item (
  org_id BLOB NOT NULL REFERENCES org(id), booking_id BLOB NOT NULL, position INTEGER NOT NULL, service_id BLOB NOT NULL, duration_minutes INTEGER NOT NULL, price INTEGER NOT NULL,
  PRIMARY KEY (org_id, booking_id, position),
  CONSTRAINT booking_item_booking_fk FOREIGN KEY (org_id, booking_id) REFERENCES booking (org_id, id) ON DELETE CASCADE,
  CONSTRAINT booking_item_service_fk FOREIGN KEY (org_id, service_id) REFERENCES service (org_id, id)
);
CREATE TABLE hold (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, conversation_id BLOB, branch_id BLOB NOT NULL, employee_id BLOB NOT NULL, resource_id BLOB, services TEXT NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX hold_conversation ON hold (org_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE TABLE block (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, subject_id BLOB NOT NULL, branch_id BLOB, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, reason TEXT NOT NULL, created_by BLOB, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
-- One row per occupied employee or resource; whatever occupies (booking, hold, block) competes here, and only here.
CREATE TABLE occupancy (
  org_id BLOB NOT NULL REFERENCES org(id), owner_id BLOB NOT NULL, subject_id BLOB NOT NULL, kind TEXT NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, expires_at INTEGER,
  PRIMARY KEY (org_id, owner_id, subject_id),
  CONSTRAINT occupancy_order CHECK (ends_at > starts_at)
);
-- By the end: what is still ahead is short, what is past grows for ever.
CREATE INDEX occupancy_time ON occupancy (org_id, ends_at);
CREATE INDEX occupancy_expiry ON occupancy (org_id, expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE event (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, kind TEXT NOT NULL, subject_id BLOB NOT NULL, conversation_id BLOB, payload TEXT NOT NULL, trace_id TEXT, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE TABLE job (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, dedupe TEXT, status TEXT NOT NULL, attempts INTEGER NOT NULL, run_at INTEGER NOT NULL, locked_until INTEGER NOT NULL DEFAULT 0, locked_by BLOB, last_error TEXT, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX job_dedupe ON job (org_id, kind, dedupe) WHERE dedupe IS NOT NULL AND status = 'ready';
CREATE INDEX job_ready ON job (run_at) WHERE status = 'ready';
CREATE TABLE outbox (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, connection_id BLOB NOT NULL, conversation_id BLOB, message_id BLOB, payload TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL, parts_sent INTEGER NOT NULL DEFAULT 0,
  run_at INTEGER NOT NULL, locked_until INTEGER NOT NULL DEFAULT 0, locked_by BLOB, last_error TEXT, trace_id TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX outbox_ready ON outbox (run_at) WHERE status = 'ready';
CREATE INDEX outbox_sending ON outbox (locked_until) WHERE status = 'sending';
CREATE INDEX outbox_chat ON outbox (conversation_id, id) WHERE status IN ('ready', 'sending');
CREATE INDEX outbox_message ON outbox (org_id, message_id);
CREATE TABLE file (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, mime TEXT NOT NULL, size INTEGER NOT NULL, sha256 BLOB NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);

-- The same refusal that PostgreSQL gives by its exclusion constraint.
CREATE INDEX occupancy_subject ON occupancy (org_id, subject_id, ends_at);
CREATE TRIGGER occupancy_overlap_insert BEFORE INSERT ON occupancy
WHEN EXISTS (SELECT 1 FROM occupancy o WHERE o.org_id = NEW.org_id AND o.subject_id = NEW.subject_id AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
             AND NOT (o.owner_id = NEW.owner_id AND o.subject_id = NEW.subject_id))
BEGIN SELECT RAISE(ABORT, 'occupancy_overlap'); END;
CREATE TRIGGER occupancy_overlap_update BEFORE UPDATE ON occupancy
WHEN EXISTS (SELECT 1 FROM occupancy o WHERE o.org_id = NEW.org_id AND o.subject_id = NEW.subject_id AND o.starts_at < NEW.ends_at AND o.ends_at > NEW.starts_at
             AND NOT (o.owner_id = OLD.owner_id AND o.subject_id = OLD.subject_id))
BEGIN SELECT RAISE(ABORT, 'occupancy_overlap'); END;
