//! Saved filters of contacts, and the grammar of filters on the wire.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Text, When};
use crate::page::Page;
use crate::problem::Answer;
use app::segment::SegmentPatch;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::segment::{Filter, Match, Op, Rule, Segment, Term};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove))
}

words! {
    MatchWord = Match, "Match", Match::ALL;
    OpWord = Op, "RuleOp", Op::ALL;
}

/// Rules that all hold, or of which any does.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilterBody {
    #[serde(rename = "match")]
    #[schema(inline)]
    join: MatchWord,
    /// At most 20 rules in all, those of groups counted.
    #[schema(min_items = 1, max_items = 20)]
    rules: Vec<RuleBody>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum RuleBody {
    Group(GroupBody),
    Term(TermBody),
}

/// A filter in a filter; groups go no deeper.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupBody {
    #[serde(rename = "match")]
    #[schema(inline)]
    join: MatchWord,
    #[schema(min_items = 1, max_items = 20)]
    rules: Vec<TermBody>,
}

/// One question about a contact.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermBody {
    /// `name`, `phone`, `email`, `tag`, `source`, `lang`, `owner` (a member's id), `created_at`, `last_message_at`, `last_visit_at`, `next_visit_at`, `visits`, `spent` (minor units), `stage`, `channel`,
    /// `unsubscribed`, `consent.<kind>`, `field.<key>`.
    #[schema(inline)]
    field: Text<1, 80>,
    #[schema(inline)]
    op: OpWord,
    /// A text, a number, true or false; a day or an instant of times; none with `is_set` and `is_empty`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::field::any_json)]
    value: Option<Value>,
}

impl From<TermBody> for Term {
    fn from(t: TermBody) -> Self {
        Term { field: t.field.into(), op: t.op.into(), value: t.value }
    }
}
impl From<Term> for TermBody {
    fn from(t: Term) -> Self {
        TermBody { field: Text::trusted(t.field), op: t.op.into(), value: t.value }
    }
}
impl From<FilterBody> for Filter {
    fn from(f: FilterBody) -> Self {
        let rule = |rule| match rule {
            RuleBody::Group(g) => Rule::Group(Filter { join: g.join.into(), rules: g.rules.into_iter().map(|t| Rule::Term(t.into())).collect() }),
            RuleBody::Term(t) => Rule::Term(t.into()),
        };
        Filter { join: f.join.into(), rules: f.rules.into_iter().map(rule).collect() }
    }
}
impl From<Filter> for FilterBody {
    fn from(f: Filter) -> Self {
        let terms = |rules: Vec<Rule>| rules.into_iter().filter_map(|r| if let Rule::Term(t) = r { Some(t.into()) } else { None }).collect();
        let rule = |rule| match rule {
            Rule::Group(g) => RuleBody::Group(GroupBody { join: g.join.into(), rules: terms(g.rules) }),
            Rule::Term(t) => RuleBody::Term(t.into()),
        };
        FilterBody { join: f.join.into(), rules: f.rules.into_iter().map(rule).collect() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentView {
    id: Uuid,
    name: String,
    /// `contact`.
    entity: String,
    filter: FilterBody,
    /// Else only whoever made it sees it.
    is_shared: bool,
    /// How many contacts it lets through; where it was asked for, and its filter still fits the firm's fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    count: Option<i64>,
    #[schema(inline)]
    updated_at: When,
}
impl SegmentView {
    fn of(s: Segment, count: Option<i64>) -> Self {
        SegmentView { id: s.id.uuid(), name: s.name, entity: s.entity.as_str().to_owned(), filter: s.filter.into(), is_shared: s.is_shared, count, updated_at: s.updated_at.into() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SegmentEntity {
    Contact,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSegment {
    #[schema(inline)]
    name: Text<1, 120>,
    /// `contact` when left out.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    entity: Option<SegmentEntity>,
    filter: FilterBody,
    #[serde(default)]
    is_shared: bool,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateSegment {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Text<1, 120>>,
    #[serde(default)]
    #[schema(nullable = false)]
    filter: Option<FilterBody>,
    #[serde(default)]
    is_shared: Option<bool>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SegmentQuery {
    /// Says how many contacts each lets through.
    #[param(required = false, nullable = false)]
    with_counts: Option<bool>,
}

/// The firm's shared segments and one's own, by name.
#[utoipa::path(get, path = "/segments", tag = "contacts", params(SegmentQuery), responses((status = 200, description = "Segments.", body = Page<SegmentView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<SegmentQuery>) -> Answer<Json<Page<SegmentView>>> {
    let mut shown = Vec::new();
    for segment in app::segment::all(&state.app, &who.ctx).await? {
        let count = if query.with_counts == Some(true) { app::segment::count(&state.app, who.org(), &segment.filter).await.ok() } else { None };
        shown.push(SegmentView::of(segment, count));
    }
    Ok(Json(Page::whole(shown)))
}

/// One segment with its count.
#[utoipa::path(get, path = "/segments/{id}", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 200, description = "The segment.", body = SegmentView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<SegmentView>> {
    let segment = app::segment::get(&state.app, &who.ctx, id.into()).await?;
    let count = app::segment::count(&state.app, who.org(), &segment.filter).await.ok();
    Ok(Json(SegmentView::of(segment, count)))
}

/// Saves a filter.
#[utoipa::path(post, path = "/segments", tag = "contacts", request_body = CreateSegment, responses((status = 201, description = "Saved.", body = SegmentView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditContacts>, Body(body): Body<CreateSegment>) -> Answer<(StatusCode, Json<SegmentView>)> {
    let SegmentEntity::Contact = body.entity.unwrap_or(SegmentEntity::Contact);
    let made = app::segment::create(&state.app, &who.ctx, body.name.into(), body.filter.into(), body.is_shared).await?;
    Ok((StatusCode::CREATED, Json(SegmentView::of(made, None))))
}

/// Changes a segment.
#[utoipa::path(patch, path = "/segments/{id}", tag = "contacts", params(("id" = Uuid, Path,)), request_body = UpdateSegment, responses((status = 200, description = "The segment now.", body = SegmentView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<UpdateSegment>) -> Answer<Json<SegmentView>> {
    let patch = SegmentPatch { name: body.name.map(Into::into), filter: body.filter.map(Into::into), is_shared: body.is_shared };
    Ok(Json(SegmentView::of(app::segment::update(&state.app, &who.ctx, id.into(), patch).await?, None)))
}

/// Removes a segment; its contacts stay.
#[utoipa::path(delete, path = "/segments/{id}", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    app::segment::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
