-- A firm of invented customers, where pretended ones may write.
ALTER TABLE org ADD COLUMN is_demo BOOLEAN NOT NULL DEFAULT FALSE;
