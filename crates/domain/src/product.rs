//! Goods a firm sells: what they cost, in which variants, and how many are left. Their photos are stored files (`ProductPhoto`).

use crate::{Money, Ts, id::{FileId, ProductId}};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most goods of a firm.
pub const MOST_PRODUCTS: i64 = 2_000;
/// Most variants of one of them.
pub const MOST_VARIANTS: usize = 100;
/// Most photos, and most addresses of photos elsewhere.
pub const MOST_PHOTOS: usize = 20;
/// Most of anything that is counted.
pub const MOST_STOCK: u32 = 1_000_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub id: ProductId,
    pub name: String,
    pub name_en: Option<String>,
    pub category: String,
    /// The firm's own article; no two goods have the same.
    pub sku: Option<String>,
    pub description: String,
    pub description_en: String,
    /// Other words customers use for it.
    pub synonyms: Vec<String>,
    /// Of what has no variants.
    pub price: Money,
    /// Each has a price and a stock of its own.
    pub variants: Vec<ProductVariant>,
    /// How many are left of what has no variants; none = not counted.
    pub stock: Option<u32>,
    /// What one is: "шт", "250 мл".
    pub unit: String,
    /// Addresses of pictures elsewhere.
    pub photos: Vec<String>,
    /// Values of the firm's own fields, by key.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    pub is_active: bool,
    pub position: i64,
    pub created_at: Ts,
}

/// A size, a scent, a colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductVariant {
    pub key: String,
    pub name: String,
    #[serde(default)]
    pub name_en: Option<String>,
    #[serde(default)]
    pub sku: Option<String>,
    /// Minor units of the product's currency.
    pub price: i64,
    #[serde(default)]
    pub stock: Option<u32>,
}

/// A stored picture of a product, in the order the firm gave; the first is the cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProductPhoto {
    pub product_id: ProductId,
    pub file_id: FileId,
    /// What it shows, for those who do not see it.
    pub text: String,
}

impl Product {
    /// The least and the greatest price there is.
    pub fn prices(&self) -> (i64, i64) {
        let own = self.variants.iter().map(|v| v.price);
        (own.clone().min().unwrap_or(self.price.minor), own.max().unwrap_or(self.price.minor))
    }

    /// How many are left in all; none where some are not counted.
    pub fn left(&self) -> Option<u32> {
        if self.variants.is_empty() {
            return self.stock;
        }
        self.variants.iter().map(|v| v.stock).try_fold(0_u32, |sum, stock| Some(sum.saturating_add(stock?)))
    }

    pub fn is_in_stock(&self) -> bool {
        if self.variants.is_empty() { self.stock != Some(0) } else { self.variants.iter().any(|v| v.stock != Some(0)) }
    }

    /// Its own article and those of its variants.
    pub fn skus(&self) -> impl Iterator<Item = &str> {
        self.sku.iter().chain(self.variants.iter().filter_map(|v| v.sku.as_ref())).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_and_what_is_left() {
        let variant = |price, stock| ProductVariant { key: "k".into(), name: "K".into(), name_en: None, sku: None, price, stock };
        let product = |variants: Vec<ProductVariant>, stock| Product {
            id: ProductId::nil(), name: "Шампунь".into(), name_en: None, category: String::new(), sku: Some("A".into()), description: String::new(), description_en: String::new(), synonyms: vec![],
            price: Money { minor: 500, currency: "RUB".into() }, variants, stock, unit: String::new(), photos: vec![], fields: BTreeMap::new(), is_active: true, position: 0, created_at: Ts::from_micros(0),
        };
        for (variants, stock, prices, left, is_in_stock) in [
            (vec![], None, (500, 500), None, true),
            (vec![], Some(0), (500, 500), Some(0), false),
            (vec![], Some(3), (500, 500), Some(3), true),
            (vec![variant(300, Some(0)), variant(900, Some(2))], Some(9), (300, 900), Some(2), true),
            (vec![variant(300, Some(0)), variant(900, None)], None, (300, 900), None, true),
            (vec![variant(300, Some(0))], None, (300, 300), Some(0), false),
        ] {
            let p = product(variants, stock);
            assert_eq!((p.prices(), p.left(), p.is_in_stock()), (prices, left, is_in_stock), "{:?} {stock:?}", p.variants);
        }
    }
}
