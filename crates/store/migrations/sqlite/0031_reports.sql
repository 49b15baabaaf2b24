-- Reports over years are read from indexes alone: visits by time, a customer's visits, steps of deals, what people wrote.
DROP INDEX booking_time;
CREATE INDEX booking_time ON booking (org_id, starts_at, status, source, branch_id, employee_id, contact_id, currency, price, ends_at);
DROP INDEX booking_contact;
CREATE INDEX booking_contact ON booking (org_id, contact_id, starts_at, status);
DROP INDEX deal_move_born;
CREATE INDEX deal_move_born ON deal_move (org_id, pipeline, created_at, to_stage, next_stage, from_stage, spent, deal_id);
CREATE INDEX message_person ON message (org_id, person_id, created_at, conversation_id) WHERE person_id IS NOT NULL;
