//! Your notices: the list, how many are unread, what you want to be told of and where, your chat with the firm's bot.

use crate::ApiState;
use crate::auth::SignedIn;
use crate::extract::{Body, Query};
use crate::field::{self, Patch, Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use app::notice::{self, words};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Lang;
use domain::id::NoticeId;
use domain::notice::{Notice, NoticeChannel, NoticeKind, Quiet};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use store::notice::Hearer;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(unread))
        .routes(routes!(read))
        .routes(routes!(settings, update_settings))
        .routes(routes!(invite, unbind))
}

words! {
    NoticeKindWord = NoticeKind, "NoticeKind", NoticeKind::ALL;
    NoticeChannelWord = NoticeChannel, "NoticeChannel", NoticeChannel::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeView {
    pub id: Uuid,
    #[schema(inline)]
    pub kind: NoticeKindWord,
    /// In your language.
    pub title: String,
    pub body: String,
    /// The page of the app it is about, below `/app/`.
    pub page: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    #[schema(inline)]
    pub created_at: When,
    pub is_read: bool,
}

impl NoticeView {
    fn of(n: Notice, lang: Lang, zone: &TimeZone) -> Self {
        let said = words::said(&n, lang, true, zone);
        NoticeView { id: n.id.uuid(), kind: n.kind.into(), title: said.title, body: said.body, page: n.page, conversation_id: n.conversation_id.map(Into::into), created_at: n.created_at.into(), is_read: n.read_at.is_some() }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NoticesQuery {
    /// Only what you have not read.
    #[serde(default)]
    #[param(required = false)]
    unread: bool,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UnreadNotices {
    /// Up to 100.
    pub unread: i64,
}

/// One of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadNotices {
    #[serde(default)]
    id: Option<Uuid>,
    /// This one and all older ones.
    #[serde(default)]
    until: Option<Uuid>,
}

/// Minutes from midnight, in your time zone; over midnight where `to` is before `from`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietView {
    #[schema(maximum = 1439)]
    pub from: u16,
    #[schema(maximum = 1439)]
    pub to: u16,
}

/// One event, and where you are told of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeWish {
    #[schema(inline)]
    pub kind: NoticeKindWord,
    pub app: bool,
    pub push: bool,
    pub email: bool,
    pub chat: bool,
}

/// One square of the table.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoticeChoice {
    #[schema(inline)]
    kind: NoticeKindWord,
    #[schema(inline)]
    channel: NoticeChannelWord,
    on: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeSettingsView {
    pub wishes: Vec<NoticeWish>,
    /// What comes then waits, and is told at once when they are over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub quiet: Option<QuietView>,
    /// Hand-offs and broken connections come in quiet hours, too.
    pub lets_urgent: bool,
    /// Yours; the firm's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub timezone: Option<String>,
    /// Notices outside of the app may show names and words of customers.
    pub show_text: bool,
    /// This server sends letters.
    pub has_email: bool,
    /// Your address.
    pub email: String,
    pub is_chat_bound: bool,
    /// Since when your chat takes nothing any more: you blocked the bot, or it is connected no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub chat_lost_at: Option<When>,
}

impl NoticeSettingsView {
    fn of(state: &ApiState, h: Hearer) -> Self {
        let wishes = NoticeKind::ALL.iter().map(|kind| NoticeWish {
            kind: (*kind).into(), app: h.wants(*kind, NoticeChannel::App), push: h.wants(*kind, NoticeChannel::Push), email: h.wants(*kind, NoticeChannel::Email), chat: h.wants(*kind, NoticeChannel::Chat),
        });
        NoticeSettingsView {
            wishes: wishes.collect(), quiet: h.settings.quiet.map(|q| QuietView { from: q.from, to: q.to }), lets_urgent: !h.settings.is_strict, timezone: h.settings.zone.clone(), show_text: h.shows_text(),
            has_email: state.app.config().mailer.is_some(), email: h.email.clone(), is_chat_bound: h.chat.is_some(), chat_lost_at: h.chat_lost_at.map(Into::into),
        }
    }
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateNoticeSettings {
    #[serde(default)]
    #[schema(max_items = 100)]
    wishes: Vec<NoticeChoice>,
    /// Null is none.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<QuietView>)]
    quiet: Option<Patch<QuietView>>,
    #[serde(default)]
    lets_urgent: Option<bool>,
    /// An IANA name; null is the firm's.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<String>, max_length = 64)]
    timezone: Option<Patch<Text<1, 64>>>,
    #[serde(default)]
    show_text: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeChatLink {
    /// Open it where your messenger is, and press Start there. It works once.
    pub link: String,
    #[schema(inline)]
    pub until: When,
}

/// Your notices, newest first.
#[utoipa::path(get, path = "/notices", tag = "people", params(NoticesQuery), responses((status = 200, description = "Notices.", body = Page<NoticeView>)))]
async fn list(State(state): State<ApiState>, who: SignedIn, Query(query): Query<NoticesQuery>) -> Answer<Json<Page<NoticeView>>> {
    let ctx = who.ctx()?;
    let you = notice::settings(&state.app, &ctx, who.person()).await?;
    let mut scope = state.app.scope(ctx.org).await?;
    let zone = store::org::get(&mut scope).await?.zone;
    let zone = domain::time::zone(you.settings.zone.as_deref().unwrap_or(&zone))?;
    let before = query.cursor.map_or(Uuid::max(), |c| c.id);
    let rows = store::notice::list(&mut scope, who.person(), before.into(), query.unread, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |n| Cursor::new(n.created_at, n.id), |n| NoticeView::of(n, you.lang, &zone))))
}

/// How many you have not read.
#[utoipa::path(get, path = "/notices/unread", tag = "people", responses((status = 200, description = "The count.", body = UnreadNotices)))]
async fn unread(State(state): State<ApiState>, who: SignedIn) -> Answer<Json<UnreadNotices>> {
    let ctx = who.ctx()?;
    Ok(Json(UnreadNotices { unread: store::notice::unread(&mut state.app.scope(ctx.org).await?, who.person()).await? }))
}

/// Marks notices as read: one, or one with all that are older.
#[utoipa::path(post, path = "/notices/read", tag = "people", request_body = ReadNotices, responses((status = 204, description = "Read.")))]
async fn read(State(state): State<ApiState>, who: SignedIn, Body(body): Body<ReadNotices>) -> Answer<StatusCode> {
    notice::read(&state.app, &who.ctx()?, who.person(), body.id.map(NoticeId), body.until.map(NoticeId)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What you are told of and where.
#[utoipa::path(get, path = "/notices/settings", tag = "people", responses((status = 200, description = "Your settings.", body = NoticeSettingsView)))]
async fn settings(State(state): State<ApiState>, who: SignedIn) -> Answer<Json<NoticeSettingsView>> {
    let you = notice::settings(&state.app, &who.ctx()?, who.person()).await?;
    Ok(Json(NoticeSettingsView::of(&state, you)))
}

/// Changes what you are told of and where.
#[utoipa::path(patch, path = "/notices/settings", tag = "people", request_body = UpdateNoticeSettings, responses((status = 200, description = "Your settings now.", body = NoticeSettingsView)))]
async fn update_settings(State(state): State<ApiState>, who: SignedIn, Body(body): Body<UpdateNoticeSettings>) -> Answer<Json<NoticeSettingsView>> {
    let change = |s: &mut domain::notice::NoticeSettings| {
        for choice in body.wishes {
            s.wishes.entry(choice.kind.into()).or_default().insert(choice.channel.into(), choice.on);
        }
        if let Some(quiet) = body.quiet {
            s.quiet = quiet.into_option().map(|q| Quiet { from: q.from, to: q.to });
        }
        if let Some(zone) = body.timezone {
            s.zone = zone.into_option().map(Into::into);
        }
        s.is_strict = body.lets_urgent.map_or(s.is_strict, |lets| !lets);
        s.show_text = body.show_text.or(s.show_text);
    };
    let you = notice::change(&state.app, &who.ctx()?, who.person(), change).await?;
    Ok(Json(NoticeSettingsView::of(&state, you)))
}

/// A link that binds your chat with the firm's bot; it works once, within an hour.
#[utoipa::path(post, path = "/notices/chat", tag = "people", responses((status = 200, description = "The link.", body = NoticeChatLink)))]
async fn invite(State(state): State<ApiState>, who: SignedIn) -> Answer<(axum::Extension<crate::idempotency::HoldsSecret>, Json<NoticeChatLink>)> {
    let (link, until) = notice::chat::invite(&state.app, &who.ctx()?, who.person()).await?;
    Ok((axum::Extension(crate::idempotency::HoldsSecret), Json(NoticeChatLink { link, until: until.into() })))
}

/// Lets the chat go.
#[utoipa::path(delete, path = "/notices/chat", tag = "people", responses((status = 204, description = "Let go.")))]
async fn unbind(State(state): State<ApiState>, who: SignedIn) -> Answer<StatusCode> {
    notice::chat::unbind(&state.app, &who.ctx()?, who.person()).await?;
    Ok(StatusCode::NO_CONTENT)
}
