//! `products.toml`: goods, in the pack's currency.

use super::entry::Pack;
use super::make::position;
use crate::product::check_shape;
use domain::id::ProductId;
use domain::product::{Product, ProductVariant};
use domain::{Error, Money, Result, Ts};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductEntry {
    pub name: String,
    pub name_en: Option<String>,
    #[serde(default)]
    pub category: String,
    pub sku: Option<String>,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub description_en: String,
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Minor units.
    pub price: i64,
    #[serde(default)]
    pub variants: Vec<ProductVariant>,
    /// Left out = not counted.
    pub stock: Option<u32>,
    #[serde(default)]
    pub unit: String,
    #[serde(default)]
    pub photos: Vec<String>,
}

impl ProductEntry {
    fn row(&self, position: i64, currency: &str, now: Ts) -> Result<Product> {
        let mut product = Product {
            id: ProductId::new(), name: self.name.clone(), name_en: self.name_en.clone(), category: self.category.clone(), sku: self.sku.clone(), description: self.description.clone(), description_en: self.description_en.clone(),
            synonyms: self.synonyms.clone(), price: Money::new(self.price, currency)?, variants: self.variants.clone(), stock: self.stock, unit: self.unit.clone(), photos: self.photos.clone(), fields: BTreeMap::new(), is_active: true,
            position, created_at: now,
        };
        check_shape(&mut product, currency)?;
        Ok(product)
    }
}

/// Refuses goods that make no sense, naming them.
pub(super) fn check(name: &str, pack: &Pack) -> Result<()> {
    let mut seen = BTreeSet::new();
    for (i, entry) in pack.products.iter().enumerate() {
        let error = |detail: &str| Error::invalid(format!("{name}/products.toml {}", entry.name), detail);
        let row = entry.row(position(i), &pack.head.currency, Ts::from_micros(0)).map_err(|e| error(&format!("{}: {}", e.field.clone().unwrap_or_default(), e.detail)))?;
        if !row.skus().all(|sku| seen.insert(sku.to_lowercase())) {
            return Err(error("the article stands twice"));
        }
    }
    Ok(())
}

pub(super) fn rows(entries: &[ProductEntry], currency: &str, now: Ts) -> Result<Vec<Product>> {
    entries.iter().enumerate().map(|(i, entry)| entry.row(position(i), currency, now)).collect()
}
