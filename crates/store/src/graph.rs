//! What people have written into the knowledge graph, and what models have found in documents: rows and statements. The rest of it is read
//! from catalog and documents.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::graph::{EntityEdit, GraphEdit, GraphFinds, RelationEdit};
use domain::id::{DocumentId, EntityId, RelationId};
use domain::{Error, Result};

statements! {
    INSERT = "INSERT INTO entity (org_id, id, key, kind, name, aliases, is_hidden, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    UPDATE = "UPDATE entity SET kind = $3, name = $4, aliases = $5, is_hidden = $6, updated_at = $7 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM entity WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM entity WHERE org_id = $1 ORDER BY created_at, id";
    DELETE = "DELETE FROM entity WHERE org_id = $1 AND id = $2";
    INSERT_RELATION = "INSERT INTO relation (org_id, id, from_key, to_key, kind, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    GET_RELATION = "SELECT * FROM relation WHERE org_id = $1 AND id = $2";
    RELATIONS = "SELECT * FROM relation WHERE org_id = $1 ORDER BY created_at, id";
    DELETE_RELATION = "DELETE FROM relation WHERE org_id = $1 AND id = $2";
    /// A thing that is gone belongs to nothing.
    DELETE_RELATIONS_OF = "DELETE FROM relation WHERE org_id = $1 AND (from_key = $2 OR to_key = $2)";
    /// How far a document in use has been read by a model.
    READING = "SELECT d.id AS document_id, d.generation, COALESCE(r.until, 0) AS until, COALESCE(r.is_done, FALSE) AS is_done, COALESCE(r.calls, 0) AS calls, r.day, COALESCE(r.found, '{}') AS found
               FROM document d LEFT JOIN graph_reading r ON r.org_id = d.org_id AND r.document_id = d.id AND r.generation = d.generation WHERE d.org_id = $1 AND d.id = $2 AND d.generation > 0";
    PASSAGES = "SELECT heading, text FROM chunk WHERE org_id = $1 AND document_id = $2 AND generation = $3 AND position >= $4 ORDER BY position LIMIT $5";
    /// Nothing of a document whose passages are not in use any more.
    PUT_READING = "INSERT INTO graph_reading (org_id, document_id, generation, until, is_done, calls, day, found, updated_at)
                   SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 FROM document WHERE org_id = $1 AND id = $2 AND generation = $3
                   ON CONFLICT (org_id, document_id) DO UPDATE SET generation = $3, until = $4, is_done = $5, calls = $6, day = $7, found = $8, updated_at = $9";
    FINDS = "SELECT r.found FROM graph_reading r JOIN document d ON d.org_id = r.org_id AND d.id = r.document_id AND d.generation = r.generation WHERE r.org_id = $1 ORDER BY r.document_id";
    CALLS = "SELECT CAST(COALESCE(SUM(calls), 0) AS BIGINT) AS calls FROM graph_reading WHERE org_id = $1 AND day = $2";
    UNREAD = "SELECT d.id FROM document d LEFT JOIN graph_reading r ON r.org_id = d.org_id AND r.document_id = d.id AND r.generation = d.generation
              WHERE d.org_id = $1 AND d.generation > 0 AND d.chunks > 0 AND (r.document_id IS NULL OR NOT r.is_done) ORDER BY d.created_at, d.id LIMIT $2";
}

impl FromRow for EntityEdit {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(EntityEdit { id: row.id("id")?, key: row.get("key")?, kind: row.parse("kind")?, name: row.get("name")?, aliases: row.json("aliases")?, is_hidden: row.get("is_hidden")? })
    }
}

impl FromRow for RelationEdit {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(RelationEdit { id: row.id("id")?, from: row.get("from_key")?, to: row.get("to_key")?, kind: row.parse("kind")? })
    }
}

/// A model's way through one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub document_id: DocumentId,
    /// Of the passages that are read.
    pub generation: i64,
    /// Position of the next passage.
    pub until: i64,
    pub is_done: bool,
    /// Calls of `day`.
    pub calls: i64,
    /// Civil date, as in the use of models.
    pub day: Option<String>,
    pub found: GraphFinds,
}

impl FromRow for Reading {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Reading { document_id: row.id("document_id")?, generation: row.get("generation")?, until: row.get("until")?, is_done: row.get("is_done")?, calls: row.get("calls")?, day: row.get("day")?, found: row.json("found")? })
    }
}

/// None where there is no such document, or nothing of it in use yet.
pub async fn reading(reads: &mut impl Reads, document: DocumentId) -> Result<Option<Reading>> {
    reads.find(READING, vals![document]).await
}

struct Said(String);

impl FromRow for Said {
    fn from_row(row: &Row) -> Result<Self> {
        let (heading, text): (String, String) = (row.get("heading")?, row.get("text")?);
        Ok(Said(if heading.is_empty() { text } else { format!("{heading}\n{text}") }))
    }
}

/// The next passages to be read, with their headings.
pub async fn passages(reads: &mut impl Reads, reading: &Reading, limit: i64) -> Result<Vec<String>> {
    Ok(reads.list::<Said>(PASSAGES, vals![reading.document_id, reading.generation, reading.until, limit]).await?.into_iter().map(|s| s.0).collect())
}

/// False if other passages are in use by now.
pub async fn put_reading(unit: &mut Unit, r: &Reading) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(PUT_READING, vals![r.document_id, r.generation, r.until, r.is_done, r.calls, r.day.as_deref(), json(&r.found), now]).await? > 0)
}

struct Finds(GraphFinds);

impl FromRow for Finds {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Finds(row.json("found")?))
    }
}

/// What models have found in the documents in use.
pub async fn finds(reads: &mut impl Reads) -> Result<Vec<GraphFinds>> {
    Ok(reads.list::<Finds>(FINDS, vec![]).await?.into_iter().map(|f| f.0).collect())
}

struct Calls(i64);

impl FromRow for Calls {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Calls(row.get("calls")?))
    }
}

/// How often models were asked for the graph on a day.
pub async fn calls(reads: &mut impl Reads, day: &str) -> Result<i64> {
    Ok(reads.find::<Calls>(CALLS, vals![day]).await?.map_or(0, |c| c.0))
}

struct Unread(DocumentId);

impl FromRow for Unread {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Unread(row.id("id")?))
    }
}

/// Documents in use that no model has read to the end.
pub async fn unread(reads: &mut impl Reads, limit: i64) -> Result<Vec<DocumentId>> {
    Ok(reads.list::<Unread>(UNREAD, vals![limit]).await?.into_iter().map(|u| u.0).collect())
}

/// All of it, oldest first.
pub async fn edits(reads: &mut impl Reads) -> Result<GraphEdit> {
    Ok(GraphEdit { entities: reads.list(LIST, vec![]).await?, relations: reads.list(RELATIONS, vec![]).await? })
}

pub async fn get(reads: &mut impl Reads, id: EntityId) -> Result<EntityEdit> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("entity"))
}

pub async fn insert(unit: &mut Unit, e: &EntityEdit) -> Result<()> {
    let now = unit.now();
    unit.exec(INSERT, vals![e.id, e.key.as_deref(), e.kind.as_str(), &e.name, json(&e.aliases), e.is_hidden, now]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, e: &EntityEdit) -> Result<()> {
    let now = unit.now();
    unit.exec(UPDATE, vals![e.id, e.kind.as_str(), &e.name, json(&e.aliases), e.is_hidden, now]).await?;
    Ok(())
}

/// With what it belonged to, if it was a person's own.
pub async fn remove(unit: &mut Unit, e: &EntityEdit) -> Result<()> {
    if e.key.is_none() {
        unit.exec(DELETE_RELATIONS_OF, vals![format!("own:{}", e.id)]).await?;
    }
    unit.exec(DELETE, vals![e.id]).await?;
    Ok(())
}

pub async fn get_relation(reads: &mut impl Reads, id: RelationId) -> Result<RelationEdit> {
    reads.find(GET_RELATION, vals![id]).await?.ok_or_else(|| Error::not_found("relation"))
}

pub async fn insert_relation(unit: &mut Unit, r: &RelationEdit) -> Result<()> {
    let now = unit.now();
    unit.exec(INSERT_RELATION, vals![r.id, &r.from, &r.to, r.kind.as_str(), now]).await?;
    Ok(())
}

pub async fn remove_relation(unit: &mut Unit, id: RelationId) -> Result<()> {
    unit.exec(DELETE_RELATION, vals![id]).await?;
    Ok(())
}
