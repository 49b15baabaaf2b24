//! Clients handed to partners: looked at before, sent, followed, withdrawn, closed; and what they earned.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Text, When};
use crate::idempotency::HoldsSecret;
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use crate::routes::partner::{PartnerChannelWord, PartnerKindWord};
use crate::routes::task::DoerView;
use app::referral::{self, NewReferral, preview};
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::id::ReferralId;
use domain::referral::{HOURS, PhoneShare, ReferralDelivery, ReferralStatus, StepKind};
use serde::{Deserialize, Serialize};
use store::referral::{ReferralFilter, Shown, ShownStep};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(look)).routes(routes!(get)).routes(routes!(withdraw)).routes(routes!(close)).routes(routes!(resend)).routes(routes!(message))
}

words! {
    ReferralStatusWord = ReferralStatus, "ReferralStatus", ReferralStatus::ALL;
    ReferralDeliveryWord = ReferralDelivery, "ReferralDelivery", ReferralDelivery::ALL;
    PhoneShareWord = PhoneShare, "PhoneShare", PhoneShare::ALL;
    StepKindWord = StepKind, "ReferralStepKind", StepKind::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReferralPartner {
    pub id: Uuid,
    pub name: String,
    #[schema(inline)]
    pub kind: PartnerKindWord,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReferralContact {
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReferralView {
    pub id: Uuid,
    pub partner: ReferralPartner,
    pub contact: ReferralContact,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub deal_id: Option<Uuid>,
    /// The member who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub owner_id: Option<Uuid>,
    #[schema(inline)]
    pub status: ReferralStatusWord,
    #[schema(inline)]
    pub channel: PartnerChannelWord,
    #[schema(inline)]
    pub delivery: ReferralDeliveryWord,
    /// As the partner reads it, without the link.
    pub text: String,
    pub wish: String,
    pub shows_name: bool,
    #[schema(inline)]
    pub phone_share: PhoneShareWord,
    pub consent: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub contact_text: Option<String>,
    /// Partners who are asked next.
    pub chain: Vec<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub previous_id: Option<Uuid>,
    #[schema(inline)]
    pub sent_at: When,
    #[schema(inline)]
    pub deadline_at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub reminded_at: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub viewed_at: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub answered_at: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub closed_at: Option<When>,
    /// Of a refusal or a withdrawal.
    pub reason: String,
    /// Minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub commission: Option<i64>,
    pub currency: String,
    pub created_by: DoerView,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Shown> for ReferralView {
    fn from(s: Shown) -> Self {
        let r = s.referral;
        ReferralView {
            id: r.id.uuid(), partner: ReferralPartner { id: r.partner_id.uuid(), name: s.partner_name, kind: s.partner_kind.into() }, contact: ReferralContact { id: r.contact_id.uuid(), name: s.contact_name },
            conversation_id: r.conversation_id.map(Into::into), deal_id: r.deal_id.map(Into::into), owner_id: r.owner_id.map(Into::into), status: r.status.into(), channel: r.channel.into(), delivery: r.delivery.into(), text: r.text, wish: r.wish,
            shows_name: r.shows_name, phone_share: r.phone_share.into(), consent: r.consent, contact_text: r.contact_text, chain: r.chain.into_iter().map(Into::into).collect(), previous_id: r.previous_id.map(Into::into), sent_at: r.sent_at.into(),
            deadline_at: r.deadline_at.into(), reminded_at: r.reminded_at.map(Into::into), viewed_at: r.viewed_at.map(Into::into), answered_at: r.answered_at.map(Into::into), closed_at: r.closed_at.map(Into::into), reason: r.reason,
            amount: r.amount, commission: r.commission, currency: r.currency, created_by: r.created_by.into(), updated_at: r.updated_at.into(),
        }
    }
}

/// One entry of a referral's history.
#[derive(Debug, Serialize, ToSchema)]
struct ReferralStepView {
    #[schema(inline)]
    kind: StepKindWord,
    text: String,
    /// Its `kind` is `partner` for what the partner did.
    by: DoerView,
    #[schema(inline)]
    at: When,
}
impl From<ShownStep> for ReferralStepView {
    fn from(s: ShownStep) -> Self {
        ReferralStepView { kind: s.step.kind.into(), text: s.step.text, by: s.step.by.into(), at: s.step.at.into() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct ReferralDetail {
    #[serde(flatten)]
    referral: ReferralView,
    /// Oldest first.
    steps: Vec<ReferralStepView>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReferralsQuery {
    #[param(required = false, nullable = false)]
    partner_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    contact_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    deal_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    conversation_id: Option<Uuid>,
    /// Only those that wait for an answer or for their end.
    #[serde(default)]
    #[param(required = false)]
    only_open: bool,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// Clients handed to partners, newest first.
#[utoipa::path(get, path = "/referrals", tag = "partners", params(ReferralsQuery), responses((status = 200, description = "Referrals.", body = Page<ReferralView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<ReferralsQuery>) -> Answer<Json<Page<ReferralView>>> {
    let filter = ReferralFilter {
        partner: query.partner_id.map(Into::into), contact: query.contact_id.map(Into::into), deal: query.deal_id.map(Into::into), conversation: query.conversation_id.map(Into::into), only_open: query.only_open,
    };
    let before = query.cursor.map_or(ReferralId(Uuid::max()), |c| c.id.into());
    let rows = store::referral::list(&mut state.app.scope(who.org()).await?, &filter, before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |s| Cursor::new(s.referral.sent_at, s.referral.id), Into::into)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateReferral {
    partner_id: Uuid,
    contact_id: Uuid,
    /// Of this contact.
    #[serde(default)]
    conversation_id: Option<Uuid>,
    #[serde(default)]
    deal_id: Option<Uuid>,
    /// The partner's own way when left out.
    #[serde(default)]
    #[schema(inline)]
    channel: Option<PartnerChannelWord>,
    /// The partner's own message, or the usual one, when left out. A line with a variable nobody may know is left out of the message.
    #[serde(default)]
    #[schema(inline)]
    template: Option<Text<0, 2000>>,
    #[serde(default)]
    #[schema(inline)]
    wish: Text<0, 1000>,
    #[serde(default)]
    shows_name: bool,
    #[schema(inline)]
    phone_share: PhoneShareWord,
    /// How the client agreed; needed where name or phone are told.
    #[serde(default)]
    #[schema(inline)]
    consent: Text<0, 500>,
    /// What the client reads in the conversation when the partner accepts.
    #[serde(default)]
    #[schema(inline)]
    contact_text: Option<Text<0, 1000>>,
    /// Partners who are asked one after another when this one does not take the client.
    #[serde(default)]
    #[schema(max_items = 10)]
    chain: Vec<Uuid>,
    /// A member; whoever hands over when left out.
    #[serde(default)]
    owner_id: Option<Uuid>,
    /// Until the partner has to answer.
    #[serde(default = "usual_hours")]
    #[schema(minimum = 1, maximum = 336)]
    hours: u16,
}

const fn usual_hours() -> u16 {
    HOURS
}

impl From<CreateReferral> for NewReferral {
    fn from(body: CreateReferral) -> Self {
        NewReferral {
            partner_id: body.partner_id.into(), contact_id: body.contact_id.into(), conversation_id: body.conversation_id.map(Into::into), deal_id: body.deal_id.map(Into::into), channel: body.channel.map(Into::into),
            draft: preview::Draft { template: body.template.map(Into::into), wish: body.wish.into(), shows_name: body.shows_name, phone_share: body.phone_share.into(), hours: body.hours },
            consent: body.consent.into(), contact_text: body.contact_text.map(Into::into), chain: body.chain.into_iter().map(Into::into).collect(), owner_id: body.owner_id.map(Into::into),
        }
    }
}

/// A way to the partner.
#[derive(Debug, Serialize, ToSchema)]
struct WayView {
    #[schema(inline)]
    channel: PartnerChannelWord,
    /// Why it is closed: `no_mail_server`, `no_email`, `no_chat`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    closed: Option<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReferralPreview {
    template: String,
    /// What the partner would read; the link stands below it.
    text: String,
    #[schema(inline)]
    channel: PartnerChannelWord,
    ways: Vec<WayView>,
    #[schema(inline)]
    deadline_at: When,
    /// The partner takes nobody today.
    is_day_off: bool,
}

/// What a partner would read. Nothing is sent.
#[utoipa::path(post, path = "/referrals/preview", tag = "partners", request_body = CreateReferral, responses((status = 200, description = "The message.", body = ReferralPreview)))]
async fn look(State(state): State<ApiState>, who: Can<may::EditContacts>, Body(body): Body<CreateReferral>) -> Answer<Json<ReferralPreview>> {
    let p = preview::preview(&state.app, &who.ctx, &body.into()).await?;
    let ways = p.ways.into_iter().map(|way| WayView { channel: way.channel.into(), closed: way.closed }).collect();
    Ok(Json(ReferralPreview { template: p.template, text: p.text, channel: p.channel.into(), ways, deadline_at: p.deadline_at.into(), is_day_off: p.is_day_off }))
}

async fn shown(state: &ApiState, who: &crate::auth::Caller, id: ReferralId) -> Answer<ReferralView> {
    Ok(store::referral::get(&mut state.app.scope(who.org()).await?, id).await?.into())
}

/// Hands a client to a partner. 409 `referral_open`, `partner_inactive`, `no_email`, `no_chat`, `no_mail_server`; 422 `consent_needed`, `template_variable_unknown`.
#[utoipa::path(post, path = "/referrals", tag = "partners", request_body = CreateReferral, responses((status = 201, description = "Sent, or ready to be sent by a person.", body = ReferralView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditContacts>, Body(body): Body<CreateReferral>) -> Answer<(StatusCode, Json<ReferralView>)> {
    let made = referral::create(&state.app, &who.ctx, body.into()).await?;
    Ok((StatusCode::CREATED, Json(shown(&state, &who, made.id).await?)))
}

/// One referral with its history.
#[utoipa::path(get, path = "/referrals/{id}", tag = "partners", params(("id" = Uuid, Path,)), responses((status = 200, description = "The referral.", body = ReferralDetail)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ReferralDetail>> {
    let mut scope = state.app.scope(who.org()).await?;
    let referral = store::referral::get(&mut scope, id.into()).await?.into();
    let steps = store::referral::steps(&mut scope, id.into()).await?;
    Ok(Json(ReferralDetail { referral, steps: steps.into_iter().map(Into::into).collect() }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawReferral {
    #[serde(default)]
    #[schema(inline)]
    reason: Text<0, 500>,
}

/// Takes a client back from a partner; the partner is told. 409 `referral_over`.
#[utoipa::path(post, path = "/referrals/{id}/withdraw", tag = "partners", params(("id" = Uuid, Path,)), request_body = WithdrawReferral, responses((status = 200, description = "The referral now.", body = ReferralView)))]
async fn withdraw(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<WithdrawReferral>) -> Answer<Json<ReferralView>> {
    referral::withdraw(&state.app, &who.ctx, id.into(), body.reason.as_str()).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CloseReferral {
    /// The partner served the client.
    is_done: bool,
    /// What the client paid, in minor units.
    #[serde(default)]
    #[schema(minimum = 0)]
    amount: Option<i64>,
    #[serde(default)]
    #[schema(inline)]
    note: Text<0, 500>,
}

/// What came of a client a partner took; the commission follows from it. May be said anew. 409 `referral_over`.
#[utoipa::path(post, path = "/referrals/{id}/close", tag = "partners", params(("id" = Uuid, Path,)), request_body = CloseReferral, responses((status = 200, description = "The referral now.", body = ReferralView)))]
async fn close(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<CloseReferral>) -> Answer<Json<ReferralView>> {
    referral::close(&state.app, &who.ctx, id.into(), body.is_done, body.amount, body.note.as_str()).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResendReferral {
    /// The same way when left out.
    #[serde(default)]
    #[schema(inline)]
    channel: Option<PartnerChannelWord>,
}

/// Sends the message again, perhaps another way. The deadline stays. 409 `referral_over`.
#[utoipa::path(post, path = "/referrals/{id}/resend", tag = "partners", params(("id" = Uuid, Path,)), request_body = ResendReferral, responses((status = 200, description = "The referral now.", body = ReferralView)))]
async fn resend(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<ResendReferral>) -> Answer<Json<ReferralView>> {
    referral::resend(&state.app, &who.ctx, id.into(), body.channel.map(Into::into)).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

/// For a person who sends it by themselves.
#[derive(Debug, Serialize, ToSchema)]
struct ReferralMessage {
    /// Whoever has it answers for the partner.
    link: String,
    /// The message with the link.
    text: String,
    /// Opens WhatsApp with the message, where the partner's phone is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    whatsapp: Option<String>,
}

/// The message with its link. 409 `referral_over`.
#[utoipa::path(post, path = "/referrals/{id}/message", tag = "partners", params(("id" = Uuid, Path,)), responses((status = 200, description = "The message.", body = ReferralMessage)))]
async fn message(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>) -> Answer<(Extension<HoldsSecret>, Json<ReferralMessage>)> {
    let (link, text, whatsapp) = referral::message(&state.app, &who.ctx, id.into()).await?;
    Ok((Extension(HoldsSecret), Json(ReferralMessage { link, text, whatsapp })))
}
