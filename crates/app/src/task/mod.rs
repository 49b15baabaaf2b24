//! Tasks of people: made by hand, by stages and by rules (`create_in` joins their unit), done, opened again, put off. The reminder
//! is a job of its own time (`job/remind.rs`): the row says whether it went out, so it goes out once.

use crate::job::remind;
use crate::notice::{self, News, To};
use crate::{App, Ctx};
use domain::id::{ContactId, ConversationId, DealId, MemberId, PersonId, TaskId};
use domain::notice::NoticeKind;
use domain::task::{Days, Doer, day_start};
use domain::{Error, Kind, Result, Ts};
use serde_json::json;
use store::{Reads, Unit};

pub use domain::task::{NewTask, Task, TaskCause};

/// A change by hand; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct TaskPatch {
    pub title: Option<String>,
    pub note: Option<String>,
    pub contact: Option<Option<ContactId>>,
    pub deal: Option<Option<DealId>>,
    pub conversation: Option<Option<ConversationId>>,
    pub assignee: Option<Option<MemberId>>,
    pub due_at: Option<Option<Ts>>,
    pub is_all_day: Option<bool>,
    pub remind_at: Option<Option<Ts>>,
}

/// Makes a task inside a larger unit. A reference nobody knows is `Invalid`; the contact is taken from the deal or the conversation
/// where none is given.
pub async fn create_in(unit: &mut Unit, new: NewTask) -> Result<Task> {
    let now = unit.now();
    let created_by = doer(unit).await?;
    let mut task = Task {
        id: TaskId::new(), title: new.title.trim().to_owned(), note: new.note.trim().to_owned(), contact_id: new.contact_id, deal_id: new.deal_id, conversation_id: new.conversation_id, assignee_id: new.assignee_id,
        due_at: new.due_at, is_all_day: false, remind_at: new.remind_at, reminded_at: None, done_at: None, done_by: None, cause: new.cause, created_by, created_at: now, updated_at: now,
    };
    insert_in(unit, &mut task).await?;
    Ok(task)
}

async fn insert_in(unit: &mut Unit, task: &mut Task) -> Result<()> {
    check(unit, task).await?;
    store::task::insert(unit, task).await?;
    if let Some(at) = task.remind_at {
        remind::enqueue(unit, task.id, at).await?;
    }
    unit.audit("create", "task", Some(task.id.0), None, Some(json!(task))).await?;
    event(unit, "task.created", task).await
}

/// Makes a task by hand. Whoever is given it by another is told.
pub async fn create(app: &App, ctx: &Ctx, new: NewTask, is_all_day: bool) -> Result<Task> {
    let zone = zone(app, ctx).await?;
    let mut unit = app.unit(ctx).await?;
    let now = unit.now();
    let created_by = doer(&mut unit).await?;
    let mut task = Task {
        id: TaskId::new(), title: new.title, note: new.note, contact_id: new.contact_id, deal_id: new.deal_id, conversation_id: new.conversation_id, assignee_id: new.assignee_id, due_at: new.due_at, is_all_day,
        remind_at: new.remind_at, reminded_at: None, done_at: None, done_by: None, cause: new.cause, created_by, created_at: now, updated_at: now,
    };
    settle_day(&mut task, &zone)?;
    insert_in(&mut unit, &mut task).await?;
    given(ctx, &mut unit, &task).await?;
    unit.commit().await?;
    Ok(task)
}

/// Changes a task. Another time of the reminder lets it go out again.
pub async fn update(app: &App, ctx: &Ctx, id: TaskId, patch: TaskPatch) -> Result<Task> {
    let zone = zone(app, ctx).await?;
    let mut unit = app.unit(ctx).await?;
    let before = store::task::lock(&mut unit, id).await?;
    let mut task = before.clone();
    task.title = patch.title.unwrap_or(task.title);
    task.note = patch.note.unwrap_or(task.note);
    task.contact_id = patch.contact.unwrap_or(task.contact_id);
    task.deal_id = patch.deal.unwrap_or(task.deal_id);
    task.conversation_id = patch.conversation.unwrap_or(task.conversation_id);
    task.assignee_id = patch.assignee.unwrap_or(task.assignee_id);
    task.due_at = patch.due_at.unwrap_or(task.due_at);
    task.is_all_day = patch.is_all_day.unwrap_or(task.is_all_day);
    task.remind_at = patch.remind_at.unwrap_or(task.remind_at);
    settle_day(&mut task, &zone)?;
    if task == before {
        return Ok(task);
    }
    // What was fine when it was written may be gone by now; only what is new is looked at.
    let mut looked = task.clone();
    looked.contact_id = task.contact_id.filter(|_| task.contact_id != before.contact_id);
    looked.deal_id = task.deal_id.filter(|_| task.deal_id != before.deal_id);
    looked.conversation_id = task.conversation_id.filter(|_| task.conversation_id != before.conversation_id);
    looked.assignee_id = task.assignee_id.filter(|_| task.assignee_id != before.assignee_id);
    check(&mut unit, &mut looked).await?;
    if task.contact_id.is_none() && patch.contact.is_none() {
        task.contact_id = looked.contact_id;
    }
    if task.remind_at != before.remind_at {
        task.reminded_at = None;
        remind::withdraw(&mut unit, id).await?;
        if let Some(at) = task.remind_at.filter(|_| task.done_at.is_none()) {
            remind::enqueue(&mut unit, id, at).await?;
        }
    }
    task.updated_at = unit.now();
    store::task::update(&mut unit, &task).await?;
    unit.audit("update", "task", Some(id.0), Some(json!(before)), Some(json!(task))).await?;
    event(&mut unit, "task.updated", &task).await?;
    if task.assignee_id != before.assignee_id {
        given(ctx, &mut unit, &task).await?;
    }
    unit.commit().await?;
    Ok(task)
}

/// It is done; done again it stays as it was.
pub async fn done(app: &App, ctx: &Ctx, id: TaskId) -> Result<Task> {
    let mut unit = app.unit(ctx).await?;
    let before = store::task::lock(&mut unit, id).await?;
    if before.done_at.is_some() {
        return Ok(before);
    }
    let now = unit.now();
    let task = Task { done_at: Some(now), done_by: Some(doer(&mut unit).await?), updated_at: now, ..before };
    store::task::update(&mut unit, &task).await?;
    remind::withdraw(&mut unit, id).await?;
    unit.audit("done", "task", Some(id.0), None, Some(json!({"title": task.title, "contact_id": task.contact_id}))).await?;
    event(&mut unit, "task.done", &task).await?;
    unit.commit().await?;
    Ok(task)
}

/// It is not done after all.
pub async fn reopen(app: &App, ctx: &Ctx, id: TaskId) -> Result<Task> {
    let mut unit = app.unit(ctx).await?;
    let before = store::task::lock(&mut unit, id).await?;
    if before.done_at.is_none() {
        return Ok(before);
    }
    let task = Task { done_at: None, done_by: None, updated_at: unit.now(), ..before };
    store::task::update(&mut unit, &task).await?;
    if let Some(at) = task.remind_at.filter(|_| task.reminded_at.is_none()) {
        remind::enqueue(&mut unit, id, at).await?;
    }
    unit.audit("reopen", "task", Some(id.0), None, Some(json!({"title": task.title, "contact_id": task.contact_id}))).await?;
    event(&mut unit, "task.updated", &task).await?;
    unit.commit().await?;
    Ok(task)
}

pub async fn remove(app: &App, ctx: &Ctx, id: TaskId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let task = store::task::lock(&mut unit, id).await?;
    store::task::remove(&mut unit, id).await?;
    remind::withdraw(&mut unit, id).await?;
    unit.audit("remove", "task", Some(id.0), Some(json!(task)), None).await?;
    let payload = json!({"task_id": id, "contact_id": task.contact_id, "deal_id": task.deal_id, "assignee_id": task.assignee_id});
    unit.event("task.removed", id, task.conversation_id.map(Into::into), payload).await?;
    unit.commit().await
}

/// Sends the reminder of a task whose time has come, once: the row is the proof. Of several runners one gets it.
pub(crate) async fn remind_now(app: &App, ctx: &Ctx, id: TaskId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    if !store::task::remind(&mut unit, id).await? {
        return Ok(());
    }
    let task = store::task::get(&mut unit, id).await?.task;
    let people: Vec<PersonId> = match task.assignee_id {
        Some(member) => store::member::find_in(&mut unit, member).await?.map(|m| m.person_id).into_iter().collect(),
        None => task.created_by.person().into_iter().collect(),
    };
    unit.event("task.reminded", id, task.conversation_id.map(Into::into), json!({"task": task, "person_ids": people})).await?;
    told(&mut unit, NoticeKind::TaskDue, &task, people).await?;
    unit.commit().await
}

/// The borders of days where the firm is.
pub async fn days(app: &App, reads: &mut impl Reads) -> Result<Days> {
    let org = store::org::read(reads).await?;
    Days::of(app.now(), &domain::time::zone(&org.zone)?)
}

async fn zone(app: &App, ctx: &Ctx) -> Result<jiff::tz::TimeZone> {
    domain::time::zone(&store::org::read(&mut app.scope(ctx.org).await?).await?.zone)
}

/// A task for a whole day stands at the day's beginning; without a day it is for none.
fn settle_day(task: &mut Task, zone: &jiff::tz::TimeZone) -> Result<()> {
    match task.due_at.filter(|_| task.is_all_day) {
        Some(due) => task.due_at = Some(day_start(due, zone)?),
        None => task.is_all_day = false,
    }
    Ok(())
}

/// Everything it refers to is the firm's own, and about one contact.
async fn check(unit: &mut Unit, task: &mut Task) -> Result<()> {
    if let Some(id) = task.deal_id {
        let deal = store::deal::get(unit, id).await.map_err(|e| unknown(e, "deal_id", "deal_unknown"))?;
        about(task, deal.contact_id)?;
    }
    if let Some(id) = task.conversation_id {
        let row = store::conversation::get_in(unit, id).await.map_err(|e| unknown(e, "conversation_id", "conversation_unknown"))?;
        about(task, row.conversation.contact_id)?;
    }
    if let Some(id) = task.contact_id {
        store::contact::get_in(unit, id).await.map_err(|e| unknown(e, "contact_id", "contact_unknown"))?;
    }
    if let Some(id) = task.assignee_id {
        store::member::find_in(unit, id).await?.ok_or_else(|| Error::invalid("assignee_id", "no such member").code("member_unknown"))?;
    }
    Ok(())
}

fn about(task: &mut Task, contact: ContactId) -> Result<()> {
    match task.contact_id {
        Some(known) if known != contact => Err(Error::invalid("contact_id", "the deal or the conversation is another contact's").code("contact_mismatch")),
        _ => {
            task.contact_id = Some(contact);
            Ok(())
        }
    }
}

fn unknown(error: Error, field: &'static str, code: &'static str) -> Error {
    if error.kind == Kind::NotFound { Error::invalid(field, "no such row").code(code) } else { error }
}

/// Who acts in a unit, with a person's name.
pub(crate) async fn doer(unit: &mut Unit) -> Result<Doer> {
    let (kind, id) = (unit.by().actor.kind().to_owned(), unit.by().actor.id());
    let name = match id {
        Some(id) if kind == "person" => store::member::find_by_person(unit, id.into()).await?.map(|m| m.name),
        Some(id) if kind == "key" => store::api_key::find(unit, id.into()).await?.map(|k| k.name),
        _ => None,
    };
    Ok(Doer { kind, id, name })
}

async fn event(unit: &mut Unit, kind: &str, task: &Task) -> Result<()> {
    unit.event(kind, task.id, task.conversation_id.map(Into::into), json!({"task": task})).await
}

/// Tells whom it was given, unless they gave it to themselves.
async fn given(ctx: &Ctx, unit: &mut Unit, task: &Task) -> Result<()> {
    let Some(member) = task.assignee_id else { return Ok(()) };
    let person = store::member::find_in(unit, member).await?.map(|m| m.person_id).filter(|p| Some(*p) != ctx.person());
    match person {
        Some(person) => told(unit, NoticeKind::TaskGiven, task, vec![person]).await,
        None => Ok(()),
    }
}

async fn told(unit: &mut Unit, kind: NoticeKind, task: &Task, people: Vec<PersonId>) -> Result<()> {
    let news = News::new(kind, To::People(people)).page(format!("tasks?task={}", task.id)).text(&task.title);
    notice::tell(unit, News { contact_id: task.contact_id, ..news }).await
}
