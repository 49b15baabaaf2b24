//! Canned replies: kept by whoever answers customers, and filled for a conversation: names, the firm, the customer's next visit.

use crate::inbox::presence;
use crate::{App, Ctx};
use domain::canned_reply::{self, CannedReply, Variable};
use domain::id::{CannedReplyId, ConversationId};
use domain::{Error, Lang, Result};
use serde_json::json;
use std::collections::BTreeMap;
use store::{Scope, Unit};

/// Most of them in one firm.
pub const MOST: i64 = 500;

/// What is needed to make one.
#[derive(Clone, Debug)]
pub struct NewCannedReply {
    pub shortcut: String,
    pub title: String,
    pub text: String,
    pub lang: Option<Lang>,
}

/// A change; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct CannedReplyPatch {
    pub shortcut: Option<String>,
    pub title: Option<String>,
    pub text: Option<String>,
    pub lang: Option<Option<Lang>>,
}

/// Keeps a reply. 409 `shortcut_taken` where another has the shortcut.
pub async fn create(app: &App, ctx: &Ctx, new: NewCannedReply) -> Result<CannedReply> {
    canned_reply::check(&new.text)?;
    let shortcut = canned_reply::shortcut(&new.shortcut)?;
    let mut unit = app.unit(ctx).await?;
    if store::canned_reply::count(&mut unit).await? >= MOST {
        return Err(Error::conflict(format!("at most {MOST} canned replies")).code("too_many"));
    }
    let now = unit.now();
    let reply = CannedReply { id: CannedReplyId::new(), shortcut, title: new.title, text: new.text, lang: new.lang, used_count: 0, created_at: now, updated_at: now };
    store::canned_reply::insert(&mut unit, &reply).await?;
    unit.audit("create", "canned_reply", Some(reply.id.0), None, Some(json!(reply))).await?;
    changed(&mut unit, reply.id, Some(&reply)).await?;
    unit.commit().await?;
    Ok(reply)
}

pub async fn update(app: &App, ctx: &Ctx, id: CannedReplyId, patch: CannedReplyPatch) -> Result<CannedReply> {
    let mut unit = app.unit(ctx).await?;
    let before = store::canned_reply::get(&mut unit, id).await?;
    let mut reply = before.clone();
    if let Some(text) = patch.text {
        canned_reply::check(&text)?;
        reply.text = text;
    }
    if let Some(shortcut) = patch.shortcut {
        reply.shortcut = canned_reply::shortcut(&shortcut)?;
    }
    reply.title = patch.title.unwrap_or(reply.title);
    reply.lang = patch.lang.unwrap_or(reply.lang);
    reply.updated_at = unit.now();
    store::canned_reply::update(&mut unit, &reply).await?;
    unit.audit("update", "canned_reply", Some(id.0), Some(json!(before)), Some(json!(reply))).await?;
    changed(&mut unit, id, Some(&reply)).await?;
    unit.commit().await?;
    Ok(reply)
}

pub async fn remove(app: &App, ctx: &Ctx, id: CannedReplyId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let before = store::canned_reply::get(&mut unit, id).await?;
    store::canned_reply::remove(&mut unit, id).await?;
    unit.audit("remove", "canned_reply", Some(id.0), Some(json!(before)), None).await?;
    changed(&mut unit, id, None).await?;
    unit.commit().await
}

async fn changed(unit: &mut Unit, id: CannedReplyId, reply: Option<&CannedReply>) -> Result<()> {
    unit.event("canned_reply.changed", id, None, json!({"canned_reply": reply})).await
}

/// The text for a conversation, and what it asks for that nobody knows there. Counted as a use, which is no change to tell of.
pub async fn render(app: &App, ctx: &Ctx, id: CannedReplyId, conversation: ConversationId) -> Result<(String, Vec<Variable>)> {
    let mut scope = app.scope(ctx.org).await?;
    let reply = store::canned_reply::get(&mut scope, id).await?;
    let asked = canned_reply::asked(&reply.text);
    let known = known(app, ctx, &mut scope, conversation, &asked, reply.lang).await?;
    drop(scope);
    let mut unit = app.unit(ctx).await?;
    store::canned_reply::used(&mut unit, id).await?;
    unit.commit().await?;
    Ok(canned_reply::render(&reply.text, &known))
}

/// Only what the text asks for is looked up.
async fn known(app: &App, ctx: &Ctx, scope: &mut Scope, id: ConversationId, asked: &[Variable], lang: Option<Lang>) -> Result<BTreeMap<Variable, String>> {
    let row = match store::conversation::get(scope, id).await {
        Err(error) if error.kind == domain::Kind::NotFound => return Err(Error::invalid("conversation_id", "no such conversation").code("conversation_unknown")),
        row => row?,
    };
    let mut known = BTreeMap::new();
    let wants = |variables: &[Variable]| variables.iter().any(|v| asked.contains(v));
    if wants(&[Variable::ContactName, Variable::ContactFirstName]) {
        let name = store::contact::get(scope, row.conversation.contact_id).await?.name.unwrap_or_default();
        known.insert(Variable::ContactFirstName, name.split_whitespace().next().unwrap_or_default().to_owned());
        known.insert(Variable::ContactName, name);
    }
    if wants(&[Variable::AgentName]) {
        known.insert(Variable::AgentName, presence::someone(app, ctx).await?.name);
    }
    if wants(&[Variable::FirmName]) {
        known.insert(Variable::FirmName, store::org::read(scope).await?.name);
    }
    if !wants(&[Variable::FirmAddress, Variable::FirmPhone, Variable::BookingNext]) {
        return Ok(known);
    }
    let branches = store::branch::list(scope).await?;
    let visit = store::booking::list_upcoming(scope, row.conversation.contact_id, app.now(), 1).await?.into_iter().next();
    // Where they are expected, else the first place that is open.
    let branch = match &visit {
        Some(visit) => branches.iter().find(|b| b.id == visit.branch_id),
        None => branches.iter().find(|b| b.is_active),
    };
    if let Some(branch) = branch {
        known.insert(Variable::FirmAddress, branch.address.clone());
        known.insert(Variable::FirmPhone, branch.phone.clone().unwrap_or_default());
        if let Some(visit) = &visit {
            let at = visit.starts_at.in_zone(&domain::time::zone(&branch.zone)?);
            known.insert(Variable::BookingNext, brain::dialogue::moment(lang.unwrap_or(row.conversation.lang), &at, app.now().in_zone(at.time_zone()).date()));
        }
    }
    Ok(known)
}
