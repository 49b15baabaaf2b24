//! Walking through a list by its own route, and what its items read like.

use super::lists::{Kind, List, Names};
use crate::auth::Identity;
use crate::problem::{Answer, Problem};
use crate::table::{Cell, Line};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::{Error, Ts};
use futures::Stream;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use url::form_urlencoded;

/// The most a page of a list holds.
const PORTION: usize = 200;
/// Of an answer; a page of the longest items stays far below.
const MOST: usize = 64 * 1024 * 1024;

#[derive(Debug)]
pub struct Walk {
    lists: Router,
    identity: Identity,
    list: &'static List,
    query: String,
    zone: TimeZone,
    is_ru: bool,
    /// Key and name of the own fields.
    fields: Vec<(String, String)>,
    names: HashMap<(Names, String), String>,
    contacts: Mutex<HashMap<String, (String, String)>>,
    /// Read before anything is sent: a refusal is still an answer.
    first: Page,
}

#[derive(Clone, Debug)]
struct Page {
    items: Vec<Value>,
    next: Option<String>,
}

impl Walk {
    pub async fn begin(lists: Router, identity: Identity, list: &'static List, filter: &str, zone: TimeZone, is_ru: bool) -> Answer<Walk> {
        // Pages are ours to turn.
        let kept: Vec<(String, String)> = form_urlencoded::parse(filter.as_bytes()).into_owned().filter(|(key, _)| key != "cursor" && key != "limit").collect();
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&kept).finish();
        let mut walk = Walk { lists, identity, list, query, zone, is_ru, fields: Vec::new(), names: HashMap::new(), contacts: Mutex::default(), first: Page { items: Vec::new(), next: None } };
        walk.first = walk.page(None).await?;
        if let Some(entity) = list.fields {
            let fields = walk.ask(&format!("/custom-fields?entity={entity}")).await?;
            walk.fields = items(&fields).iter().map(|field| (word(field, "/key"), word(field, "/name"))).collect();
        }
        for names in list.columns.iter().filter_map(|column| match column.kind {
            // They come with their pipelines.
            Kind::Name(Names::Stages) => Some(Names::Pipelines),
            Kind::Name(names) => Some(names),
            Kind::Services => Some(Names::Services),
            _ => None,
        }) {
            if !walk.names.keys().any(|(known, _)| *known == names) {
                walk.learn(names).await?;
            }
        }
        Ok(walk)
    }

    pub fn head(&self) -> Vec<String> {
        let own = self.fields.iter().map(|(_, name)| name.clone());
        self.list.columns.iter().map(|column| if self.is_ru { column.ru } else { column.en }.to_owned()).chain(own).collect()
    }

    /// All lines, a page at a time.
    pub fn lines(self: Arc<Self>) -> impl Stream<Item = domain::Result<Vec<Line>>> + Send + 'static {
        let first = self.first.clone();
        futures::stream::try_unfold((self, Some(first)), async |(walk, page)| {
            let Some(page) = page else { return Ok(None) };
            let lines = walk.page_lines(&page.items).await?;
            let next = match page.next {
                Some(cursor) => Some(walk.page(Some(&cursor)).await.map_err(broken)?),
                None => None,
            };
            Ok(Some((lines, (walk, next))))
        })
    }

    async fn page(&self, cursor: Option<&str>) -> Answer<Page> {
        let path = self.address(cursor);
        let mut answer = self.ask(&path).await?;
        let next = answer.get("next_cursor").and_then(Value::as_str).map(str::to_owned);
        let items = match answer.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        };
        Ok(Page { items, next })
    }

    fn address(&self, cursor: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(self.query.clone());
        if self.list.is_paged {
            query.append_pair("limit", &PORTION.to_string());
        }
        if let Some(cursor) = cursor {
            query.append_pair("cursor", cursor);
        }
        format!("{}?{}", self.list.path, query.finish())
    }

    async fn ask(&self, path: &str) -> Answer<Value> {
        let mut request = Request::get(format!("/api/v1{path}")).body(Body::empty()).map_err(|error| Problem::invalid("filter", error.to_string()))?;
        request.extensions_mut().insert(self.identity.clone());
        let Ok(reply) = self.lists.clone().oneshot(request).await;
        let status = reply.status();
        let bytes = axum::body::to_bytes(reply.into_body(), MOST).await.map_err(|error| Error::internal(error.to_string()))?;
        let body: Value = serde_json::from_slice(&bytes).map_err(|error| Error::internal(error.to_string()))?;
        if status.is_success() { Ok(body) } else { Err(refusal(status, &body)) }
    }

    async fn learn(&mut self, names: Names) -> Answer<()> {
        let path = match names {
            Names::Members => "/members?limit=200",
            Names::Employees => "/employees",
            Names::Services => "/services",
            Names::Branches => "/branches",
            Names::Connections => "/connections?limit=200",
            Names::Teams => "/teams",
            Names::Pipelines | Names::Stages => "/pipelines",
        };
        let answer = self.ask(path).await?;
        for item in items(&answer) {
            self.know(names, item);
            for stage in item.get("stages").and_then(Value::as_array).into_iter().flatten() {
                self.know(Names::Stages, stage);
            }
        }
        Ok(())
    }

    fn know(&mut self, names: Names, row: &Value) {
        let english = word(row, "/name_en");
        let name = if self.is_ru || english.is_empty() { word(row, "/name") } else { english };
        for key in ["/id", "/person_id", "/key"].map(|at| word(row, at)).into_iter().filter(|key| !key.is_empty()) {
            self.names.insert((names, key), name.clone());
        }
    }

    async fn page_lines(&self, items: &[Value]) -> domain::Result<Vec<Line>> {
        for column in self.list.columns.iter().filter(|column| matches!(column.kind, Kind::Contact)) {
            for id in items.iter().map(|item| word(item, column.at)) {
                self.meet(id).await?;
            }
        }
        Ok(items.iter().map(|item| self.line(item)).collect())
    }

    /// One who was erased in between has no name any more.
    async fn meet(&self, id: String) -> domain::Result<()> {
        if id.is_empty() || self.contacts().contains_key(&id) {
            return Ok(());
        }
        let (name, phone) = match self.ask(&format!("/contacts/{id}")).await {
            Ok(contact) => (word(&contact, "/name"), word(&contact, "/phone")),
            Err(problem) if problem.status == StatusCode::NOT_FOUND => Default::default(),
            Err(problem) => return Err(broken(problem)),
        };
        self.contacts().insert(id, (name, phone));
        Ok(())
    }

    fn contacts(&self) -> std::sync::MutexGuard<'_, HashMap<String, (String, String)>> {
        self.contacts.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn line(&self, item: &Value) -> Line {
        let own = self.fields.iter().map(|(key, _)| Cell::text(item.get("fields").and_then(|all| all.get(key)).and_then(Value::as_str).unwrap_or_default()));
        self.list.columns.iter().map(|column| item.pointer(column.at).map_or(Cell::Empty, |value| self.cell(value, column.kind))).chain(own).collect()
    }

    fn cell(&self, value: &Value, kind: Kind) -> Cell {
        let text = value.as_str().unwrap_or_default();
        let number = |to: fn(i64) -> Cell| value.as_i64().map_or(Cell::Empty, to);
        match kind {
            Kind::Text => Cell::text(text),
            Kind::Number => number(Cell::Number),
            Kind::Money => number(Cell::Money),
            Kind::Time => text.parse::<Timestamp>().map_or(Cell::Empty, |at| Cell::Time(Ts::from(at).in_zone(&self.zone).datetime())),
            Kind::Day => text.parse().map_or(Cell::Empty, Cell::Day),
            Kind::YesNo => match (value.as_bool(), self.is_ru) {
                (Some(true), true) => Cell::text("да"),
                (Some(true), false) => Cell::text("yes"),
                _ => Cell::Empty,
            },
            Kind::Texts => Cell::text(joined(value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned))),
            // A word that is newer than this table is better told as it is than not at all.
            Kind::Word(words) => Cell::text(words.iter().find(|(word, ..)| *word == text).map_or(text, |(_, ru, en)| if self.is_ru { ru } else { en })),
            Kind::Name(names) => Cell::text(self.names.get(&(names, text.to_owned())).map_or(text, String::as_str)),
            Kind::Services => Cell::text(joined(value.as_array().into_iter().flatten().map(|one| {
                let id = word(one, "/service_id");
                self.names.get(&(Names::Services, id.clone())).cloned().unwrap_or(id)
            }))),
            Kind::Contact => Cell::text(self.contacts().get(text).map(|(name, _)| name.clone()).unwrap_or_default()),
            Kind::Phone => Cell::text(self.contacts().get(text).map(|(_, phone)| phone.clone()).unwrap_or_default()),
        }
    }
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(", ")
}

fn items(answer: &Value) -> &[Value] {
    answer.get("items").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn word(value: &Value, at: &str) -> String {
    value.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What the list itself said to its filters.
fn refusal(status: StatusCode, body: &Value) -> Problem {
    let said = word(body, "/detail");
    match status {
        StatusCode::FORBIDDEN => Problem::forbidden("permission_missing", said),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::NOT_FOUND => Problem::invalid("filter", said),
        _ => Problem::from(Error::internal(said)),
    }
}

/// In the middle of a file there is nobody left to answer.
fn broken(problem: Problem) -> Error {
    Error::internal(format!("a list broke off: {}", problem.code))
}
