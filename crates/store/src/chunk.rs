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
    // Arrays here and below, for PostgreSQL: which would join a list of rows by reading the whole table.
    USED = {
        lite: "SELECT c.id, c.document_id, c.heading, c.text, c.vector, c.embedder FROM chunk c JOIN document d ON d.org_id = c.org_id AND d.id = c.document_id
               WHERE c.org_id = $1 AND c.document_id IN (SELECT unhex(replace(e.value, '-', '')) FROM json_each($2) e) AND c.generation = d.generation AND d.status <> 'off' ORDER BY c.document_id, c.position",
        pg: "SELECT c.id, c.document_id, c.heading, c.text, c.vector, c.embedder FROM chunk c JOIN document d ON d.org_id = c.org_id AND d.id = c.document_id
             WHERE c.org_id = $1 AND c.document_id = ANY (ARRAY(SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2) AS e(value))) AND c.generation = d.generation AND d.status <> 'off' ORDER BY c.document_id, c.position",
    };
    PASSAGES = {
        lite: "SELECT c.id, c.document_id, c.heading, c.text, c.page, d.title, d.url FROM chunk c JOIN document d ON d.org_id = c.org_id AND d.id = c.document_id
               WHERE c.org_id = $1 AND c.id IN (SELECT unhex(replace(e.value, '-', '')) FROM json_each($2) e) AND c.generation = d.generation AND d.status <> 'off'",
        pg: "SELECT c.id, c.document_id, c.heading, c.text, c.page, d.title, d.url FROM chunk c JOIN document d ON d.org_id = c.org_id AND d.id = c.document_id
             WHERE c.org_id = $1 AND c.id = ANY (ARRAY(SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2) AS e(value))) AND c.generation = d.generation AND d.status <> 'off'",
    };
    /// Passages of a document, from a position on, that have no vector of this embedder.
    TO_EMBED = "SELECT * FROM chunk WHERE org_id = $1 AND document_id = $2 AND generation = $3 AND position > $4 AND (embedder IS NULL OR embedder <> $5) ORDER BY position LIMIT $6";
    SET_VECTORS = {
        lite: "UPDATE chunk SET vector = unhex(e.value ->> 'vector'), embedder = $2 FROM json_each($3) e WHERE chunk.org_id = $1 AND chunk.id = unhex(e.value ->> 'id')",
        pg: "UPDATE chunk SET vector = decode(e.vector, 'hex'), embedder = $2 FROM jsonb_to_recordset($3) AS e(id uuid, vector text) WHERE chunk.org_id = $1 AND chunk.id = e.id",
    };
    FORGET_VECTORS = "UPDATE chunk SET vector = NULL, embedder = NULL WHERE org_id = $1 AND id IN (SELECT id FROM chunk WHERE org_id = $1 AND embedder IS NOT NULL LIMIT $2)";
    FORGET_VECTORS_OF = "UPDATE chunk SET vector = NULL, embedder = NULL WHERE org_id = $1 AND document_id = $2 AND embedder IS NOT NULL";
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
            let vector = c.vector.as_deref().map(hex);
            json!({ "id": ChunkId::new().0.simple().to_string(), "position": position, "heading": c.heading, "text": c.text, "page": c.page, "vector": vector, "embedder": c.embedder })
        })
        .collect();
    Ok(unit.exec(INSERT_ALL, vals![document, writing, rows]).await? > 0)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Passages of a document behind a position that have no vector of this embedder, in order.
pub async fn to_embed(reads: &mut impl Reads, document: DocumentId, generation: i64, after: i64, embedder: &str, limit: i64) -> Result<Vec<Chunk>> {
    reads.list(TO_EMBED, vals![document, generation, after, embedder, limit]).await
}

/// Vectors of passages; none for one the embedder does not take. Passages that are gone meanwhile stay gone.
pub async fn set_vectors(unit: &mut Unit, embedder: &str, vectors: &[(ChunkId, Option<Vec<u8>>)]) -> Result<()> {
    let rows: Value = vectors.iter().map(|(id, vector)| json!({ "id": id.0.simple().to_string(), "vector": vector.as_deref().map(hex) })).collect();
    unit.exec(SET_VECTORS, vals![embedder, rows]).await?;
    Ok(())
}

/// Forgets some vectors of the firm, of whatever embedder; how many.
pub async fn forget_vectors(unit: &mut Unit, limit: i64) -> Result<u64> {
    unit.exec(FORGET_VECTORS, vals![limit]).await
}

/// Forgets the vectors of one document: it is called otherwise now.
pub async fn forget_vectors_of(unit: &mut Unit, document: DocumentId) -> Result<()> {
    unit.exec(FORGET_VECTORS_OF, vals![document]).await?;
    super::document::forget_embedded(unit, Some(document)).await
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
