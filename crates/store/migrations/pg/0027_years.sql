-- Lists of a firm with years behind it: each view of the inbox in its order, so that a page is read and not sorted.
DROP INDEX conversation_recent;
CREATE INDEX conversation_recent ON conversation (org_id, updated_at, id);
-- Counts of the views are read from this one alone.
CREATE INDEX conversation_live ON conversation (org_id, updated_at, id, connection_id, status, assignee_id, mode, snoozed_until, waiting_since, turn_due_at, inbound_seq) WHERE status <> 'closed';
CREATE INDEX conversation_closed ON conversation (org_id, updated_at, id, connection_id) WHERE status = 'closed';
CREATE INDEX conversation_unassigned ON conversation (org_id, updated_at, id) WHERE status <> 'closed' AND assignee_id IS NULL AND mode <> 'auto';
