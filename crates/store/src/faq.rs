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

pub async fn insert(unit: &mut Unit, f: &Faq) -> Result<()> {
    unit.exec(INSERT, vals![f.id, f.lang, json(&f.questions), &f.answer, f.is_active, f.position, f.category_id, f.created_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, f: &Faq) -> Result<()> {
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
