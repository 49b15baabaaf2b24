-- Words of messages for the search of the inbox. `n` is the place in time (domain/src/search.rs); the full text index has it as its rowid, so
-- that the newest are read first. Beginnings of three and four letters (after the six digits of the firm) have an index of their own: broader ones
-- would be put together of every word that begins so. What is taken out of the index leaves nothing in it.
CREATE TABLE message_search (
  org_id BLOB NOT NULL REFERENCES org(id), message_id BLOB NOT NULL, n INTEGER NOT NULL PRIMARY KEY, words TEXT NOT NULL,
  CONSTRAINT message_search_message_key UNIQUE (org_id, message_id),
  CONSTRAINT message_search_message_fk FOREIGN KEY (org_id, message_id) REFERENCES message (org_id, id) ON DELETE CASCADE
);
CREATE VIRTUAL TABLE message_words USING fts5(words, content='message_search', content_rowid='n', detail='none', columnsize=0, prefix='9 10', tokenize='ascii');
INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER message_search_added AFTER INSERT ON message_search BEGIN
  INSERT INTO message_words (rowid, words) VALUES (new.n, new.words);
END;
CREATE TRIGGER message_search_removed AFTER DELETE ON message_search BEGIN
  INSERT INTO message_words (message_words, rowid, words) VALUES ('delete', old.n, old.words);
END;
CREATE TRIGGER message_search_changed AFTER UPDATE OF words ON message_search BEGIN
  INSERT INTO message_words (message_words, rowid, words) VALUES ('delete', old.n, old.words);
  INSERT INTO message_words (rowid, words) VALUES (new.n, new.words);
END;

-- Firms whose older messages are not in the index yet, and how far it has come.
CREATE TABLE message_backlog (
  org_id BLOB NOT NULL REFERENCES org(id), after_id BLOB NOT NULL,
  PRIMARY KEY (org_id)
);
INSERT INTO message_backlog (org_id, after_id) SELECT o.id, zeroblob(16) FROM org o WHERE EXISTS (SELECT 1 FROM message m WHERE m.org_id = o.id);

-- Saved filters of the inbox; one that is nobody's is everybody's.
CREATE TABLE inbox_view (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, person_id BLOB, filter TEXT NOT NULL, position INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
);

-- Why a send failed, as a word that screens can translate.
ALTER TABLE outbox ADD COLUMN reason TEXT;
