//! The knowledge graph as people see and change it; `model.rs` lets a model find more of it.
//! What rules find is read anew when catalog or documents have changed; what people write
//! down is kept, and their other names for things are used in every search.

pub mod model;

use crate::catalog::check;
use crate::{App, Ctx};
use brain::knowledge::graph::{Graph, Source, read};
use domain::graph::{EntityEdit, EntityKind, GraphEdit, RelationEdit, RelationKind};
use domain::id::{DocumentId, EntityId, OrgId, RelationId};
use domain::{Error, Kind, Result};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use store::{Reads, Unit};

/// Things and relations one firm may write down.
pub const EDITS: usize = 2_000;
pub const NAME: usize = 120;
pub const ALIASES: usize = 30;
pub const KEY: usize = 200;
/// Passages the graph is read from: the newest documents of a very large library are left out, and the answer says so.
const PASSAGES: i64 = 20_000;
/// Passages read in one go.
const PORTION: i64 = 4_000;

/// The last graph of each firm, with the versions of catalog and knowledge it was read at.
#[derive(Clone, Debug)]
pub struct Graphs(moka::sync::Cache<OrgId, ((i64, i64), Arc<Graph>)>);

impl Default for Graphs {
    fn default() -> Self {
        Graphs(moka::sync::Cache::new(50))
    }
}

/// Everything the firm's knowledge speaks of.
pub async fn of(app: &App, org: OrgId) -> Result<Arc<Graph>> {
    let mut scope = app.scope(org).await?;
    let version = store::org::knowledge_version(&mut scope).await?;
    let catalog = crate::catalog::snapshot(app, &mut scope).await?;
    let versions = (catalog.org.catalog_version, version);
    let cache = &app.0.graphs.0;
    if let Some((_, graph)) = cache.get(&org).filter(|(known, _)| *known == versions) {
        return Ok(graph);
    }
    let edits = store::graph::edits(&mut scope).await?;
    let finds = if catalog.org.settings.graph_by_model { store::graph::finds(&mut scope).await? } else { Vec::new() };
    let rows = store::document::in_use(&mut scope).await?;
    let (mut ids, mut count, mut portion, mut chunks) = (Vec::<DocumentId>::new(), 0, 0, Vec::new());
    for row in rows.iter().filter(|d| d.chunks > 0) {
        if count + row.chunks > PASSAGES {
            break;
        }
        (count, portion) = (count + row.chunks, portion + row.chunks);
        ids.push(row.id);
        if portion >= PORTION {
            chunks.extend(store::chunk::used(&mut scope, &std::mem::take(&mut ids)).await?);
            portion = 0;
        }
    }
    chunks.extend(store::chunk::used(&mut scope, &ids).await?);
    drop(scope);
    let is_short = count < rows.iter().map(|d| d.chunks).sum();
    let work = move || {
        let titles: HashMap<DocumentId, &str> = rows.iter().map(|d| (d.id, d.title.as_str())).collect();
        let answers = catalog.faq.iter().map(|f| Source { document: DocumentId(f.id.uuid()), title: f.questions.first().map_or("", String::as_str), heading: "", text: &f.answer });
        let passages = chunks.iter().map(|c| Source { document: c.document_id, title: titles.get(&c.document_id).copied().unwrap_or_default(), heading: &c.heading, text: &c.text });
        let mut graph = read(&catalog, &edits, &finds, answers.chain(passages));
        graph.is_cut |= is_short;
        Arc::new(graph)
    };
    let graph = tokio::task::spawn_blocking(work).await.map_err(|e| Error::internal("a graph could not be read").op("knowledge.graph").source(e))?;
    cache.insert(org, (versions, graph.clone()));
    Ok(graph)
}

/// Writes a thing down: one of their own, or other names for one that is known by `key`.
pub async fn add(app: &App, ctx: &Ctx, mut edit: EntityEdit) -> Result<EntityEdit> {
    check_entity(&mut edit)?;
    if let Some(key) = &edit.key {
        let known = of(app, ctx.org).await?;
        if !known.entities.iter().any(|e| e.key == *key) {
            return Err(Error::invalid("key", "nothing is known by it").code("entity_unknown"));
        }
    }
    let mut unit = app.unit(ctx).await?;
    let all = store::graph::edits(&mut unit).await?;
    room(&all)?;
    if edit.key.is_some() && all.entities.iter().any(|e| e.key == edit.key) {
        return Err(Error::conflict("it is written down already: change that").code("entity_exists"));
    }
    store::graph::insert(&mut unit, &edit).await?;
    tell(&mut unit, "create", "entity.created", edit.id.uuid(), None, Some(json!(edit))).await?;
    unit.commit().await?;
    Ok(edit)
}

/// `change` edits what is written down; what it is about stays.
pub async fn change(app: &App, ctx: &Ctx, id: EntityId, change: impl FnOnce(&mut EntityEdit) + Send) -> Result<EntityEdit> {
    let mut unit = app.unit(ctx).await?;
    let before = store::graph::get(&mut unit, id).await?;
    let mut after = before.clone();
    change(&mut after);
    (after.id, after.key) = (before.id, before.key.clone());
    check_entity(&mut after)?;
    if after != before {
        store::graph::update(&mut unit, &after).await?;
        tell(&mut unit, "update", "entity.updated", id.uuid(), Some(json!(before)), Some(json!(after))).await?;
        unit.commit().await?;
    }
    Ok(after)
}

/// What rules find of the thing is shown again.
pub async fn remove(app: &App, ctx: &Ctx, id: EntityId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let before = store::graph::get(&mut unit, id).await?;
    store::graph::remove(&mut unit, &before).await?;
    tell(&mut unit, "remove", "entity.removed", id.uuid(), Some(json!(before)), None).await?;
    unit.commit().await
}

/// Says that two things belong together. Both must be known.
pub async fn relate(app: &App, ctx: &Ctx, from: &str, to: &str, kind: RelationKind) -> Result<RelationEdit> {
    let known = of(app, ctx.org).await?;
    for (field, key) in [("from", from), ("to", to)] {
        if !known.entities.iter().any(|e| e.key == key) {
            return Err(Error::invalid(field, "nothing is known by it").code("entity_unknown"));
        }
    }
    if from == to {
        return Err(Error::invalid("to", "a thing belongs to another one"));
    }
    let mut unit = app.unit(ctx).await?;
    let all = store::graph::edits(&mut unit).await?;
    room(&all)?;
    if all.relations.iter().any(|r| r.from == from && r.to == to && r.kind == kind) {
        return Err(Error::conflict("it is written down already").code("relation_exists"));
    }
    let relation = RelationEdit { id: RelationId::new(), from: from.to_owned(), to: to.to_owned(), kind };
    store::graph::insert_relation(&mut unit, &relation).await?;
    tell(&mut unit, "create", "relation.created", relation.id.uuid(), None, Some(json!(relation))).await?;
    unit.commit().await?;
    Ok(relation)
}

pub async fn unrelate(app: &App, ctx: &Ctx, id: RelationId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let before = store::graph::get_relation(&mut unit, id).await?;
    store::graph::remove_relation(&mut unit, id).await?;
    tell(&mut unit, "remove", "relation.removed", id.uuid(), Some(json!(before)), None).await?;
    unit.commit().await
}

/// What people have written down: read with the index, for every search uses it.
pub(super) async fn edits(reads: &mut impl Reads) -> Result<GraphEdit> {
    store::graph::edits(reads).await
}

fn room(all: &GraphEdit) -> Result<()> {
    if all.entities.len() + all.relations.len() >= EDITS {
        return Err(Error::new(Kind::Conflict, format!("at most {EDITS} things and relations are written down")).code("graph_full"));
    }
    Ok(())
}

fn check_entity(e: &mut EntityEdit) -> Result<()> {
    check::name("name", &mut e.name, NAME)?;
    check::words("aliases", &mut e.aliases, ALIASES)?;
    if e.key.is_none() && !matches!(e.kind, EntityKind::Name) {
        return Err(Error::invalid("kind", "a thing of your own is a name").code("entity_kind"));
    }
    Ok(())
}

/// Raises the version: indexes and graphs are read anew.
async fn tell(unit: &mut Unit, action: &'static str, kind: &str, id: uuid::Uuid, before: Option<Value>, after: Option<Value>) -> Result<()> {
    store::org::bump_knowledge(unit).await?;
    let shown = after.clone().or_else(|| before.clone());
    let noun = if kind.starts_with("entity") { "entity" } else { "relation" };
    unit.audit(action, noun, Some(id), before, after).await?;
    unit.event(kind, EntityId(id), None, json!({ noun: shown })).await
}
