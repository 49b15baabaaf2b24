-- Goods a firm sells, and their photos: stored files in an order.
CREATE TABLE product (
  org_id uuid NOT NULL REFERENCES org(id), id uuid NOT NULL, name text NOT NULL, name_en text, category text NOT NULL, sku text, description text NOT NULL, description_en text NOT NULL, synonyms jsonb NOT NULL,
  price bigint NOT NULL, currency text NOT NULL, variants jsonb NOT NULL, stock bigint, unit text NOT NULL, photos jsonb NOT NULL, fields jsonb NOT NULL, search text NOT NULL, is_active boolean NOT NULL, position bigint NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT product_sku_key UNIQUE (org_id, sku)
);
CREATE INDEX product_order ON product (org_id, position, id);
CREATE TABLE product_photo (
  org_id uuid NOT NULL REFERENCES org(id), product_id uuid NOT NULL, file_id uuid NOT NULL, text text NOT NULL, position bigint NOT NULL,
  PRIMARY KEY (org_id, product_id, file_id),
  CONSTRAINT product_photo_product_fk FOREIGN KEY (org_id, product_id) REFERENCES product (org_id, id) ON DELETE CASCADE,
  CONSTRAINT product_photo_file_fk FOREIGN KEY (org_id, file_id) REFERENCES file (org_id, id) ON DELETE CASCADE
);
CREATE INDEX product_photo_file ON product_photo (org_id, file_id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['product', 'product_photo'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO samovar_app USING (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid) WITH CHECK (org_id = NULLIF(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY worker ON %I TO samovar_worker USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samovar_app, samovar_worker', t);
  END LOOP;
END $$;
