//! The whole knowledge base as one file, out of one firm and into another: folders, articles, pages and sites, questions with answers.
//! Uploaded files are named, not carried. Importing the same twice changes nothing: an article is known by its folder and title, an
//! answer by its language and first question, a page by its address.

use super::document::{self, DocumentChange, NewArticle, NewPage};
use super::category;
use crate::{App, Ctx, catalog};
use brain::dialogue::faq::fold;
use domain::document::{Category, Document, DocumentKind, DocumentStatus};
use domain::faq::Faq;
use domain::id::{CategoryId, DocumentId, FaqId, OrgId};
use domain::{Error, Kind, Lang, Result};
use serde_json::json;
use std::collections::HashMap;
use store::Unit;

/// Characters of all articles that one file may carry.
const TEXT: usize = 20_000_000;

/// Names of folders, outermost first; empty = in none.
pub type Place = Vec<String>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    pub categories: Vec<Place>,
    pub articles: Vec<ArticleEntry>,
    pub pages: Vec<PageEntry>,
    pub answers: Vec<AnswerEntry>,
    /// Names of files that stay behind.
    pub files: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleEntry {
    pub category: Place,
    pub title: String,
    pub body: String,
    pub lang: Option<Lang>,
    pub position: i64,
    pub is_active: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageEntry {
    pub category: Place,
    pub url: String,
    pub is_site: bool,
    pub lang: Option<Lang>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerEntry {
    pub category: Place,
    pub lang: Lang,
    pub questions: Vec<String>,
    pub answer: String,
    pub position: i64,
    pub is_active: bool,
}

/// What an import has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub created: u32,
    pub updated: u32,
    pub unchanged: u32,
    /// Pages on a server that reads none.
    pub left_out: u32,
}

pub async fn export(app: &App, org: OrgId) -> Result<Bundle> {
    let mut scope = app.scope(org).await?;
    let folders = store::category::list(&mut scope).await?;
    let places = places(&folders);
    let place = |id: Option<CategoryId>| id.and_then(|id| places.get(&id).cloned()).unwrap_or_default();
    let mut bundle = Bundle { categories: folders.iter().map(|c| place(Some(c.id))).collect(), ..Bundle::default() };
    let (mut after, mut size) = (DocumentId::nil(), 0_usize);
    loop {
        let articles = store::document::articles(&mut scope, after, 200).await?;
        let Some(last) = articles.last() else { break };
        after = last.id;
        size += articles.iter().map(|d| d.body.chars().count()).sum::<usize>();
        if size > TEXT {
            return Err(Error::new(Kind::TooLarge, format!("the articles come to more than {TEXT} characters")));
        }
        bundle.articles.extend(articles.into_iter().map(|d| ArticleEntry { category: place(d.category_id), title: d.title, body: d.body, lang: d.lang, position: d.position, is_active: d.status != DocumentStatus::Off }));
    }
    for kind in [DocumentKind::Site, DocumentKind::Page] {
        // What a site has found it finds again.
        let own = store::document::of_kind(&mut scope, kind).await?.into_iter().filter(|d| d.site_id.is_none());
        bundle.pages.extend(own.filter_map(|d| Some(PageEntry { category: place(d.category_id), url: d.url?, is_site: kind == DocumentKind::Site, lang: d.lang })));
    }
    let answers = store::faq::list(&mut scope).await?.into_iter();
    bundle.answers = answers.map(|f| AnswerEntry { category: place(f.category_id), lang: f.lang, questions: f.questions, answer: f.answer, position: f.position, is_active: f.is_active }).collect();
    bundle.files = store::document::of_kind(&mut scope, DocumentKind::File).await?.into_iter().map(|d| d.title).collect();
    Ok(bundle)
}

fn places(folders: &[Category]) -> HashMap<CategoryId, Place> {
    let by_id: HashMap<CategoryId, &Category> = folders.iter().map(|c| (c.id, c)).collect();
    let place = |c: &Category| {
        let mut names = vec![c.name.clone()];
        let mut above = c.parent_id;
        while let Some(parent) = above.and_then(|id| by_id.get(&id)).filter(|_| names.len() < 20) {
            names.push(parent.name.clone());
            above = parent.parent_id;
        }
        names.reverse();
        names
    };
    folders.iter().map(|c| (c.id, place(c))).collect()
}

/// Everything in one unit: all of it, or nothing.
pub async fn import(app: &App, ctx: &Ctx, bundle: Bundle) -> Result<Report> {
    let mut unit = app.unit(ctx).await?;
    let mut folders = Folders::read(&mut unit).await?;
    let mut report = Report::default();
    for place in bundle.categories {
        folders.find_or_create(&mut unit, &place).await?;
    }
    for entry in bundle.articles {
        let category = folders.find_or_create(&mut unit, &entry.category).await?;
        report.count(article(&mut unit, category, entry).await?);
    }
    for entry in bundle.pages {
        let category = folders.find_or_create(&mut unit, &entry.category).await?;
        match page(app, &mut unit, category, entry).await? {
            Some(outcome) => report.count(outcome),
            None => report.left_out += 1,
        }
    }
    let known = store::faq::list(&mut unit).await?;
    let mut known: HashMap<(Lang, String), Faq> = known.into_iter().filter_map(|f| Some(((f.lang, fold(f.questions.first()?)), f))).collect();
    for entry in bundle.answers {
        let category = folders.find_or_create(&mut unit, &entry.category).await?;
        report.count(answer(&mut unit, &mut known, category, entry).await?);
    }
    let org = unit.org();
    let done = json!({ "created": report.created, "updated": report.updated, "unchanged": report.unchanged, "left_out": report.left_out });
    unit.audit("import", "knowledge", Some(org.0), None, Some(done.clone())).await?;
    unit.event("knowledge.imported", org, None, done).await?;
    unit.commit().await?;
    Ok(report)
}

enum Outcome {
    Created,
    Updated,
    Unchanged,
}

impl Report {
    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Unchanged => self.unchanged += 1,
        }
    }
}

/// Folders by where they lie.
struct Folders(HashMap<Place, CategoryId>);

impl Folders {
    async fn read(unit: &mut Unit) -> Result<Self> {
        let all = store::category::list(unit).await?;
        Ok(Folders(places(&all).into_iter().map(|(id, place)| (place, id)).collect()))
    }

    async fn find_or_create(&mut self, unit: &mut Unit, place: &[String]) -> Result<Option<CategoryId>> {
        let (mut parent, mut so_far) = (None, Place::new());
        for name in place {
            so_far.push(name.trim().to_owned());
            parent = match self.0.get(&so_far) {
                Some(known) => Some(*known),
                None => {
                    let new = Category { id: CategoryId::new(), parent_id: parent, name: name.clone(), position: 0, created_at: unit.now() };
                    let made = category::create_in(unit, new).await?;
                    self.0.insert(so_far.clone(), made.id);
                    Some(made.id)
                }
            };
        }
        Ok(parent)
    }
}

async fn article(unit: &mut Unit, category: Option<CategoryId>, entry: ArticleEntry) -> Result<Outcome> {
    let Some(known) = store::document::find_by_title(unit, entry.title.trim(), category).await? else {
        let new = NewArticle { title: entry.title, body: entry.body, category_id: category, lang: entry.lang, position: entry.position };
        let made = document::create_in(unit, new).await?;
        if !entry.is_active {
            document::update_in(unit, made.id, DocumentChange { is_active: Some(false), ..DocumentChange::default() }).await?;
        }
        return Ok(Outcome::Created);
    };
    let change = DocumentChange { body: Some(entry.body), lang: Some(entry.lang), position: Some(entry.position), is_active: Some(entry.is_active), ..DocumentChange::default() };
    let is_same = is_same(&known, &change);
    document::update_in(unit, known.id, change).await?;
    Ok(if is_same { Outcome::Unchanged } else { Outcome::Updated })
}

fn is_same(known: &Document, change: &DocumentChange) -> bool {
    let is_active = known.status != DocumentStatus::Off;
    change.body.as_deref().map(str::trim) == Some(known.body.as_str()) && change.lang == Some(known.lang) && change.position == Some(known.position) && change.is_active == Some(is_active)
}

async fn page(app: &App, unit: &mut Unit, category: Option<CategoryId>, entry: PageEntry) -> Result<Option<Outcome>> {
    let Some(fetch) = &app.config().fetch else { return Ok(None) };
    let kind = if entry.is_site { DocumentKind::Site } else { DocumentKind::Page };
    if store::document::find_by_url(unit, kind, &fetch.check(&entry.url)?).await?.is_some() {
        return Ok(Some(Outcome::Unchanged));
    }
    document::create_page_in(app, unit, NewPage { url: entry.url, is_site: entry.is_site, category_id: category, lang: entry.lang }).await?;
    Ok(Some(Outcome::Created))
}

async fn answer(unit: &mut Unit, known: &mut HashMap<(Lang, String), Faq>, category: Option<CategoryId>, entry: AnswerEntry) -> Result<Outcome> {
    let key = (entry.lang, fold(entry.questions.first().map(|q| q.trim()).unwrap_or_default()));
    let Some(before) = known.get(&key).cloned() else {
        let new = Faq {
            id: FaqId::new(), lang: entry.lang, questions: entry.questions, answer: entry.answer, is_active: entry.is_active, position: entry.position, category_id: category, created_at: unit.now(),
        };
        let made = catalog::faq::create_in(unit, new).await?;
        known.insert(key, made);
        return Ok(Outcome::Created);
    };
    let change = |f: &mut Faq| {
        (f.questions, f.answer, f.is_active, f.position, f.category_id) = (entry.questions, entry.answer, entry.is_active, entry.position, category);
    };
    let after = catalog::faq::update_in(unit, before.id, change).await?;
    let outcome = if after == before { Outcome::Unchanged } else { Outcome::Updated };
    known.insert(key, after);
    Ok(outcome)
}
