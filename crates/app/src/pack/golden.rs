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
    let catalog = Catalog::new(pack.org(None, None, now), rows.branches, rows.services, rows.employees, rows.schedules, rows.faq).with_tours(rows.tours, rows.departures).with_products(rows.products);
    let shelf = Arc::new(Shelf::new(&catalog.faq, &articles));
    let (crew, names) = agent::in_memory(&agent::crew(key)?, &categories, now)?;
    (keys.agents, keys.scripts) = (names.agents, names.scripts);
    Ok(Scenery { shelf, crew: Arc::new(crew), ..Scenery::new(Arc::new(catalog), rows.resources, keys) })
}

#[cfg(test)]
mod tests {
    use super::super::{dialogues, names, read};
    use super::*;
    use brain::golden::{Expect, What, parse};
    use jiff::civil::date;

    /// An agent reads folders that are there, and a dialogue expects nothing that the pack does not have.
    #[test]
    fn what_agents_read_and_dialogues_expect_is_in_the_pack() {
        let mut expected = 0;
        for name in names() {
            let pack = read(&name).unwrap();
            let scenery = scenery(&pack, date(2026, 11, 24)).unwrap();
            assert!(!scenery.shelf.is_empty() && !scenery.crew.agents.is_empty(), "{name}");
            let folders: Vec<String> = knowledge::articles(&name).unwrap().into_iter().filter_map(|a| a.category.last().cloned()).collect();
            for agent in agent::crew(&name).unwrap().agents {
                let read: Vec<String> = agent.spec.get("categories").and_then(|v| serde_json::from_value(v.clone()).ok()).unwrap_or_default();
                for folder in read {
                    assert!(folders.contains(&folder), "{name}: {} reads «{folder}», which is not there", agent.key);
                }
            }
            let keys = &scenery.keys;
            for (file, text) in dialogues(&name) {
                let script = parse(&text).unwrap_or_else(|e| panic!("{name}/{file}: {e}"));
                for (line, expect) in script.steps.iter().flat_map(|s| &s.expect) {
                    let Expect::Used { what, key, .. } = expect else { continue };
                    let is_there = match what {
                        What::Tool => domain::tool::Tool::ALL.iter().any(|t| t.as_str() == key),
                        What::Agent => keys.agents.values().any(|k| k == key) || key.parse::<domain::agent::AgentRole>().is_ok(),
                        What::Script => keys.scripts.values().any(|k| k == key),
                        What::Faq => keys.faq.values().any(|k| k == key),
                        What::Knowledge => keys.articles.values().any(|k| k == key),
                    };
                    assert!(is_there, "{name}/{file} line {line}: no {what:?} {key}");
                    expected += 1;
                }
            }
        }
        assert!(expected > 20, "{expected}");
    }
}
