//! Contacts that may be one, making one of two, and taking that back.

use super::{ContactCard, ContactView};
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use crate::routes::story::ByView;
use app::contact::merge::{self, Conflict, DAYS};
use app::contact::timeline::{By, signed};
use app::contact::duplicate;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Ts;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use store::contact::duplicate::Alike;
use store::merge::{Counts, Merge};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Why two look like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonWord {
    Phone,
    Email,
    Name,
}
impl From<Alike> for ReasonWord {
    fn from(alike: Alike) -> Self {
        match alike {
            Alike::Phone => ReasonWord::Phone,
            Alike::Email => ReasonWord::Email,
            Alike::Name => ReasonWord::Name,
        }
    }
}

/// Two contacts that may be one.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicateView {
    a: ContactCard,
    b: ContactCard,
    /// 0 to 100, the surest first.
    score: i64,
    #[schema(inline)]
    reasons: Vec<ReasonWord>,
}

/// A page of pairs.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicatePage {
    items: Vec<DuplicateView>,
    /// Give it back as `cursor` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_cursor: Option<String>,
    total: usize,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DuplicateQuery {
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
    /// Only pairs this contact is one of.
    #[param(required = false, nullable = false)]
    contact_id: Option<Uuid>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DismissDuplicate {
    a_id: Uuid,
    b_id: Uuid,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    other_id: Uuid,
}

/// A field both have, each its own way.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeConflictView {
    /// `name`, `phone`, `email`, `lang`, `timezone`, `owner_id`, `preferred_channel` or `fields.<key>`.
    field: String,
    #[schema(schema_with = crate::field::any_json)]
    kept: Value,
    #[schema(schema_with = crate::field::any_json)]
    other: Value,
}
impl From<Conflict> for MergeConflictView {
    fn from(c: Conflict) -> Self {
        MergeConflictView { field: c.field, kept: c.kept, other: c.other }
    }
}

/// How many rows go over.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovesView {
    conversations: i64,
    bookings: i64,
    deals: i64,
    tasks: i64,
    notes: i64,
    facts: i64,
    identities: i64,
}
impl From<Counts> for MovesView {
    fn from(c: Counts) -> Self {
        MovesView { conversations: c.conversations, bookings: c.bookings, deals: c.deals, tasks: c.tasks, notes: c.notes, facts: c.facts, identities: c.identities }
    }
}
impl From<&BTreeMap<&'static str, i64>> for MovesView {
    fn from(rows: &BTreeMap<&'static str, i64>) -> Self {
        let of = |name: &str| rows.get(name).copied().unwrap_or(0);
        MovesView { conversations: of("conversations"), bookings: of("bookings"), deals: of("deals"), tasks: of("tasks"), notes: of("notes"), facts: of("facts"), identities: of("identities") }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MergePreview {
    kept: ContactCard,
    other: ContactCard,
    /// The card if every conflict is left to the kept one.
    result: ContactCard,
    conflicts: Vec<MergeConflictView>,
    moves: MovesView,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeBody {
    /// The contact that goes.
    other_id: Uuid,
    /// Fields in which the other is right.
    #[serde(default)]
    #[schema(inline, max_items = 100)]
    take_other: Vec<Text<1, 80>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MergeDone {
    contact: ContactView,
    merge_id: Uuid,
}

/// The contact that went.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergedContact {
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MergeView {
    id: Uuid,
    #[schema(inline)]
    at: When,
    by: ByView,
    kept_id: Uuid,
    other: MergedContact,
    moves: MovesView,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    undone_at: Option<When>,
    #[schema(inline)]
    undo_until: When,
}
impl MergeView {
    fn of(m: Merge, by: By) -> Self {
        let moves = (&merge::moves(&m)).into();
        let other = m.other.map(|c| (c.contact.name, c.contact.phone.map(|p| p.to_string())));
        let (name, phone) = other.unwrap_or_default();
        MergeView {
            id: m.id.uuid(), at: m.created_at.into(), by: by.into(), kept_id: m.contact_id.uuid(), other: MergedContact { id: m.other_id.uuid(), name, phone }, moves, undone_at: m.undone_at.map(Into::into),
            undo_until: m.created_at.plus_secs(DAYS * 86_400).into(),
        }
    }
}

/// Pairs of contacts that may be one person: the same phone or e-mail, or like names where nothing speaks against it.
#[utoipa::path(get, path = "/contacts/duplicates", tag = "contacts", params(DuplicateQuery), responses((status = 200, description = "Pairs.", body = DuplicatePage)))]
pub(super) async fn duplicates(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<DuplicateQuery>) -> Answer<Json<DuplicatePage>> {
    let skip = query.cursor.map_or(0, |c| usize::try_from(c.at.micros()).unwrap_or(0));
    let (found, total) = duplicate::list(&state.app, &who.ctx, query.contact_id.map(Into::into), skip, query.limit.rows()).await?;
    let next = skip.saturating_add(query.limit.rows());
    let next_cursor = (next < total).then(|| Cursor::new(Ts::from_micros(i64::try_from(next).unwrap_or(0)), Uuid::nil()).to_string());
    let view = |d: duplicate::Duplicate| DuplicateView { a: d.a.into(), b: d.b.into(), score: d.score, reasons: d.reasons.into_iter().map(Into::into).collect() };
    Ok(Json(DuplicatePage { items: found.into_iter().map(view).collect(), next_cursor, total }))
}

/// Says that two contacts are two; the pair is not shown again.
#[utoipa::path(post, path = "/contacts/duplicates/dismiss", tag = "contacts", request_body = DismissDuplicate, responses((status = 204, description = "Not shown again.")))]
pub(super) async fn dismiss(State(state): State<ApiState>, who: Can<may::EditContacts>, Body(body): Body<DismissDuplicate>) -> Answer<StatusCode> {
    duplicate::dismiss(&state.app, &who.ctx, body.a_id.into(), body.b_id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What would become of two contacts.
#[utoipa::path(get, path = "/contacts/{id}/merge-preview", tag = "contacts", params(("id" = Uuid, Path,), PreviewQuery), responses((status = 200, description = "What would be.", body = MergePreview)))]
pub(super) async fn preview(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<PreviewQuery>) -> Answer<Json<MergePreview>> {
    let p = merge::preview(&state.app, &who.ctx, id.into(), query.other_id.into()).await?;
    let conflicts = p.conflicts.into_iter().map(Into::into).collect();
    Ok(Json(MergePreview { kept: p.kept.into(), other: p.other.into(), result: p.result.into(), conflicts, moves: p.moves.into() }))
}

/// Makes one contact of two: everything of the other goes over, and the other is no more. Can be taken back for 30 days.
#[utoipa::path(post, path = "/contacts/{id}/merge", tag = "contacts", params(("id" = Uuid, Path,)), request_body = MergeBody, responses((status = 200, description = "The contact now.", body = MergeDone)))]
pub(super) async fn unite(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<MergeBody>) -> Answer<Json<MergeDone>> {
    let take: Vec<String> = body.take_other.into_iter().map(Text::into_string).collect();
    let (contact, merge) = merge::merge(&state.app, &who.ctx, id.into(), body.other_id.into(), &take).await?;
    Ok(Json(MergeDone { contact: contact.into(), merge_id: merge.uuid() }))
}

/// Merges into a contact, newest first.
#[utoipa::path(get, path = "/contacts/{id}/merges", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 200, description = "Merges.", body = Page<MergeView>)))]
pub(super) async fn merges(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<Page<MergeView>>> {
    let rows = merge::list(&state.app, &who.ctx, id.into()).await?;
    let mut scope = state.app.scope(who.org()).await?;
    let mut shown = Vec::new();
    for row in rows {
        let by = signed(&mut scope, &row.by_kind, row.by_id).await?;
        shown.push(MergeView::of(row, by));
    }
    Ok(Json(Page::whole(shown)))
}

/// Takes a merge back: exactly the rows that went over go back, what came later stays.
#[utoipa::path(post, path = "/merges/{id}/undo", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 200, description = "The contact that is there again.", body = ContactView)))]
pub(super) async fn undo(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>) -> Answer<Json<ContactView>> {
    Ok(Json(merge::undo(&state.app, &who.ctx, id.into()).await?.into()))
}
