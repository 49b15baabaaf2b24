//! Goods and their photos: rows and statements.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::id::ProductId;
use domain::product::{Product, ProductPhoto};
use domain::{Error, Money, Result};

/// Most words of a search that are looked for.
const WORDS: usize = 4;

macro_rules! page {
    ($find:literal) => {
        concat!(
            "SELECT * FROM product WHERE org_id = $1 AND (position > $2 OR (position = $2 AND id > $3)) AND (CAST($4 AS TEXT) IS NULL OR category = $4) AND (CAST($5 AS BOOLEAN) IS NULL OR is_active = $5)
             AND (CAST($6 AS TEXT) IS NULL OR ", $find, "(search, $6) > 0) AND (CAST($7 AS TEXT) IS NULL OR ", $find, "(search, $7) > 0)
             AND (CAST($8 AS TEXT) IS NULL OR ", $find, "(search, $8) > 0) AND (CAST($9 AS TEXT) IS NULL OR ", $find, "(search, $9) > 0) ORDER BY position, id LIMIT $10")
    };
}

statements! {
    INSERT = "INSERT INTO product (org_id, id, name, name_en, category, sku, description, description_en, synonyms, price, currency, variants, stock, unit, photos, fields, search, is_active, position, created_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    UPDATE = "UPDATE product SET name = $3, name_en = $4, category = $5, sku = $6, description = $7, description_en = $8, synonyms = $9, price = $10, currency = $11, variants = $12, stock = $13, unit = $14, photos = $15, fields = $16,
              search = $17, is_active = $18, position = $19 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM product WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM product WHERE org_id = $1 ORDER BY position, id";
    PAGE = { lite: page!("instr"), pg: page!("strpos") };
    CATEGORIES = "SELECT category, COUNT(*) AS count FROM product WHERE org_id = $1 GROUP BY category ORDER BY MIN(position), category";
    COUNT = "SELECT COUNT(*) AS count FROM product WHERE org_id = $1";
    DELETE = "DELETE FROM product WHERE org_id = $1 AND id = $2";
    ADD_PHOTO = "INSERT INTO product_photo (org_id, product_id, file_id, text, position) VALUES ($1, $2, $3, $4, $5)";
    CLEAR_PHOTOS = "DELETE FROM product_photo WHERE org_id = $1 AND product_id = $2";
    PHOTOS_OF = "SELECT * FROM product_photo WHERE org_id = $1 AND product_id = $2 ORDER BY position, file_id";
    PHOTOS = "SELECT * FROM product_photo WHERE org_id = $1 ORDER BY product_id, position, file_id";
}

impl FromRow for Product {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Product {
            id: row.id("id")?,
            name: row.get("name")?,
            name_en: row.get("name_en")?,
            category: row.get("category")?,
            sku: row.get("sku")?,
            description: row.get("description")?,
            description_en: row.get("description_en")?,
            synonyms: row.json("synonyms")?,
            price: Money { minor: row.get("price")?, currency: row.get("currency")? },
            variants: row.json("variants")?,
            stock: row.maybe_num("stock")?,
            unit: row.get("unit")?,
            photos: row.json("photos")?,
            fields: row.json("fields")?,
            is_active: row.get("is_active")?,
            position: row.get("position")?,
            created_at: row.ts("created_at")?,
        })
    }
}

impl FromRow for ProductPhoto {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(ProductPhoto { product_id: row.id("product_id")?, file_id: row.id("file_id")?, text: row.get("text")? })
    }
}

/// A category with how many goods are in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    pub name: String,
    pub count: i64,
}

impl FromRow for Category {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Category { name: row.get("category")?, count: row.get("count")? })
    }
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct ProductFilter {
    /// Words each of which stands in the name, the article, the category or the synonyms.
    pub q: Option<String>,
    pub category: Option<String>,
    pub is_active: Option<bool>,
}

fn plain(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// Where words are looked for.
fn search(p: &Product) -> String {
    let own = [Some(&p.name), p.name_en.as_ref(), Some(&p.category)].into_iter().flatten().chain(&p.synonyms);
    let variants = p.variants.iter().flat_map(|v| [Some(&v.name), v.name_en.as_ref()]).flatten();
    let words: Vec<&str> = own.chain(variants).map(String::as_str).chain(p.skus()).collect();
    plain(&words.join(" "))
}

pub async fn insert(unit: &mut Unit, p: &Product) -> Result<()> {
    unit.exec(
        INSERT,
        vals![
            p.id, &p.name, p.name_en.clone(), &p.category, p.sku.clone(), &p.description, &p.description_en, json(&p.synonyms), p.price.minor, &p.price.currency, json(&p.variants), p.stock, &p.unit, json(&p.photos), json(&p.fields),
            search(p), p.is_active, p.position, p.created_at
        ],
    )
    .await?;
    Ok(())
}

/// All but its birth.
pub async fn update(unit: &mut Unit, p: &Product) -> Result<()> {
    let touched = unit
        .exec(
            UPDATE,
            vals![
                p.id, &p.name, p.name_en.clone(), &p.category, p.sku.clone(), &p.description, &p.description_en, json(&p.synonyms), p.price.minor, &p.price.currency, json(&p.variants), p.stock, &p.unit, json(&p.photos), json(&p.fields),
                search(p), p.is_active, p.position
            ],
        )
        .await?;
    if touched == 0 { Err(Error::not_found("product")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: ProductId) -> Result<Product> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("product"))
}

/// All of them, by position.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<Product>> {
    reads.list(LIST, vec![]).await
}

/// Those that fit, by position, after a place.
pub async fn page(reads: &mut impl Reads, filter: &ProductFilter, after: (i64, ProductId), limit: i64) -> Result<Vec<Product>> {
    let words: Vec<String> = filter.q.as_deref().map(plain).unwrap_or_default().split_whitespace().take(WORDS).map(str::to_owned).collect();
    let word = |n: usize| words.get(n).cloned();
    reads.list(PAGE, vals![after.0, after.1, filter.category.clone(), filter.is_active, word(0), word(1), word(2), word(3), limit]).await
}

/// In the order of the goods in them.
pub async fn categories(reads: &mut impl Reads) -> Result<Vec<Category>> {
    reads.list(CATEGORIES, vec![]).await
}

pub async fn count(reads: &mut impl Reads) -> Result<i64> {
    reads.rows(COUNT, vec![]).await?.first().map_or(Ok(0), |row| row.get("count"))
}

pub async fn remove(unit: &mut Unit, id: ProductId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("product")) } else { Ok(()) }
}

/// These instead of what the product had, in this order.
pub async fn replace_photos(unit: &mut Unit, product: ProductId, photos: &[ProductPhoto]) -> Result<()> {
    unit.exec(CLEAR_PHOTOS, vals![product]).await?;
    for (photo, position) in photos.iter().zip(0_u32..) {
        unit.exec(ADD_PHOTO, vals![product, photo.file_id, &photo.text, position]).await?;
    }
    Ok(())
}

pub async fn photos_of(reads: &mut impl Reads, product: ProductId) -> Result<Vec<ProductPhoto>> {
    reads.list(PHOTOS_OF, vals![product]).await
}

/// Of all goods.
pub async fn photos(reads: &mut impl Reads) -> Result<Vec<ProductPhoto>> {
    reads.list(PHOTOS, vec![]).await
}
