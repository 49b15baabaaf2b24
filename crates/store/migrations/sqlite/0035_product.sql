-- Goods a firm sells, and their photos: stored files in an order.
CREATE TABLE product (
  org_id BLOB NOT NULL REFERENCES org(id), id BLOB NOT NULL, name TEXT NOT NULL, name_en TEXT, category TEXT NOT NULL, sku TEXT, description TEXT NOT NULL, description_en TEXT NOT NULL, synonyms TEXT NOT NULL,
  price INTEGER NOT NULL, currency TEXT NOT NULL, variants TEXT NOT NULL, stock INTEGER, unit TEXT NOT NULL, photos TEXT NOT NULL, fields TEXT NOT NULL, search TEXT NOT NULL, is_active BOOLEAN NOT NULL, position INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  CONSTRAINT product_sku_key UNIQUE (org_id, sku)
);
CREATE INDEX product_order ON product (org_id, position, id);
CREATE TABLE product_photo (
  org_id BLOB NOT NULL REFERENCES org(id), product_id BLOB NOT NULL, file_id BLOB NOT NULL, text TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (org_id, product_id, file_id),
  CONSTRAINT product_photo_product_fk FOREIGN KEY (org_id, product_id) REFERENCES product (org_id, id) ON DELETE CASCADE,
  CONSTRAINT product_photo_file_fk FOREIGN KEY (org_id, file_id) REFERENCES file (org_id, id) ON DELETE CASCADE
);
CREATE INDEX product_photo_file ON product_photo (org_id, file_id);
