//! What a customer has to hear of their visit because the firm has decided it: another time, or none. Written in the unit that changes the
//! visit, said by a job (`job/visit_news.rs`) where the customer is reached.

use super::follow::zone_of;
use crate::job::visit_news;
use crate::reminder::{self, Case, Done};
use crate::{App, Ctx, test_chat};
use domain::id::BookingId;
use domain::reminder::ReminderKind;
use domain::{Result, Ts};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VisitNews {
    /// It was at `from`; decided `at`.
    Moved { from: Ts, at: Ts },
    CalledOff { reason: String, at: Ts },
}

impl VisitNews {
    pub(crate) const fn kind(&self) -> ReminderKind {
        match self {
            VisitNews::Moved { .. } => ReminderKind::Moved,
            VisitNews::CalledOff { .. } => ReminderKind::CalledOff,
        }
    }

    /// When it was decided.
    pub(crate) const fn at(&self) -> Ts {
        match self {
            VisitNews::Moved { at, .. } | VisitNews::CalledOff { at, .. } => *at,
        }
    }
}

/// Says it, unless the visit has changed once more or somebody wants to hear nothing.
pub(crate) async fn tell(app: &App, ctx: &Ctx, id: BookingId, news: VisitNews) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let Some(b) = crate::or_gone(store::booking::lock(&mut unit, id).await)? else { return Ok(()) };
    let contact = store::contact::get_in(&mut unit, b.contact_id).await?;
    let is_true = match news {
        VisitNews::Moved { .. } => b.status.is_upcoming(),
        VisitNews::CalledOff { .. } => !b.status.is_active(),
    };
    if !is_true || contact.source == test_chat::SOURCE || contact.source == store::erasure::SOURCE {
        return Ok(());
    }
    let firm = crate::catalog::firm(app, &mut unit).await?;
    let zone = zone_of(&firm, &b);
    let case = Case { firm: &firm, booking: &b, contact: &contact, zone: &zone };
    if let Done::Later(at) = reminder::tell_in(app, &mut unit, case, &news).await? {
        visit_news::enqueue(&mut unit, id, news, at).await?;
    }
    unit.commit().await
}
