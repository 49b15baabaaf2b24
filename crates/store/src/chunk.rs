//! Passages of documents: rows and statements. A set of them, a generation, is written in parts and put to use in one step by
//! `document::ready`; only those in use are read.

use crate::{FromRow, Reads, Row, Unit};
use domain::document::{Chunk, Passage};
use domain::id::{ChunkId, DocumentId};
use domain::Result;
use serde_json::{Value, json};

statements! {
    /// Several at once, and only for the attempt that is still the last one.
    INSERT_ALL = {
        lite: "INSERT INTO chunk (org_id, id, document_id, generation, position, heading, text, page, vector, embedder)
               SELECT $1, unhex(e.value ->> 'id'), $2, $3, e.value ->> 'position', e.value ->> 'heading', e.value ->> 'text', e.value ->> 'page', unhex(e.value ->> 'vector'), e.value ->> 'embedder' FROM json_each($4) e
               WHERE EXISTS (SELECT 1 FROM document d WHERE d.org_id = $1 AND d.id = $2 AND d.writing = $3 AND d.status = 'indexing')",
        pg: "INSERT INTO chunk (org_id, id, document_id, generation, position, heading, text, page, vector, embedder)
             SELECT $1, e.id, $2, $3, e.position, e.heading, e.text, e.page, decode(e.vector, 'hex'), e.embedder
             FROM jsonb_to_recordset($4) AS e(id uuid, position bigint, heading text, text text, page bigint, vector text, embedder text)
             WHERE EXISTS (SELECT 1 FROM document d WHERE d.org_id = $1 AND d.id = $2 AND d.writing = $3 AND d.status = 'indexing')",
    };
    /// What earlier attempts have left, but for the passages in use.
    SWEEP = "DELETE FROM chunk WHERE org_id = $1 AND document_id = $2 AND generation <> $3";
    LIST = "SELECT c.* FROM chunk c JOIN document d ON d.org_id = c.org_id AND d.id = c.document_id WHERE c.org_id = $1 AND c.document_id = $2 AND c.generation = d.generation AND c.position >= $3 ORDER BY c.position LIMIT $4";
    USED = {
        lite: "SELECT c.id, c.document_id, c.heading, c.text, c.vector, c.embedder FROM chunk c JOIN document d ON d.org_id = c.org_id AND d.id = c.document_id
               WHERE c.org_id = $1 AND c.document_id IN (SELECT unhex(replace(e.value, '-', '')) FROM json_each($2) e) AND c.generation = d.generation AND d.status <> 'off' ORDER BY c.document_id, c.position",
        pg: "SELECT c.id, c.document_id, c.heading, c.text, c.vector, c.embedder FROM chunk c JOIN document d ON d.org_id = c.org_id AND d.id = c.document_id
             WHERE c.org_id = $1 AND c.document_id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2) AS e(value)) AND c.generation = d.generation AND d.status <> 'off' ORDER BY c.document_id, c.position",
    };
    PASSAGES = {
        lite: "SELECT c.id, c.document_id, c.heading, c.text, c.page, d.title, d.url FROM chunk c JOIN document d ON d.org_id = c.org_id AND d.id = c.document_id
               WHERE c.org_id = $1 AND c.id IN (SELECT unhex(replace(e.value, '-', '')) FROM json_each($2) e) AND c.generation = d.generation AND d.status <> 'off'",
        pg: "SELECT c.id, c.document_id, c.heading, c.text, c.page, d.title, d.url FROM chunk c JOIN document d ON d.org_id = c.org_id AND d.id = c.document_id
             WHERE c.org_id = $1 AND c.id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2) AS e(value)) AND c.generation = d.generation AND d.status <> 'off'",
    };
    COUNT = "SELECT CAST(COALESCE(SUM(chunks), 0) AS BIGINT) AS n FROM document WHERE org_id = $1";
}

impl FromRow for Chunk {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Chunk { id: row.id("id")?, document_id: row.id("document_id")?, position: row.get("position")?, heading: row.get("heading")?, text: row.get("text")?, page: row.get("page")? })
    }
}

/// A passage to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewChunk {
    pub heading: String,
    pub text: String,
    pub page: Option<i64>,
    pub vector: Option<Vec<u8>>,
    /// What has made the vector.
    pub embedder: Option<String>,
}

/// A passage in use, as it is searched.
#[derive(Clone, Debug)]
pub struct UsedChunk {
    pub id: ChunkId,
    pub document_id: DocumentId,
    pub heading: String,
    pub text: String,
    pub vector: Option<Vec<u8>>,
    pub embedder: Option<String>,
}

impl FromRow for UsedChunk {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(UsedChunk { id: row.id("id")?, document_id: row.id("document_id")?, heading: row.get("heading")?, text: row.get("text")?, vector: row.get("vector")?, embedder: row.get("embedder")? })
    }
}

/// A passage as it is quoted; the score is the search's.
struct Quoted(Passage);

impl FromRow for Quoted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Quoted(Passage {
            chunk_id: row.id("id")?,
            document_id: row.id("document_id")?,
            title: row.get("title")?,
            heading: row.get("heading")?,
            text: row.get("text")?,
            page: row.get("page")?,
            url: row.get("url")?,
            score: 0.0,
        }))
    }
}

struct Count(i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Count)
    }
}

/// Adds passages from `position` on to an attempt; false if it is no longer the last one.
pub async fn insert(unit: &mut Unit, document: DocumentId, writing: i64, position: i64, chunks: &[NewChunk]) -> Result<bool> {
    let rows: Value = chunks
        .iter()
        .zip(position..)
        .map(|(c, position)| {
            let vector = c.vector.as_ref().map(|bytes| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
            json!({ "id": ChunkId::new().0.simple().to_string(), "position": position, "heading": c.heading, "text": c.text, "page": c.page, "vector": vector, "embedder": c.embedder })
        })
        .collect();
    Ok(unit.exec(INSERT_ALL, vals![document, writing, rows]).await? > 0)
}

/// Forgets all passages of a document but one generation.
pub async fn sweep(unit: &mut Unit, document: DocumentId, generation: i64) -> Result<u64> {
    unit.exec(SWEEP, vals![document, generation]).await
}

/// The passages of a document in order, from a position on.
pub async fn list(reads: &mut impl Reads, document: DocumentId, from: i64, limit: i64) -> Result<Vec<Chunk>> {
    reads.list(LIST, vals![document, from, limit]).await
}

/// The passages in use of these documents.
pub async fn used(reads: &mut impl Reads, documents: &[DocumentId]) -> Result<Vec<UsedChunk>> {
    let ids: Value = documents.iter().map(|id| Value::String(id.to_string())).collect();
    reads.list(USED, vals![ids]).await
}

/// Those of these passages that are still in use, in no order.
pub async fn passages(reads: &mut impl Reads, ids: &[ChunkId]) -> Result<Vec<Passage>> {
    let ids: Value = ids.iter().map(|id| Value::String(id.to_string())).collect();
    Ok(reads.list::<Quoted>(PASSAGES, vals![ids]).await?.into_iter().map(|q| q.0).collect())
}

/// How many passages the organization has in use.
pub async fn count(reads: &mut impl Reads) -> Result<i64> {
    Ok(reads.find::<Count>(COUNT, vec![]).await?.map_or(0, |c| c.0))
}
