//! An employee's calendar outside Samovar: a secret address that a phone or a calendar program reads by itself. Whoever has it sees that
//! employee's visits and nothing else, until it is taken back.

use crate::access::token;
use crate::catalog::Firm;
use crate::{App, Ctx};
use domain::employee::Employee;
use domain::id::{CalendarFeedId, EmployeeId};
use domain::{Error, Kind, Result, Secret};
use serde_json::{Value, json};
use std::sync::Arc;
use store::block::Block;
use store::calendar::{CalendarFilter, Entry};
use store::calendar_feed::{self, CalendarFeed};
use store::group_event::{Counted, GroupEventFilter};

/// What is past stays in sight so long, and nothing further ahead is told.
const PAST_DAYS: i64 = 30;
const AHEAD_DAYS: i64 = 180;
/// Addresses of one employee: a phone, a computer, a spouse.
const MOST: usize = 5;
const MOST_GROUPS: i64 = 2_000;
/// How often a reading is written down.
const TOUCH_SECS: i64 = 300;
const DAY: i64 = 24 * 60;

/// Makes an address. It is told once.
pub async fn create(app: &App, ctx: &Ctx, employee: EmployeeId) -> Result<(CalendarFeed, Secret)> {
    let secret = token::fresh("")?;
    let mut unit = app.unit(ctx).await?;
    store::employee::get(&mut unit, employee).await?;
    if calendar_feed::list(&mut unit, employee).await?.len() >= MOST {
        return Err(Error::conflict(format!("at most {MOST} addresses of one employee")).code("over_limit"));
    }
    let feed = CalendarFeed {
        org_id: ctx.org, id: CalendarFeedId::new(), employee_id: employee, token_hash: token::digest(secret.expose()), created_by: ctx.person(), created_at: unit.now(), read_at: None,
    };
    calendar_feed::insert(&mut unit, &feed).await?;
    unit.audit("create", "calendar_feed", Some(feed.id.uuid()), None, public(&feed)).await?;
    unit.commit().await?;
    Ok((feed, secret))
}

/// Takes an address back: from the next reading on there is nothing there.
pub async fn remove(app: &App, ctx: &Ctx, employee: EmployeeId, id: CalendarFeedId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let feed = calendar_feed::get(&mut unit, id).await?;
    if feed.employee_id != employee {
        return Err(Error::not_found("calendar feed"));
    }
    calendar_feed::remove(&mut unit, id).await?;
    unit.audit("remove", "calendar_feed", Some(id.uuid()), public(&feed), None).await?;
    unit.commit().await
}

fn public(f: &CalendarFeed) -> Option<Value> {
    Some(json!({"id": f.id, "employee_id": f.employee_id, "created_at": f.created_at}))
}

/// What an address shows.
#[derive(Clone, Debug)]
pub struct Feed {
    pub firm: Arc<Firm>,
    pub employee: Employee,
    /// Of people who come by themselves; those of a class are counted in it.
    pub visits: Vec<Entry>,
    pub groups: Vec<Counted>,
    pub blocks: Vec<Block>,
}

/// The calendar behind an address. An unknown one and one that was taken back look the same.
pub async fn read(app: &App, secret: &str) -> Result<Feed> {
    let gone = || Error::new(Kind::NotFound, "no calendar here").code("calendar_feed_unknown");
    let mut root = app.db().root().await?;
    let feed = calendar_feed::find_by_hash(&mut root, &token::digest(secret)).await?.ok_or_else(gone)?;
    let now = app.now();
    if feed.read_at.is_none_or(|at| at < now.plus_secs(-TOUCH_SECS)) {
        calendar_feed::touch(&mut root, &feed, now).await?;
        root.commit().await?;
    }
    let mut scope = app.scope(feed.org_id).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let employee = store::employee::get(&mut scope, feed.employee_id).await?;
    let filter = CalendarFilter { from: now.plus_minutes(-PAST_DAYS * DAY), until: now.plus_minutes(AHEAD_DAYS * DAY), branch: None, employee: Some(employee.id), with_cancelled: false };
    let mut visits = store::calendar::entries(&mut scope, &filter).await?;
    visits.retain(|e| e.booking.group_event_id.is_none() && e.booking.status.is_active());
    let groups = GroupEventFilter { from: filter.from, until: filter.until, branch: None, employee: Some(employee.id), service: None, with_cancelled: false };
    let groups = store::group_event::list(&mut scope, &groups, (domain::Ts::from_micros(0), domain::id::GroupEventId::nil()), MOST_GROUPS).await?;
    let blocks = store::calendar::blocks(&mut scope, &filter).await?;
    Ok(Feed { firm, employee, visits, groups, blocks })
}
