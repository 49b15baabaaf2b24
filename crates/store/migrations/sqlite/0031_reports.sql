-- Reports over years are read from indexes alone: steps of deals, what people wrote.
DROP INDEX deal_move_born;
CREATE INDEX deal_move_born ON deal_move (org_id, pipeline, created_at, to_stage, next_stage, from_stage, spent, deal_id);
CREATE INDEX message_person ON message (org_id, person_id, created_at, conversation_id) WHERE person_id IS NOT NULL;
