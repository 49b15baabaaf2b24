//! A pack's goods for dialogues played in memory, read by the tests' own hands.

use super::{file, number, position, text, texts};
use domain::id::ProductId;
use domain::product::Product;
use domain::{Money, Ts};
use std::collections::BTreeMap;

pub fn of(pack: &str, currency: &str) -> Vec<Product> {
    let row = |(i, t): (usize, &super::Table)| Product {
        id: ProductId::new(),
        name: text(t, "name"),
        name_en: Some(text(t, "name_en")),
        category: text(t, "category"),
        sku: Some(text(t, "sku")),
        description: text(t, "description"),
        description_en: text(t, "description_en"),
        synonyms: texts(t, "synonyms"),
        price: Money::new(number(t, "price").unwrap(), currency).unwrap(),
        variants: t.get("variants").cloned().map(|v| v.try_into().unwrap()).unwrap_or_default(),
        stock: number(t, "stock").map(|n| u32::try_from(n).unwrap()),
        unit: text(t, "unit"),
        photos: vec![],
        fields: BTreeMap::new(),
        is_active: true,
        position: position(i),
        created_at: Ts::from_micros(0),
    };
    file(pack, "products.toml", "product").iter().enumerate().map(row).collect()
}
