//! Partners: list, card, make, change, remove, and the link that binds their chat.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::civil::Day as DayWord;
use crate::extract::{Body, Path, Query};
use crate::field::{self, Email, LangWord, Name, Patch, Text, When};
use crate::page::Page;
use crate::problem::Answer;
use app::partner::{self, NewPartner, PartnerPatch, chat};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::partner::{Commission, CommissionKind, DaysOff, Partner, PartnerChannel, PartnerKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove)).routes(routes!(invite)).routes(routes!(unbind))
}

words! {
    PartnerKindWord = PartnerKind, "PartnerKind", PartnerKind::ALL;
    PartnerChannelWord = PartnerChannel, "PartnerChannel", PartnerChannel::ALL;
    CommissionKindWord = CommissionKind, "CommissionKind", CommissionKind::ALL;
}

/// What the firm earns with a client it handed over.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommissionView {
    #[schema(inline)]
    pub kind: CommissionKindWord,
    /// Of `percent` hundredths of a percent, of `fixed` minor units, of `none` 0.
    pub value: i64,
}
impl From<Commission> for CommissionView {
    fn from(c: Commission) -> Self {
        CommissionView { kind: c.kind.into(), value: c.value }
    }
}
impl From<CommissionView> for Commission {
    fn from(c: CommissionView) -> Self {
        Commission { kind: c.kind.into(), value: c.value }
    }
}

/// Days the partner takes nobody, both ends included.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DaysOffView {
    #[schema(inline)]
    pub from: DayWord,
    #[schema(inline)]
    pub until: DayWord,
}
impl From<DaysOff> for DaysOffView {
    fn from(d: DaysOff) -> Self {
        DaysOffView { from: DayWord(d.from), until: DayWord(d.until) }
    }
}
impl From<DaysOffView> for DaysOff {
    fn from(d: DaysOffView) -> Self {
        DaysOff { from: d.from.0, until: d.until.0 }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PartnerView {
    pub id: Uuid,
    pub name: String,
    #[schema(inline)]
    pub kind: PartnerKindWord,
    /// Whom to ask for.
    pub person: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub email: Option<String>,
    #[schema(inline)]
    pub lang: LangWord,
    /// How they would rather be told.
    #[schema(inline)]
    pub channel: PartnerChannelWord,
    /// They have opened the firm's bot by their link.
    pub has_chat: bool,
    pub commission: CommissionView,
    pub availability: String,
    pub days_off: Vec<DaysOffView>,
    /// The message they get; the usual one when empty.
    pub template: String,
    pub note: String,
    pub is_active: bool,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Partner> for PartnerView {
    fn from(p: Partner) -> Self {
        PartnerView {
            id: p.id.uuid(), name: p.name, kind: p.kind.into(), person: p.person, phone: p.phone.map(|p| p.to_string()), email: p.email, lang: p.lang.into(), channel: p.channel.into(), has_chat: p.chat.is_some(),
            commission: p.commission.into(), availability: p.availability, days_off: p.days_off.into_iter().map(Into::into).collect(), template: p.template, note: p.note, is_active: p.is_active, created_at: p.created_at.into(),
            updated_at: p.updated_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PartnersQuery {
    /// Part of a name, a phone or an e-mail.
    #[param(inline, required = false, nullable = false)]
    q: Option<Text<1, 100>>,
    #[param(inline, required = false, nullable = false)]
    kind: Option<PartnerKindWord>,
    #[param(required = false, nullable = false)]
    is_active: Option<bool>,
}

/// Partners by name, those at work first.
#[utoipa::path(get, path = "/partners", tag = "partners", params(PartnersQuery), responses((status = 200, description = "Partners.", body = Page<PartnerView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<PartnersQuery>) -> Answer<Json<Page<PartnerView>>> {
    let rows = store::partner::list(&mut state.app.scope(who.org()).await?, query.q.as_ref().map(Text::as_str), query.kind.map(Into::into), query.is_active).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// One partner.
#[utoipa::path(get, path = "/partners/{id}", tag = "partners", params(("id" = Uuid, Path,)), responses((status = 200, description = "The partner.", body = PartnerView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<PartnerView>> {
    Ok(Json(store::partner::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreatePartner {
    #[schema(inline)]
    name: Name,
    #[schema(inline)]
    kind: PartnerKindWord,
    #[serde(default)]
    #[schema(inline)]
    person: Text<0, 120>,
    /// As people write it; kept as E.164.
    #[serde(default)]
    #[schema(inline)]
    phone: Option<Text<1, 40>>,
    #[serde(default)]
    #[schema(inline)]
    email: Option<Email>,
    /// The firm's when left out.
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
    #[schema(inline)]
    channel: PartnerChannelWord,
    #[serde(default)]
    commission: Option<CommissionView>,
    #[serde(default)]
    #[schema(inline)]
    availability: Text<0, 500>,
    #[serde(default)]
    #[schema(max_items = 50)]
    days_off: Vec<DaysOffView>,
    /// Variables: `{{partner.name}}`, `{{partner.person}}`, `{{contact.name}}`, `{{contact.phone}}`, `{{wish}}`, `{{deadline}}`, `{{firm.name}}`.
    #[serde(default)]
    #[schema(inline)]
    template: Text<0, 2000>,
    #[serde(default)]
    #[schema(inline)]
    note: Text<0, 4000>,
}

/// Keeps a partner. 422 `template_variable_unknown`.
#[utoipa::path(post, path = "/partners", tag = "partners", request_body = CreatePartner, responses((status = 201, description = "Kept.", body = PartnerView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreatePartner>) -> Answer<(StatusCode, Json<PartnerView>)> {
    let new = NewPartner {
        name: body.name.into(), kind: body.kind.into(), person: body.person.into(), phone: body.phone.map(Into::into), email: body.email.map(Into::into), lang: body.lang.map(Into::into), channel: body.channel.into(),
        commission: body.commission.map_or(Commission::NONE, Into::into), availability: body.availability.into(), days_off: body.days_off.into_iter().map(Into::into).collect(), template: body.template.into(), note: body.note.into(),
    };
    Ok((StatusCode::CREATED, Json(partner::create(&state.app, &who.ctx, new).await?.into())))
}

/// What is left out stays as it is; null clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdatePartner {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Name>,
    #[serde(default)]
    #[schema(inline)]
    kind: Option<PartnerKindWord>,
    #[serde(default)]
    #[schema(inline)]
    person: Option<Text<0, 120>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Text<1, 40>>, inline)]
    phone: Option<Patch<Text<1, 40>>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Email>, inline)]
    email: Option<Patch<Email>>,
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
    #[serde(default)]
    #[schema(inline)]
    channel: Option<PartnerChannelWord>,
    #[serde(default)]
    commission: Option<CommissionView>,
    #[serde(default)]
    #[schema(inline)]
    availability: Option<Text<0, 500>>,
    #[serde(default)]
    #[schema(max_items = 50)]
    days_off: Option<Vec<DaysOffView>>,
    #[serde(default)]
    #[schema(inline)]
    template: Option<Text<0, 2000>>,
    #[serde(default)]
    #[schema(inline)]
    note: Option<Text<0, 4000>>,
    #[serde(default)]
    is_active: Option<bool>,
}

/// Changes a partner. Terms of clients handed over before stay as they were.
#[utoipa::path(patch, path = "/partners/{id}", tag = "partners", params(("id" = Uuid, Path,)), request_body = UpdatePartner, responses((status = 200, description = "The partner now.", body = PartnerView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdatePartner>) -> Answer<Json<PartnerView>> {
    let patch = PartnerPatch {
        name: body.name.map(Into::into), kind: body.kind.map(Into::into), person: body.person.map(Into::into), phone: body.phone.map(|p| p.into_option().map(Into::into)), email: body.email.map(|p| p.into_option().map(Into::into)),
        lang: body.lang.map(Into::into), channel: body.channel.map(Into::into), commission: body.commission.map(Into::into), availability: body.availability.map(Into::into),
        days_off: body.days_off.map(|all| all.into_iter().map(Into::into).collect()), template: body.template.map(Into::into), note: body.note.map(Into::into), is_active: body.is_active,
    };
    Ok(Json(partner::update(&state.app, &who.ctx, id.into(), patch).await?.into()))
}

/// Removes a partner who was never handed anybody. 409 `partner_in_use`.
#[utoipa::path(delete, path = "/partners/{id}", tag = "partners", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    partner::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// For the partner alone: whoever opens it first is taken for them.
#[derive(Debug, Serialize, ToSchema)]
struct ChatLink {
    link: String,
    #[schema(inline)]
    expires_at: When,
}

/// A link by which the partner binds their chat with the firm's bot. 409 `no_bot`.
#[utoipa::path(post, path = "/partners/{id}/chat-link", tag = "partners", params(("id" = Uuid, Path,)), responses((status = 201, description = "The link, seen this once.", body = ChatLink)))]
async fn invite(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<(StatusCode, axum::Extension<crate::idempotency::HoldsSecret>, Json<ChatLink>)> {
    let (link, until) = chat::invite(&state.app, &who.ctx, id.into()).await?;
    Ok((StatusCode::CREATED, axum::Extension(crate::idempotency::HoldsSecret), Json(ChatLink { link, expires_at: until.into() })))
}

/// The partner's chat is theirs no more.
#[utoipa::path(delete, path = "/partners/{id}/chat", tag = "partners", params(("id" = Uuid, Path,)), responses((status = 200, description = "The partner now.", body = PartnerView)))]
async fn unbind(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Json<PartnerView>> {
    Ok(Json(chat::unbind(&state.app, &who.ctx, id.into()).await?.into()))
}
