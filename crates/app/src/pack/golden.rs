//! A pack as the firm its golden dialogues are played in: in memory, with the pack's own keys.

use super::{Pack, agent, knowledge};
use brain::facts::Catalog;
use brain::golden::{Article, Keys, Scenery, Shelf};
use domain::id::{CategoryId, DocumentId};
use domain::{Result, Ts};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The firm on that day; exceptions of the pack count weeks from it.
pub fn scenery(pack: &Pack, today: Date) -> Result<Scenery> {
    let now = Ts::from_micros(0);
    let rows = pack.rows(today, now)?;
    let key = &pack.head.key;
    let mut categories: BTreeMap<String, CategoryId> = BTreeMap::new();
    let mut articles = Vec::new();
    let mut keys = Keys { services: rows.keys.services, employees: rows.keys.employees, branches: rows.keys.branches, faq: rows.keys.faq, ..Keys::default() };
    for article in knowledge::articles(key)? {
        let category = article.category.last().map(|name| *categories.entry(name.clone()).or_insert_with(CategoryId::new));
        let id = DocumentId::new();
        keys.articles.insert(id, article.key);
        articles.push(Article { id, title: article.title, category, lang: article.lang, body: article.body });
    }
    let catalog = Catalog::new(pack.org(None, None, now), rows.branches, rows.services, rows.employees, rows.schedules, rows.faq).with_tours(rows.tours, rows.departures);
    let shelf = Arc::new(Shelf::new(&catalog.faq, &articles));
    let (crew, names) = agent::in_memory(&agent::crew(key)?, &categories, now)?;
    (keys.agents, keys.scripts) = (names.agents, names.scripts);
    Ok(Scenery { shelf, crew: Arc::new(crew), ..Scenery::new(Arc::new(catalog), rows.resources, keys) })
}
