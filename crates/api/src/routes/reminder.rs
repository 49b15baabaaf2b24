//! What is done around a visit by itself: the firm's wishes as part of its settings, and what was said around one visit.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Path;
use crate::field::{Text, When};
use crate::problem::Answer;
use app::reminder::FollowUp;
use axum::Json;
use axum::extract::State;
use domain::feedback::Feedback;
use domain::reminder::{OwnText, Reached, Reminder, ReminderAnswer, ReminderKind, VisitSettings};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(follow_up)).routes(routes!(remind))
}

words! {
    ReachedWord = Reached, "Reached", Reached::ALL;
    ReminderAnswerWord = ReminderAnswer, "ReminderAnswer", ReminderAnswer::ALL;
    ReminderKindWord = ReminderKind, "ReminderKind", ReminderKind::ALL;
}

/// The firm's own words, by language, with `{{contact.name}}`, `{{contact.first_name}}`, `{{visit.when}}`, `{{visit.date}}`, `{{visit.time}}`,
/// `{{visit.services}}`, `{{visit.employee}}`, `{{visit.address}}`, `{{firm.name}}`, `{{firm.phone}}`; the usual ones where it is missing.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReminderTextView {
    #[schema(inline)]
    pub ru: Option<Text<1, 1000>>,
    #[schema(inline)]
    pub en: Option<Text<1, 1000>>,
}

/// What is done around a visit without being asked.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VisitsView {
    pub reminders: bool,
    /// How long before a visit, each once, from 15 to 20160.
    #[schema(max_items = 4)]
    pub remind_minutes: Vec<u32>,
    /// Replaced as a whole.
    pub reminder_text: ReminderTextView,
    /// Nothing is said before this hour of the firm's day …
    #[schema(maximum = 23)]
    pub quiet_until_hour: u8,
    /// … nor after this one; 24 is midnight.
    #[schema(minimum = 1, maximum = 24)]
    pub quiet_from_hour: u8,
    /// A visit nobody has marked is held to be completed, `complete_minutes` after its end.
    pub completes: bool,
    #[schema(maximum = 10080)]
    pub complete_minutes: u32,
    /// Who did not come is offered another time.
    pub offers_after_no_show: bool,
    /// How a visit was is asked `feedback_minutes` after it was completed, of one customer at most once in `feedback_days`.
    pub feedback: bool,
    #[schema(maximum = 10080)]
    pub feedback_minutes: u32,
    #[schema(maximum = 366)]
    pub feedback_days: u32,
    /// Where a happy customer may write a review.
    #[schema(inline)]
    pub review_link: Option<Text<1, 500>>,
    /// People wait for a place, and one that comes free is offered to them, kept for `offer_minutes`.
    pub waitlist: bool,
    #[schema(minimum = 5, maximum = 1440)]
    pub offer_minutes: u32,
    /// A visit whose prepayment has not come so long after it was made is called off, and its customer told; 0 = never, else 30 at least.
    #[schema(maximum = 20160)]
    pub prepay_minutes: u32,
    /// How to pay; said when a visit with a prepayment is booked. Replaced as a whole.
    pub prepay_text: ReminderTextView,
}
impl Default for VisitsView {
    fn default() -> Self {
        VisitSettings::default().into()
    }
}
impl From<VisitSettings> for VisitsView {
    fn from(s: VisitSettings) -> Self {
        let own = |OwnText { ru, en }: OwnText| ReminderTextView { ru: ru.map(Text::trusted), en: en.map(Text::trusted) };
        VisitsView {
            reminders: s.reminders, remind_minutes: s.remind_minutes, reminder_text: own(s.reminder_text), quiet_until_hour: s.quiet_until_hour, quiet_from_hour: s.quiet_from_hour,
            completes: s.completes, complete_minutes: s.complete_minutes, offers_after_no_show: s.offers_after_no_show, feedback: s.feedback, feedback_minutes: s.feedback_minutes, feedback_days: s.feedback_days,
            review_link: s.review_link.map(Text::trusted), waitlist: s.waitlist, offer_minutes: s.offer_minutes, prepay_minutes: s.prepay_minutes,
            prepay_text: own(s.prepay_text),
        }
    }
}

/// Something that was said before a visit, or after one that was missed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReminderView {
    #[schema(inline)]
    kind: ReminderKindWord,
    /// Of the visit as it stood then.
    #[schema(inline)]
    starts_at: When,
    minutes_before: u32,
    /// As a message, or as a task to call, where no channel reaches the customer.
    #[schema(inline)]
    reached: ReachedWord,
    #[schema(inline)]
    sent_at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    answer: Option<ReminderAnswerWord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    answered_at: Option<When>,
}
impl From<Reminder> for ReminderView {
    fn from(r: Reminder) -> Self {
        ReminderView {
            kind: r.kind.into(), starts_at: r.starts_at.into(), minutes_before: r.minutes_before, reached: r.reached.into(), sent_at: r.sent_at.into(), answer: r.answer.map(Into::into), answered_at: r.answered_at.map(Into::into),
        }
    }
}

/// What the customer said of the visit.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedbackView {
    #[schema(inline)]
    asked_at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 5)]
    rating: Option<u8>,
    text: String,
    /// To put it right.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    task_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    answered_at: Option<When>,
}
impl From<Feedback> for FeedbackView {
    fn from(f: Feedback) -> Self {
        FeedbackView { asked_at: f.asked_at.into(), rating: f.rating, text: f.text, task_id: f.task_id.map(Into::into), answered_at: f.answered_at.map(Into::into) }
    }
}

/// What was said around a visit, and what came back.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUpView {
    /// In the order in which they went out.
    reminders: Vec<ReminderView>,
    /// When the next reminder is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    next_at: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    feedback: Option<FeedbackView>,
}
impl From<FollowUp> for FollowUpView {
    fn from(f: FollowUp) -> Self {
        FollowUpView { reminders: f.reminders.into_iter().map(Into::into).collect(), next_at: f.next_at.map(Into::into), feedback: f.feedback.map(Into::into) }
    }
}

/// Reminders of a visit and what the customer said of it.
#[utoipa::path(get, path = "/bookings/{id}/follow-up", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 200, description = "What was said.", body = FollowUpView)))]
async fn follow_up(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<FollowUpView>> {
    Ok(Json(app::reminder::follow_up(&state.app, who.org(), id.into()).await?.into()))
}

/// Reminds the customer now, in the conversation where they are reached. 409 `unsubscribed`, `unreachable`, `turn_under_way` or `booking_transition` says
/// why that cannot be.
#[utoipa::path(post, path = "/bookings/{id}/remind", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 200, description = "What was said.", body = FollowUpView)))]
async fn remind(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>) -> Answer<Json<FollowUpView>> {
    Ok(Json(app::reminder::remind_now(&state.app, &who.ctx, id.into()).await?.into()))
}
