//! Deals: read, add, change, move one or many, remove, the way each has gone. Lists and the board are `deal/list.rs`, the funnel
//! `deal/funnel.rs`, pipelines `pipeline.rs`.

mod funnel;
mod list;

use crate::ApiState;
use crate::auth::{Can, may};
use crate::civil::Day;
use crate::extract::{Body, Path, Query};
use crate::field::{self, Patch, Text, When};
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::{Answer, Problem};
use app::deal::{self as deals, DealPatch, Fields, MoveWish, NewDeal};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Ts;
use domain::deal::{DealStatus, MoveCause};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::deal::ShownMove;
use store::deal::list::Card;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create))
        .routes(routes!(list::board))
        .routes(routes!(get, update, remove))
        .routes(routes!(move_to))
        .routes(routes!(move_many))
        .routes(routes!(moves))
        .routes(routes!(funnel::get))
}

words! {
    DealStatusWord = DealStatus, "DealStatus", DealStatus::ALL;
    MoveCauseWord = MoveCause, "MoveCause", MoveCause::ALL;
}

/// Whose deal it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct DealContact {
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DealView {
    pub id: Uuid,
    pub contact_id: Uuid,
    pub contact: DealContact,
    /// Where it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    /// Key of its pipeline.
    pub pipeline: String,
    /// Key of its stage.
    pub stage: String,
    /// What the kind of its stage makes of it.
    #[schema(inline)]
    pub status: DealStatusWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub title: Option<String>,
    /// Minor units of the organization's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub amount: Option<i64>,
    /// The member who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub owner_id: Option<Uuid>,
    /// Key of the tour it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tour: Option<String>,
    /// What scripts found out, by variable.
    pub known: BTreeMap<String, String>,
    /// The organization's own fields.
    pub fields: BTreeMap<String, String>,
    /// When it should be won.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub expected_on: Option<Day>,
    /// Since when it stands at its stage.
    #[schema(inline)]
    pub stage_since: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub loss_reason: Option<String>,
    /// When it was won or lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub closed_at: Option<When>,
    /// Its tasks that are not done.
    pub tasks_open: i64,
    /// The nearest of them that has a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub next_task_at: Option<When>,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Card> for DealView {
    fn from(c: Card) -> Self {
        let d = c.deal;
        DealView {
            id: d.id.uuid(), contact_id: d.contact_id.uuid(), contact: DealContact { id: d.contact_id.uuid(), name: c.contact_name, phone: c.contact_phone }, conversation_id: d.conversation_id.map(Into::into), pipeline: d.pipeline,
            stage: d.stage, status: d.status.into(), title: d.title, amount: d.amount, owner_id: d.owner_id.map(Into::into), tour: d.tour, known: d.known, fields: d.fields, expected_on: d.expected_on.map(Day),
            stage_since: d.stage_since.into(), loss_reason: d.loss_reason, closed_at: d.closed_at.map(Into::into), tasks_open: c.tasks_open, next_task_at: c.next_task_at.map(Into::into), created_at: d.created_at.into(),
            updated_at: d.updated_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDeal {
    contact_id: Uuid,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    title: Option<Text<1, 200>>,
    /// Key of a stage; the first of the pipeline when left out.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    stage: Option<Text<1, 48>>,
    /// Key of a pipeline; the default one, or that of the stage, when left out.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    pipeline: Option<Text<1, 48>>,
    /// Minor units of the organization's currency.
    #[serde(default)]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000_000_000_i64)]
    amount: Option<i64>,
    #[serde(default)]
    #[schema(nullable = false)]
    owner_id: Option<Uuid>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    expected_on: Option<Day>,
    /// Key of a tour.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    tour: Option<Text<1, 48>>,
    /// The organization's own fields: at most 50 of 500 characters, names of 60.
    #[serde(default)]
    #[schema(nullable = false)]
    fields: Option<BTreeMap<String, String>>,
}

/// Absent = stays, null = cleared.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateDeal {
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(inline, value_type = Option<Text<1, 200>>)]
    title: Option<Patch<Text<1, 200>>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000_000_i64)]
    amount: Option<Patch<i64>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    owner_id: Option<Patch<Uuid>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(inline, value_type = Option<Day>)]
    expected_on: Option<Patch<Day>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(inline, value_type = Option<Text<1, 48>>)]
    tour: Option<Patch<Text<1, 48>>>,
    /// All of them.
    #[serde(default)]
    #[schema(nullable = false)]
    fields: Option<BTreeMap<String, String>>,
    /// Those that are named; an empty one is forgotten.
    #[serde(default)]
    #[schema(nullable = false)]
    known: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveDeal {
    /// Key of the stage it goes to, of any pipeline.
    #[schema(inline)]
    stage: Text<1, 48>,
    /// Why it is lost; one of the pipeline's reasons where it has any.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    loss_reason: Option<Text<1, 120>>,
    /// What the stage asks for may come with the move.
    #[serde(default)]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000_000_000_i64)]
    amount: Option<i64>,
    #[serde(default)]
    #[schema(nullable = false)]
    owner_id: Option<Uuid>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    expected_on: Option<Day>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    tour: Option<Text<1, 48>>,
    /// Beside those that are there.
    #[serde(default)]
    #[schema(nullable = false)]
    fields: Option<BTreeMap<String, String>>,
    /// Beside what is known.
    #[serde(default)]
    #[schema(nullable = false)]
    known: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveDeals {
    #[schema(min_items = 1, max_items = 200)]
    ids: Vec<Uuid>,
    #[schema(inline)]
    stage: Text<1, 48>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    loss_reason: Option<Text<1, 120>>,
}

/// A deal that stays where it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedDeal {
    id: Uuid,
    /// `not_found`, `stage_needs`, `loss_reason_missing`, `loss_reason_unknown`.
    code: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MovedDeals {
    moved: Vec<Uuid>,
    refused: Vec<RefusedDeal>,
}

/// Who moved it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoveBy {
    /// `member`, `key`, `agent`, `contact` or `system`.
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    name: Option<String>,
}

/// A step of a deal's way.
#[derive(Debug, Serialize, ToSchema)]
pub struct DealMoveView {
    pub id: Uuid,
    /// Key of the stage it left; absent: it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<String>,
    pub to: String,
    #[schema(inline)]
    pub cause: MoveCauseWord,
    pub by: MoveBy,
    #[schema(inline)]
    pub at: When,
    /// At the stage it left.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub spent_seconds: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub loss_reason: Option<String>,
    /// What became of this visit moved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub booking_id: Option<Uuid>,
}
impl From<ShownMove> for DealMoveView {
    fn from(m: ShownMove) -> Self {
        let step = m.step;
        let kind = if step.actor_kind == "person" { "member".to_owned() } else { step.actor_kind };
        DealMoveView {
            id: step.id.uuid(), from: step.from, to: step.to, cause: step.cause.into(), by: MoveBy { kind, id: step.actor_id, name: m.actor_name }, at: step.at.into(), spent_seconds: step.spent.map(|micros| micros / 1_000_000),
            loss_reason: step.loss_reason, booking_id: step.booking_id.map(Into::into),
        }
    }
}

/// The firm's own fields, by the limits of every other noun's.
pub(super) fn fields(fields: BTreeMap<String, String>) -> Answer<BTreeMap<String, String>> {
    let is_text = |text: &str, most: usize| text.chars().count() <= most && !text.chars().any(|c| c.is_control() && c != '\n');
    if fields.len() > 50 || fields.iter().any(|(name, value)| name.trim().is_empty() || !is_text(name, 60) || !is_text(value, 500)) {
        return Err(Problem::invalid("fields", "at most 50 fields; a name has 1 to 60 characters, a value at most 500"));
    }
    Ok(fields.into_iter().map(|(name, value)| (name.trim().to_owned(), value)).collect())
}

fn known(known: BTreeMap<String, String>) -> Answer<BTreeMap<String, String>> {
    if known.len() > 40 || known.values().any(|value| value.chars().any(char::is_control)) {
        return Err(Problem::invalid("known", "at most 40 values of one line"));
    }
    Ok(known)
}

async fn card(state: &ApiState, org: domain::id::OrgId, id: domain::id::DealId) -> Answer<DealView> {
    Ok(store::deal::list::one(&mut state.app.scope(org).await?, id).await?.into())
}

/// Adds a deal. 422 `stage_unknown`, `pipeline_unknown`, `tour_unknown`, and as for a move: `stage_needs`, `loss_reason_missing`.
#[utoipa::path(post, path = "/deals", tag = "deals", request_body = CreateDeal, responses((status = 201, description = "Added.", body = DealView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditContacts>, Body(body): Body<CreateDeal>) -> Answer<(StatusCode, Json<DealView>)> {
    let patch = DealPatch {
        title: body.title.map(|t| Some(t.into())), amount: body.amount.map(Some), owner: body.owner_id.map(|id| Some(id.into())), expected_on: body.expected_on.map(|d| Some(d.0)), tour: body.tour.map(|t| Some(t.into())),
        fields: body.fields.map(fields).transpose()?.map(Fields::All), ..DealPatch::default()
    };
    let new = NewDeal { contact: body.contact_id.into(), stage: body.stage.map(Into::into), pipeline: body.pipeline.map(Into::into), patch };
    let made = deals::create(&state.app, &who.ctx, new).await?;
    Ok((StatusCode::CREATED, Json(card(&state, who.org(), made.id).await?)))
}

/// One deal.
#[utoipa::path(get, path = "/deals/{id}", tag = "deals", params(("id" = Uuid, Path,)), responses((status = 200, description = "The deal.", body = DealView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<DealView>> {
    Ok(Json(card(&state, who.org(), id.into()).await?))
}

/// Changes a deal; its stage is changed by moving it.
#[utoipa::path(patch, path = "/deals/{id}", tag = "deals", params(("id" = Uuid, Path,)), request_body = UpdateDeal, responses((status = 200, description = "The deal now.", body = DealView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<UpdateDeal>) -> Answer<Json<DealView>> {
    let patch = DealPatch {
        title: body.title.map(|p| p.into_option().map(Into::into)), amount: body.amount.map(Patch::into_option), owner: body.owner_id.map(|p| p.into_option().map(Into::into)),
        expected_on: body.expected_on.map(|p| p.into_option().map(|d| d.0)), tour: body.tour.map(|p| p.into_option().map(Into::into)), fields: body.fields.map(fields).transpose()?.map(Fields::All),
        known: body.known.map(known).transpose()?, loss_reason: None,
    };
    deals::update(&state.app, &who.ctx, id.into(), patch).await?;
    Ok(Json(card(&state, who.org(), id.into()).await?))
}

/// Removes a deal with its history. Its tasks stay with the contact.
#[utoipa::path(delete, path = "/deals/{id}", tag = "deals", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    deals::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Moves a deal to another stage. 422 `stage_unknown`; `stage_needs` when the stage asks for what is not known (`errors` names each); `loss_reason_missing`
/// when the pipeline has reasons and the stage is lost. To where it stands already changes what came with the move and nothing else.
#[utoipa::path(post, path = "/deals/{id}/move", tag = "deals", params(("id" = Uuid, Path,)), request_body = MoveDeal, responses((status = 200, description = "The deal now.", body = DealView)))]
async fn move_to(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<MoveDeal>) -> Answer<Json<DealView>> {
    let patch = DealPatch {
        title: None, amount: body.amount.map(Some), owner: body.owner_id.map(|id| Some(id.into())), expected_on: body.expected_on.map(|d| Some(d.0)), tour: body.tour.map(|t| Some(t.into())),
        fields: body.fields.map(fields).transpose()?.map(Fields::Some), known: body.known.map(known).transpose()?, loss_reason: body.loss_reason.map(Into::into),
    };
    deals::move_to(&state.app, &who.ctx, id.into(), MoveWish { stage: body.stage.into(), patch }).await?;
    Ok(Json(card(&state, who.org(), id.into()).await?))
}

/// Moves up to 200 deals at once. Those that may go, go; of the others it is told why not. 404 when none of them is the organization's.
#[utoipa::path(post, path = "/deals/move", tag = "deals", request_body = MoveDeals, responses((status = 200, description = "What became of each.", body = MovedDeals)))]
async fn move_many(State(state): State<ApiState>, who: Can<may::EditContacts>, Body(body): Body<MoveDeals>) -> Answer<Json<MovedDeals>> {
    let wish = MoveWish { stage: body.stage.into(), patch: DealPatch { loss_reason: body.loss_reason.map(Into::into), ..DealPatch::default() } };
    let done = deals::move_many(&state.app, &who.ctx, body.ids.into_iter().map(Into::into).collect(), &wish).await?;
    let refused = done.refused.into_iter().map(|r| RefusedDeal { id: r.id.uuid(), code: r.code.to_owned() }).collect();
    Ok(Json(MovedDeals { moved: done.moved.into_iter().map(Into::into).collect(), refused }))
}

/// The way a deal has gone, newest first.
#[utoipa::path(get, path = "/deals/{id}/moves", tag = "deals", params(("id" = Uuid, Path,), PageQuery), responses((status = 200, description = "Its steps.", body = Page<DealMoveView>)))]
async fn moves(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<PageQuery>) -> Answer<Json<Page<DealMoveView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    store::deal::get(&mut scope, id.into()).await?;
    let before = query.cursor.map_or((Ts::from_micros(i64::MAX), Uuid::max()), |c| (c.at, c.id));
    let rows = store::deal::moves(&mut scope, id.into(), before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |m| Cursor::new(m.step.at, m.step.id), Into::into)))
}
