//! Questions the agent had no answer to. The same question asked again counts up, whatever the order and form of its words; an answer
//! makes a FAQ entry or an article of it in one step.

use super::document::{self, NewArticle};
use super::digest;
use crate::{App, Ctx, catalog, test_chat};
use brain::dialogue::faq::{fold, stems};
use domain::conversation::Conversation;
use domain::document::{Document, Gap, GapStatus};
use domain::faq::Faq;
use domain::id::{CategoryId, FaqId, GapId};
use domain::{Error, Lang, Result};
use serde_json::json;
use store::Unit;
use store::gap::Asked;

/// Longest question that is kept.
const QUESTION: usize = 500;
/// A longer key is kept as its digest.
const KEY: usize = 200;
/// Words that make no other question of one: "есть или нет", "тоже есть".
const EMPTY: &[&str] = &["нет", "да", "тож", "такж", "случайн", "no", "yes", "also"];

/// Another question an answer is for; the gap's own is the first.
#[derive(Clone, Debug, Default)]
pub struct NewAnswer {
    pub answer: String,
    /// Other phrasings.
    pub questions: Vec<String>,
    pub lang: Option<Lang>,
    pub category_id: Option<CategoryId>,
}

/// How a gap is closed.
#[derive(Clone, Debug)]
pub enum Closing {
    Answer(NewAnswer),
    Article(NewArticle),
}

/// A gap that is closed, and by what.
#[derive(Clone, Debug)]
pub struct Closed {
    pub gap: Gap,
    pub faq: Option<Faq>,
    pub document: Option<Document>,
}

/// Counts a question in the unit of the turn that could not answer it.
pub(crate) async fn ask_in(unit: &mut Unit, conversation: &Conversation, question: &str) -> Result<()> {
    let question: String = question.replace('\0', "").trim().chars().take(QUESTION).collect();
    if question.is_empty() {
        return Ok(());
    }
    let is_test = test_chat::is_test(unit, conversation).await?;
    let stems = key(&question);
    let gap = store::gap::ask(unit, &Asked { conversation: conversation.id, question: &question, stems: &stems, is_test }).await?;
    let kind = if gap.times == 1 { "gap.created" } else { "gap.updated" };
    unit.event(kind, gap.id, None, json!({ "gap": gap })).await
}

/// What makes two questions the same: their telling stems in alphabetical order; without any, their words.
fn key(question: &str) -> String {
    let mut stems = stems(question);
    stems.retain(|stem| !EMPTY.contains(&stem.as_str()));
    stems.sort_unstable();
    let key = match stems.join(" ") {
        none if none.is_empty() => fold(question).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" "),
        key => key,
    };
    if key.chars().count() > KEY { digest(&[key.as_bytes()]) } else { key }
}

/// Answers a gap: one unit makes the entry and closes the gap.
pub async fn close(app: &App, ctx: &Ctx, id: GapId, closing: Closing) -> Result<Closed> {
    let mut unit = app.unit(ctx).await?;
    let before = store::gap::get(&mut unit, id).await?;
    if before.status == GapStatus::Answered {
        return Err(settled());
    }
    let (mut faq, mut document) = (None, None);
    match closing {
        Closing::Answer(new) => faq = Some(answer_in(&mut unit, &before, new).await?),
        Closing::Article(new) => document = Some(document::create_in(&mut unit, new).await?),
    }
    let gap = store::gap::settle(&mut unit, id, GapStatus::Answered, faq.as_ref().map(|f| f.id), document.as_ref().map(|d| d.id)).await?.ok_or_else(settled)?;
    record(&mut unit, "answer", &before, &gap).await?;
    unit.commit().await?;
    Ok(Closed { gap, faq, document })
}

async fn answer_in(unit: &mut Unit, gap: &Gap, new: NewAnswer) -> Result<Faq> {
    let org = store::org::get_in(unit).await?;
    let asked: String = gap.question.chars().take(200).collect();
    let questions = std::iter::once(asked).chain(new.questions).collect();
    let now = unit.now();
    let faq = Faq { id: FaqId::new(), lang: new.lang.unwrap_or(org.lang), questions, answer: new.answer, is_active: true, position: 0, category_id: new.category_id, created_at: now };
    catalog::faq::create_in(unit, faq).await
}

/// Nobody needs an answer to it; it is counted on, out of sight.
pub async fn dismiss(app: &App, ctx: &Ctx, id: GapId) -> Result<Gap> {
    let mut unit = app.unit(ctx).await?;
    let before = store::gap::get(&mut unit, id).await?;
    let gap = store::gap::settle(&mut unit, id, GapStatus::Dismissed, None, None).await?.ok_or_else(settled)?;
    record(&mut unit, "dismiss", &before, &gap).await?;
    unit.commit().await?;
    Ok(gap)
}

async fn record(unit: &mut Unit, action: &'static str, before: &Gap, after: &Gap) -> Result<()> {
    unit.audit(action, "gap", Some(after.id.0), serde_json::to_value(before).ok(), serde_json::to_value(after).ok()).await?;
    unit.event("gap.updated", after.id, None, json!({ "gap": after })).await
}

fn settled() -> Error {
    Error::conflict("the question has an answer already").code("gap_answered")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_in_other_words_has_the_same_key() {
        for (a, b) in [("Есть ли у вас парковка?", "а парковка есть"), ("а солярий у вас есть или нет?", "солярий тоже есть?"), ("Делаете ламинирование ресниц?", "ресниц ламинирование делаете"), ("Do you sell gift cards?", "gift card sell"), ("А ещё?", "а еще")] {
            assert_eq!(key(a), key(b), "{a} / {b}");
        }
        assert_ne!(key("Есть парковка?"), key("Есть Wi-Fi?"));
        assert_eq!(key("???"), "");
        assert_eq!(key(&(0..200).map(|i| format!("слово{i} ")).collect::<String>()).len(), 64);
    }
}
