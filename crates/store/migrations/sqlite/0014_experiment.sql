-- Experiments with an agent's versions, whom they answered, and what a version that only thinks along would have said.
CREATE TABLE experiment (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, agent_id BLOB NOT NULL, kind TEXT NOT NULL, control INTEGER NOT NULL, variant INTEGER NOT NULL, share INTEGER NOT NULL,
  status TEXT NOT NULL, rules TEXT NOT NULL, reason TEXT, author_id BLOB, started_at INTEGER NOT NULL, ended_at INTEGER,
  PRIMARY KEY (org_id, id),
  CONSTRAINT experiment_agent_fk FOREIGN KEY (org_id, agent_id) REFERENCES agent (org_id, id) ON DELETE CASCADE
);
-- One at a time for an agent: two would be told apart by nobody.
CREATE UNIQUE INDEX experiment_running ON experiment (org_id, agent_id) WHERE status = 'running';
CREATE INDEX experiment_born ON experiment (org_id, started_at, id);
-- Which version answered a conversation first.
CREATE TABLE exposure (
  org_id BLOB NOT NULL REFERENCES org(id), experiment_id BLOB NOT NULL, conversation_id BLOB NOT NULL, contact_id BLOB NOT NULL, arm TEXT NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, experiment_id, conversation_id),
  CONSTRAINT exposure_experiment_fk FOREIGN KEY (org_id, experiment_id) REFERENCES experiment (org_id, id) ON DELETE CASCADE,
  CONSTRAINT exposure_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE INDEX exposure_conversation ON exposure (org_id, conversation_id);
CREATE TABLE shadow_answer (
  org_id BLOB NOT NULL REFERENCES org(id), experiment_id BLOB NOT NULL, conversation_id BLOB NOT NULL, until_seq INTEGER NOT NULL, beside TEXT NOT NULL, question TEXT NOT NULL,
  live TEXT NOT NULL, silent TEXT NOT NULL, agreement TEXT NOT NULL, tokens INTEGER NOT NULL, duration_us INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, experiment_id, conversation_id, until_seq),
  CONSTRAINT shadow_answer_experiment_fk FOREIGN KEY (org_id, experiment_id) REFERENCES experiment (org_id, id) ON DELETE CASCADE,
  CONSTRAINT shadow_answer_conversation_fk FOREIGN KEY (org_id, conversation_id) REFERENCES conversation (org_id, id) ON DELETE CASCADE
);
CREATE INDEX shadow_answer_born ON shadow_answer (org_id, experiment_id, created_at);
CREATE INDEX shadow_answer_conversation ON shadow_answer (org_id, conversation_id);
