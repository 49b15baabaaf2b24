//! Goods: add, change, remove, each with its photos in one unit. Every change raises the version of the catalog, for agents speak of them.
//! Uploading pictures and sweeping them are `file.rs`.

use crate::catalog::{Verb, check, record};
use crate::{App, Ctx};
use domain::custom_field::Entity;
use domain::id::{FileId, ProductId};
use domain::product::{MOST_PHOTOS, MOST_PRODUCTS, MOST_STOCK, MOST_VARIANTS, Product, ProductPhoto};
use domain::{Error, Result};
use serde::Serialize;
use std::collections::BTreeSet;
use store::Unit;

/// A file of the organization as a photo of a product.
#[derive(Clone, Debug)]
pub struct PhotoChoice {
    pub file_id: FileId,
    pub text: String,
}

/// A product with its photos.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Whole {
    #[serde(flatten)]
    pub product: Product,
    pub photo_files: Vec<ProductPhoto>,
}

pub async fn create(app: &App, ctx: &Ctx, mut product: Product, photos: Vec<PhotoChoice>) -> Result<Whole> {
    let mut unit = app.unit(ctx).await?;
    // Two who give the same article at once come one after the other.
    let org = store::org::lock(&mut unit).await?;
    if store::product::count(&mut unit).await? >= MOST_PRODUCTS {
        return Err(Error::conflict(format!("an organization has at most {MOST_PRODUCTS} products")).code("too_many_products"));
    }
    check_row(&mut unit, &mut product, &org.currency).await?;
    if !product.fields.is_empty() {
        product.fields = crate::custom_field::checked_in(&mut unit, Entity::Product, std::mem::take(&mut product.fields)).await?;
    }
    let photo_files = chosen(&mut unit, product.id, photos).await?;
    store::product::insert(&mut unit, &product).await?;
    store::product::replace_photos(&mut unit, product.id, &photo_files).await?;
    let whole = Whole { product, photo_files };
    record(&mut unit, "product", Verb::Create, whole.product.id.uuid(), None, Some(&whole)).await?;
    unit.commit().await?;
    Ok(whole)
}

/// `change` edits the row as it is now; id and birth stay. `photos`: these instead of what it had.
pub async fn update(app: &App, ctx: &Ctx, id: ProductId, photos: Option<Vec<PhotoChoice>>, change: impl FnOnce(&mut Product) + Send) -> Result<Whole> {
    let mut unit = app.unit(ctx).await?;
    let org = store::org::lock(&mut unit).await?;
    let before = whole(&mut unit, id).await?;
    let mut after = before.clone();
    change(&mut after.product);
    (after.product.id, after.product.created_at) = (before.product.id, before.product.created_at);
    check_row(&mut unit, &mut after.product, &org.currency).await?;
    if after.product.fields != before.product.fields {
        after.product.fields = crate::custom_field::checked_in(&mut unit, Entity::Product, std::mem::take(&mut after.product.fields)).await?;
    }
    if let Some(photos) = photos {
        after.photo_files = chosen(&mut unit, id, photos).await?;
    }
    if after != before {
        store::product::update(&mut unit, &after.product).await?;
        if after.photo_files != before.photo_files {
            store::product::replace_photos(&mut unit, id, &after.photo_files).await?;
        }
        record(&mut unit, "product", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
        unit.commit().await?;
    }
    Ok(after)
}

/// Removes a product; nothing refers to one.
pub async fn remove(app: &App, ctx: &Ctx, id: ProductId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let before = whole(&mut unit, id).await?;
    store::product::remove(&mut unit, id).await?;
    record(&mut unit, "product", Verb::Remove, id.uuid(), Some(&before), None).await?;
    unit.commit().await
}

async fn whole(unit: &mut Unit, id: ProductId) -> Result<Whole> {
    Ok(Whole { product: store::product::get(unit, id).await?, photo_files: store::product::photos_of(unit, id).await? })
}

async fn check_row(unit: &mut Unit, p: &mut Product, currency: &str) -> Result<()> {
    check_shape(p, currency)?;
    let mut others = BTreeSet::new();
    if p.skus().next().is_some() {
        let rows = store::product::list(unit).await?;
        others = rows.iter().filter(|other| other.id != p.id).flat_map(Product::skus).map(str::to_lowercase).collect();
    }
    distinct(p, others)
}

/// No two articles of the firm are the same, whatever their letters' case.
fn distinct(p: &Product, mut taken: BTreeSet<String>) -> Result<()> {
    let of_variants = p.variants.iter().enumerate().map(|(i, v)| (format!("variants[{i}].sku"), v.sku.as_ref()));
    for (field, sku) in std::iter::once(("sku".to_owned(), p.sku.as_ref())).chain(of_variants) {
        if sku.is_some_and(|sku| !taken.insert(sku.to_lowercase())) {
            return Err(Error { field: Some(field), ..Error::conflict("another product has this article") }.code("sku_taken"));
        }
    }
    Ok(())
}

/// What holds of a product by itself, in a firm with this currency.
pub(crate) fn check_shape(p: &mut Product, currency: &str) -> Result<()> {
    check::name("name", &mut p.name, 200)?;
    check::maybe("name_en", &mut p.name_en, 200)?;
    check::tidy("category", &mut p.category, 200)?;
    check::maybe("sku", &mut p.sku, 64)?;
    check::tidy("description", &mut p.description, 4000)?;
    check::tidy("description_en", &mut p.description_en, 4000)?;
    check::words("synonyms", &mut p.synonyms, 50)?;
    check::tidy("unit", &mut p.unit, 40)?;
    check::range("position", p.position, -1_000_000, 1_000_000)?;
    check::price("price", &p.price, currency)?;
    stock("stock", p.stock)?;
    if p.variants.len() > MOST_VARIANTS {
        return Err(Error::invalid("variants", format!("at most {MOST_VARIANTS} entries")));
    }
    let mut keys = BTreeSet::new();
    for (i, v) in p.variants.iter_mut().enumerate() {
        let at = |name: &str| format!("variants[{i}].{name}");
        check::name(&at("key"), &mut v.key, 48)?;
        if !keys.insert(v.key.clone()) {
            return Err(Error::invalid(at("key"), "another variant has this key").code("key_taken"));
        }
        check::name(&at("name"), &mut v.name, 200)?;
        check::maybe(&at("name_en"), &mut v.name_en, 200)?;
        check::maybe(&at("sku"), &mut v.sku, 64)?;
        check::range(&at("price"), v.price, 0, check::MAX_PRICE)?;
        stock(&at("stock"), v.stock)?;
    }
    if p.photos.len() > MOST_PHOTOS || p.photos.iter().any(|a| a.chars().count() > 500 || !a.starts_with("https://") && !a.starts_with('/')) {
        return Err(Error::invalid("photos", format!("at most {MOST_PHOTOS} addresses that begin with https:// or /")));
    }
    Ok(())
}

fn stock(field: &str, stock: Option<u32>) -> Result<()> {
    if stock.is_some_and(|n| n > MOST_STOCK) { Err(Error::invalid(field, format!("must be from 0 to {MOST_STOCK}"))) } else { Ok(()) }
}

async fn chosen(unit: &mut Unit, product_id: ProductId, choices: Vec<PhotoChoice>) -> Result<Vec<ProductPhoto>> {
    if choices.len() > MOST_PHOTOS {
        return Err(Error::invalid("photo_files", format!("at most {MOST_PHOTOS} entries")));
    }
    let mut photos: Vec<ProductPhoto> = Vec::with_capacity(choices.len());
    for (i, PhotoChoice { file_id, mut text }) in choices.into_iter().enumerate() {
        let field = format!("photo_files[{i}].file_id");
        let file = store::file::get(unit, file_id).await.map_err(|_| Error::invalid(field.clone(), "no such file").code("file_unknown"))?;
        if !matches!(file.mime.as_str(), "image/jpeg" | "image/png" | "image/webp" | "image/gif") {
            return Err(Error::invalid(field, "a photo is a JPEG, PNG, WebP or GIF").code("photo_type"));
        }
        if photos.iter().any(|other| other.file_id == file_id) {
            return Err(Error::invalid(field, "each file once"));
        }
        check::tidy(&format!("photo_files[{i}].text"), &mut text, 200)?;
        photos.push(ProductPhoto { product_id, file_id, text });
    }
    Ok(photos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::product::ProductVariant;
    use domain::{Money, Ts};
    use std::collections::BTreeMap;

    type Change = fn(&mut Product);

    fn variant(key: &str) -> ProductVariant {
        ProductVariant { key: key.into(), name: key.into(), name_en: None, sku: None, price: 100, stock: None }
    }

    fn product() -> Product {
        Product {
            id: ProductId::nil(), name: " Шампунь ".into(), name_en: Some(" ".into()), category: "Уход".into(), sku: Some(" ".into()), description: String::new(), description_en: String::new(), synonyms: vec![],
            price: Money { minor: 500, currency: "RUB".into() }, variants: vec![variant("s"), variant("l")], stock: None, unit: "шт".into(), photos: vec![], fields: BTreeMap::new(), is_active: true, position: 0, created_at: Ts::from_micros(0),
        }
    }

    #[test]
    fn what_is_written_is_tidied_and_what_makes_no_sense_is_refused() {
        let mut fine = product();
        check_shape(&mut fine, "RUB").unwrap();
        assert_eq!((fine.name.as_str(), &fine.name_en, &fine.sku), ("Шампунь", &None, &None), "what is blank is nothing");
        let cases: [(&str, Change); 9] = [
            ("name", |p| p.name = " ".into()),
            ("price", |p| p.price.minor = -1),
            ("currency", |p| p.price.currency = "USD".into()),
            ("stock", |p| p.stock = Some(MOST_STOCK + 1)),
            ("variants[1].price", |p| p.variants[1].price = -1),
            ("variants[1].key", |p| p.variants[1].key = "s".into()),
            ("variants", |p| p.variants = (0..=MOST_VARIANTS).map(|n| variant(&n.to_string())).collect()),
            ("photos", |p| p.photos = vec!["javascript:alert(1)".into()]),
            ("unit", |p| p.unit = "ш".repeat(41)),
        ];
        for (field, change) in cases {
            let mut bad = product();
            change(&mut bad);
            assert_eq!(check_shape(&mut bad, "RUB").unwrap_err().field.as_deref(), Some(field));
        }
    }

    #[test]
    fn an_article_is_given_once() {
        let mut p = product();
        (p.sku, p.variants[1].sku) = (Some("A-1".into()), Some("a-1".into()));
        assert_eq!(distinct(&p, BTreeSet::new()).unwrap_err().field.as_deref(), Some("variants[1].sku"));
        p.variants[1].sku = Some("A-2".into());
        distinct(&p, BTreeSet::from(["a-3".to_owned()])).unwrap();
        assert_eq!(distinct(&p, BTreeSet::from(["a-2".to_owned()])).unwrap_err().public_code(), "sku_taken");
    }
}
