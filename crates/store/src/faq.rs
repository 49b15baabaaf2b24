//! Questions and answers of the firm: rows and statements.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::faq::Faq;
use domain::id::FaqId;
use domain::{Error, Result};

statements! {
    INSERT = "INSERT INTO faq (org_id, id, lang, questions, answer, is_active, position, category_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE = "UPDATE faq SET lang = $3, questions = $4, answer = $5, is_active = $6, position = $7, category_id = $8 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM faq WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM faq WHERE org_id = $1 ORDER BY position, id";
    DELETE = "DELETE FROM faq WHERE org_id = $1 AND id = $2";
    TO_EMBED = "SELECT f.* FROM faq f WHERE f.org_id = $1 AND f.is_active AND NOT EXISTS (SELECT 1 FROM faq_vector v WHERE v.org_id = $1 AND v.faq_id = f.id AND v.embedder = $2) ORDER BY f.id LIMIT $3";
    /// Only for the words it was made of.
    SET_VECTOR = "INSERT INTO faq_vector (org_id, faq_id, embedder, vector) SELECT $1, f.id, $3, $4 FROM faq f WHERE f.org_id = $1 AND f.id = $2 AND f.questions = $5 AND f.answer = $6
                  ON CONFLICT (org_id, faq_id) DO UPDATE SET embedder = excluded.embedder, vector = excluded.vector";
    VECTORS = "SELECT faq_id, vector FROM faq_vector WHERE org_id = $1 AND embedder = $2 AND vector IS NOT NULL";
    /// Other words need another vector.
    FORGET_CHANGED = "DELETE FROM faq_vector WHERE org_id = $1 AND faq_id = $2 AND EXISTS (SELECT 1 FROM faq f WHERE f.org_id = $1 AND f.id = $2 AND (f.questions <> $3 OR f.answer <> $4))";
    FORGET_VECTORS = "DELETE FROM faq_vector WHERE org_id = $1";
}

impl FromRow for Faq {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Faq {
            id: row.id("id")?,
            lang: row.parse("lang")?,
            questions: row.json("questions")?,
            answer: row.get("answer")?,
            is_active: row.get("is_active")?,
            position: row.get("position")?,
            category_id: row.maybe_id("category_id")?,
            created_at: row.ts("created_at")?,
        })
    }
}

struct Vector(FaqId, Vec<u8>);

impl FromRow for Vector {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Vector(row.id("faq_id")?, row.get("vector")?))
    }
}

pub async fn insert(unit: &mut Unit, f: &Faq) -> Result<()> {
    unit.exec(INSERT, vals![f.id, f.lang, json(&f.questions), &f.answer, f.is_active, f.position, f.category_id, f.created_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, f: &Faq) -> Result<()> {
    unit.exec(FORGET_CHANGED, vals![f.id, json(&f.questions), &f.answer]).await?;
    let touched = unit.exec(UPDATE, vals![f.id, f.lang, json(&f.questions), &f.answer, f.is_active, f.position, f.category_id]).await?;
    if touched == 0 { Err(Error::not_found("faq")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: FaqId) -> Result<Faq> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("faq"))
}

/// All of them, by position.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<Faq>> {
    reads.list(LIST, vec![]).await
}

pub async fn remove(unit: &mut Unit, id: FaqId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("faq")) } else { Ok(()) }
}

/// Active ones that have no vector of this embedder.
pub async fn to_embed(reads: &mut impl Reads, embedder: &str, limit: i64) -> Result<Vec<Faq>> {
    reads.list(TO_EMBED, vals![embedder, limit]).await
}

/// The vector of an entry as it was read; nothing if its words have changed meanwhile. None for one the embedder does not take.
pub async fn set_vector(unit: &mut Unit, f: &Faq, embedder: &str, vector: Option<Vec<u8>>) -> Result<()> {
    unit.exec(SET_VECTOR, vals![f.id, embedder, vector, json(&f.questions), &f.answer]).await?;
    Ok(())
}

/// The vectors of all entries that have one of this embedder.
pub async fn vectors(reads: &mut impl Reads, embedder: &str) -> Result<Vec<(FaqId, Vec<u8>)>> {
    Ok(reads.list::<Vector>(VECTORS, vals![embedder]).await?.into_iter().map(|v| (v.0, v.1)).collect())
}

pub async fn forget_vectors(unit: &mut Unit) -> Result<()> {
    unit.exec(FORGET_VECTORS, vec![]).await?;
    Ok(())
}
