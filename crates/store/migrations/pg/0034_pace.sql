-- When a conversation was first asked something, first answered, first written in by a person, first handed to people: reports over years read it from
-- one index instead of looking for it among the messages. What was brought along from elsewhere is nobody's answering time.
ALTER TABLE conversation ADD COLUMN asked_at BIGINT;
ALTER TABLE conversation ADD COLUMN replied_at BIGINT;
ALTER TABLE conversation ADD COLUMN person_at BIGINT;
ALTER TABLE conversation ADD COLUMN handed_at BIGINT;
UPDATE conversation SET
  asked_at = (SELECT m.created_at FROM message m WHERE m.org_id = conversation.org_id AND m.conversation_id = conversation.id AND m.author = 'contact' ORDER BY m.seq LIMIT 1),
  person_at = (SELECT m.created_at FROM message m WHERE m.org_id = conversation.org_id AND m.conversation_id = conversation.id AND m.author = 'person' ORDER BY m.seq LIMIT 1),
  handed_at = CASE WHEN hand_over IS NOT NULL THEN updated_at END
  WHERE connection_id NOT IN (SELECT id FROM connection WHERE connector = 'import');
UPDATE conversation SET handed_at = e.at FROM (SELECT org_id, conversation_id, MIN(created_at) AS at FROM event WHERE kind = 'conversation.handed_over' GROUP BY org_id, conversation_id) AS e
  WHERE conversation.org_id = e.org_id AND conversation.id = e.conversation_id;
UPDATE conversation SET replied_at = (SELECT m.created_at FROM message m WHERE m.org_id = conversation.org_id AND m.conversation_id = conversation.id AND m.author IN ('agent', 'person')
  AND m.seq > (SELECT MIN(c.seq) FROM message c WHERE c.org_id = conversation.org_id AND c.conversation_id = conversation.id AND c.author = 'contact') ORDER BY m.seq LIMIT 1) WHERE asked_at IS NOT NULL;
DROP INDEX conversation_born;
CREATE INDEX conversation_born ON conversation (org_id, created_at, contact_id, connection_id, asked_at, replied_at, person_at, handed_at);
