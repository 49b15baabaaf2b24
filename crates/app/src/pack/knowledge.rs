//! A pack's articles: `knowledge/*.md`, each with its title, category and language above the text, between two lines `---`.

use super::read;
use crate::knowledge::document::{self, NewArticle};
use crate::knowledge::{ARTICLE, category};
use domain::document::Category;
use domain::id::CategoryId;
use domain::{Error, Lang, Result};
use std::collections::HashMap;
use store::Unit;

/// One article of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackArticle {
    /// The file's name.
    pub key: String,
    pub title: String,
    /// Names of categories, outermost first.
    pub category: Vec<String>,
    pub lang: Lang,
    pub body: String,
}

/// The articles of a pack by key, checked; none where it has none.
pub fn articles(pack: &str) -> Result<Vec<PackArticle>> {
    read::texts(pack, "knowledge", ".md")?.into_iter().map(|(key, text)| article(&key, &text).map_err(|e| Error { field: Some(format!("{pack}/knowledge/{key}.md")), ..e })).collect()
}

fn article(key: &str, text: &str) -> Result<PackArticle> {
    let (head, body) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).ok_or_else(|| Error::invalid("", "it begins with title, category and lang between two lines ---"))?;
    let mut found: HashMap<&str, &str> = HashMap::new();
    for line in head.lines() {
        let (name, value) = line.split_once(": ").ok_or_else(|| Error::invalid("", format!("not a key and a value: {line}")))?;
        if !["title", "category", "lang"].contains(&name) || found.insert(name, value.trim()).is_some() {
            return Err(Error::invalid("", format!("unknown, or twice: {name}")));
        }
    }
    let mut take = |name: &str| found.remove(name).filter(|value| !value.is_empty()).map(str::to_owned).ok_or_else(|| Error::invalid("", format!("{name} is missing")));
    let (title, place, lang) = (take("title")?, take("category")?, take("lang")?);
    if body.trim().is_empty() || body.chars().count() > ARTICLE {
        return Err(Error::invalid("", format!("the text has 1 to {ARTICLE} characters")));
    }
    Ok(PackArticle { key: key.to_owned(), title, category: place.split(" / ").map(|name| name.trim().to_owned()).collect(), lang: lang.parse()?, body: body.trim().to_owned() })
}

/// Puts a pack's articles into an organization's knowledge base; they are read in the background.
pub(crate) async fn shelve_in(unit: &mut Unit, pack: &str) -> Result<()> {
    let mut folders: HashMap<(Option<CategoryId>, String), CategoryId> = store::category::list(unit).await?.into_iter().map(|c| ((c.parent_id, c.name), c.id)).collect();
    for entry in articles(pack)? {
        let mut parent = None;
        for name in entry.category {
            let known = folders.get(&(parent, name.clone())).copied();
            let id = match known {
                Some(id) => id,
                None => category::create_in(unit, Category { id: CategoryId::new(), parent_id: parent, name: name.clone(), position: 0, created_at: unit.now() }).await?.id,
            };
            folders.insert((parent, name), id);
            parent = Some(id);
        }
        document::create_in(unit, NewArticle { title: entry.title, body: entry.body, category_id: parent, lang: Some(entry.lang), position: 0 }).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_articles_of_every_pack_read() {
        let mut count = 0;
        for pack in super::super::names() {
            let all = articles(&pack).unwrap_or_else(|e| panic!("{e}"));
            count += all.len();
            assert!(all.iter().all(|a| a.title.chars().count() <= 200 && a.category.len() <= 6), "{pack}");
        }
        assert!(count > 20, "{count}");
        assert!(articles("nobody").unwrap().is_empty());
    }

    #[test]
    fn a_head_that_does_not_read_is_told_of() {
        let good = "---\ntitle: А: б\ncategory: Правила / Визит\nlang: ru\n---\n## Заголовок\n\nТекст.\n";
        let read = article("x", good).unwrap();
        assert_eq!((read.title.as_str(), read.category.as_slice(), read.lang, read.body.as_str()), ("А: б", ["Правила".to_owned(), "Визит".to_owned()].as_slice(), Lang::Ru, "## Заголовок\n\nТекст."));
        for bad in ["", "text", "---\ntitle: x\n---\ntext", &good.replace("lang: ru", "lang: xx"), &good.replace("lang:", "tongue:"), &good.replace("title: А: б\n", "title: x\ntitle: y\n"), "---\ntitle: x\ncategory: y\nlang: ru\n---\n  \n"] {
            assert!(article("x", bad).is_err(), "{bad}");
        }
    }
}
