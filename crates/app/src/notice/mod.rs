//! Notices: news are queued in the unit of what happened (`tell`), a job finds who wants to hear them and writes a notice for each (`job/notice.rs`),
//! `send.rs` takes them out of the app, `chat.rs` binds people's chats, `words.rs` has the texts. Browsers' push is `push/`.

pub mod chat;
pub(crate) mod send;
pub mod words;

use crate::inbox::presence;
use crate::{App, Ctx, test_chat};
use domain::id::{ContactId, ConversationId, NoticeId, PersonId, TeamId};
use domain::notice::{Notice, NoticeChannel, NoticeFacts, NoticeKind, NoticeSettings};
use domain::person::Role;
use domain::presence::Sign;
use domain::{Error, Result, Ts};
use serde::{Deserialize, Serialize};
use store::Unit;
use store::notice::Hearer;
use uuid::Uuid;

/// Characters of somebody's words in a notice.
const SHOWN: usize = 160;
/// Notices are kept for this long.
pub(crate) const KEPT_DAYS: i64 = 90;

/// Whom it concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// Whoever such news are for.
    #[default]
    All,
    People(Vec<PersonId>),
    /// Whose conversation it is, else their team, else all.
    Conversation,
    /// The lead of the conversation's team, else managers.
    Lead(Option<TeamId>),
}

/// Something to tell, queued in the unit of what happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct News {
    pub kind: NoticeKind,
    /// Told once: the same cause makes no second notice.
    pub cause: Uuid,
    #[serde(default)]
    pub to: To,
    /// Who did it need not be told.
    #[serde(default)]
    pub except: Option<PersonId>,
    #[serde(default)]
    pub conversation_id: Option<ConversationId>,
    #[serde(default)]
    pub contact_id: Option<ContactId>,
    /// The page of the app it is about; the conversation's when none.
    #[serde(default)]
    pub page: Option<String>,
    #[serde(default)]
    pub facts: NoticeFacts,
}

impl News {
    pub fn new(kind: NoticeKind, to: To) -> News {
        News { kind, cause: Uuid::now_v7(), to, except: None, conversation_id: None, contact_id: None, page: None, facts: NoticeFacts::default() }
    }
    #[must_use]
    pub fn talk(self, id: ConversationId) -> News {
        News { conversation_id: Some(id), ..self }
    }
    #[must_use]
    pub fn contact(self, id: ContactId) -> News {
        News { contact_id: Some(id), ..self }
    }
    #[must_use]
    pub fn page(self, page: String) -> News {
        News { page: Some(page), ..self }
    }
    #[must_use]
    pub fn text(mut self, text: &str) -> News {
        self.facts.text = Some(text.trim().chars().take(SHOWN).collect()).filter(|t: &String| !t.is_empty());
        self
    }
    #[must_use]
    pub fn name(mut self, name: &str) -> News {
        self.facts.name = Some(name.chars().take(SHOWN).collect()).filter(|n: &String| !n.is_empty());
        self
    }
    #[must_use]
    pub fn at(mut self, at: Ts) -> News {
        self.facts.at = Some(at);
        self
    }
}

/// Queues news. Whoever acts in the unit is not told of what they did.
pub(crate) async fn tell(unit: &mut Unit, news: News) -> Result<()> {
    if news.to == To::People(Vec::new()) {
        return Ok(());
    }
    let actor = unit.by().actor.clone();
    let except = match actor {
        domain::event::Actor::Person { id } if news.kind.is_done_by_people() => Some(id.into()),
        _ => None,
    };
    crate::job::notice::enqueue(unit, &News { except, ..news }).await
}

/// Writes a notice for each who wants one, with its ways out. Run twice it changes nothing.
pub(crate) async fn write(app: &App, ctx: &Ctx, news: News) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let Some(news) = whole(&mut unit, news).await? else { return Ok(()) };
    let all = store::notice::people(&mut unit, None).await?;
    let addressed = addressed(&mut unit, &news, &all).await?;
    let zone = store::org::get_in(&mut unit).await?.zone;
    let mut listeners = Vec::new();
    for one in addressed {
        if give(app, &mut unit, &news, one, &zone).await? {
            listeners.push(one.person_id);
        }
    }
    unit.commit().await?;
    for person_id in listeners {
        presence::send(app, ctx.org, Sign::Noticed { person_id });
    }
    Ok(())
}

/// With the customer's name; none: there is nobody to tell of any more, or it was only a test.
async fn whole(unit: &mut Unit, mut news: News) -> Result<Option<News>> {
    if let Some(id) = news.conversation_id {
        let Some(row) = crate::or_gone(store::conversation::get_in(unit, id).await)? else { return Ok(None) };
        if test_chat::is_test(unit, &row.conversation).await? {
            return Ok(None);
        }
        news.contact_id = news.contact_id.or(Some(row.conversation.contact_id));
    }
    if let Some(id) = news.contact_id {
        let Some(contact) = crate::or_gone(store::contact::get_in(unit, id).await)? else { return Ok(None) };
        if contact.source == "test" {
            return Ok(None);
        }
        news.facts.contact = contact.name.or_else(|| contact.phone.map(|p| p.to_string()));
    }
    if let Some(id) = news.except {
        news.facts.by = store::member::find_by_person(unit, id).await?.map(|m| m.name);
    }
    Ok(Some(news))
}

async fn addressed<'a>(unit: &mut Unit, news: &News, all: &'a [Hearer]) -> Result<Vec<&'a Hearer>> {
    let people = match &news.to {
        To::All => None,
        To::People(people) => Some(people.clone()),
        To::Conversation => hands(unit, news, all).await?,
        To::Lead(team) => Some(leads(unit, *team, all).await?),
    };
    let is_meant = |h: &Hearer| match &people {
        Some(people) => people.contains(&h.person_id) || news.kind == NoticeKind::HandOff && h.role == Role::Owner,
        None => news.kind.is_for(h.role),
    };
    Ok(all.iter().filter(|h| Some(h.person_id) != news.except && is_meant(h)).collect())
}

/// In whose hands the conversation is; none: in nobody's.
async fn hands(unit: &mut Unit, news: &News, all: &[Hearer]) -> Result<Option<Vec<PersonId>>> {
    let Some(id) = news.conversation_id else { return Ok(None) };
    let conversation = store::conversation::get_in(unit, id).await?.conversation;
    if let Some(person) = conversation.assignee_id {
        return Ok(Some(vec![person]));
    }
    let Some(team) = conversation.team_id else { return Ok(None) };
    let members = store::team::get(unit, team).await?.member_ids;
    Ok(Some(all.iter().filter(|h| members.contains(&h.member_id)).map(|h| h.person_id).collect::<Vec<_>>()).filter(|people| !people.is_empty()))
}

async fn leads(unit: &mut Unit, team: Option<TeamId>, all: &[Hearer]) -> Result<Vec<PersonId>> {
    let lead = match team {
        Some(team) => store::team::find(unit, team).await?.and_then(|t| t.lead_id),
        None => None,
    };
    let found: Vec<PersonId> = all.iter().filter(|h| Some(h.member_id) == lead).map(|h| h.person_id).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    Ok(all.iter().filter(|h| matches!(h.role, Role::Manager | Role::Admin | Role::Owner)).map(|h| h.person_id).collect())
}

/// Writes it for one person; true when their list has one more.
async fn give(app: &App, unit: &mut Unit, news: &News, to: &Hearer, zone: &str) -> Result<bool> {
    let wanted: Vec<NoticeChannel> = NoticeChannel::ALL.iter().copied().filter(|c| send::has(app, to, *c) && to.wants(news.kind, *c)).collect();
    if wanted.is_empty() {
        return Ok(false);
    }
    let now = unit.now();
    let page = news.page.clone().or_else(|| news.conversation_id.map(|id| format!("inbox/{id}"))).unwrap_or_default();
    let notice = Notice {
        id: NoticeId::new(), person_id: to.person_id, kind: news.kind, conversation_id: news.conversation_id, contact_id: news.contact_id, page, facts: news.facts.clone(), is_listed: wanted.contains(&NoticeChannel::App),
        created_at: now, read_at: None,
    };
    if !store::notice::insert(unit, &notice, news.cause).await? {
        return Ok(false);
    }
    let quiet = quiet_until(&to.settings, news.kind, now, zone)?;
    for channel in wanted.into_iter().filter(|c| *c != NoticeChannel::App) {
        let due = quiet.unwrap_or_else(|| now.plus_secs(send::patience_secs(channel)));
        store::notice::add_send(unit, &notice, channel, due).await?;
        crate::job::notice::send_at(unit, to.person_id, channel, due).await?;
    }
    Ok(notice.is_listed)
}

/// When the quiet ends that holds this back.
fn quiet_until(settings: &NoticeSettings, kind: NoticeKind, now: Ts, zone: &str) -> Result<Option<Ts>> {
    let Some(quiet) = settings.quiet else { return Ok(None) };
    if kind.is_urgent() && !settings.is_strict {
        return Ok(None);
    }
    Ok(quiet.until(now, &domain::time::zone(settings.zone.as_deref().unwrap_or(zone))?))
}

/// What a person may not decide for others: their own settings alone.
pub async fn settings(app: &App, ctx: &Ctx, person: PersonId) -> Result<Hearer> {
    let found = store::notice::people(&mut app.scope(ctx.org).await?, Some(person)).await?;
    found.into_iter().next().ok_or_else(|| Error::not_found("member"))
}

pub async fn change(app: &App, ctx: &Ctx, person: PersonId, change: impl FnOnce(&mut NoticeSettings)) -> Result<Hearer> {
    let before = settings(app, ctx, person).await?;
    let mut after = before.settings.clone();
    change(&mut after);
    if let Some(quiet) = after.quiet {
        quiet.check()?;
    }
    if let Some(zone) = &after.zone {
        domain::time::zone(zone)?;
    }
    let mut unit = app.unit(ctx).await?;
    store::notice::set(&mut unit, person, &after).await?;
    unit.commit().await?;
    Ok(Hearer { settings: after, ..before })
}

/// What was seen is read: one, or all up to one.
pub async fn read(app: &App, ctx: &Ctx, person: PersonId, one: Option<NoticeId>, until: Option<NoticeId>) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let mut is_changed = false;
    if let Some(id) = one {
        is_changed |= store::notice::read(&mut unit, person, id).await?;
    }
    if let Some(id) = until {
        is_changed |= store::notice::read_until(&mut unit, person, id).await?;
    }
    unit.commit().await?;
    if is_changed {
        presence::send(app, ctx.org, Sign::Noticed { person_id: person });
    }
    Ok(())
}
