//! The journal of what a contact agreed to and took back.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Text, When};
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use crate::routes::story::ByView;
use app::contact::consent::{self, NewConsent};
use app::contact::timeline::{By, signed};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Ts;
use domain::id::ConsentId;
use serde::{Deserialize, Serialize};
use store::consent::ConsentEntry;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentEntryView {
    id: Uuid,
    /// To what: `marketing`, `personal_data`.
    kind: String,
    /// Agreed, or took it back.
    is_given: bool,
    source: String,
    /// What was agreed to, word for word.
    text: String,
    #[schema(inline)]
    at: When,
    /// Who wrote it down.
    by: ByView,
}
impl ConsentEntryView {
    fn of(e: ConsentEntry, by: By) -> Self {
        ConsentEntryView { id: e.id.uuid(), kind: e.kind, is_given: e.is_given, source: e.source, text: e.text, at: e.at.into(), by: by.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddConsent {
    /// To what: `marketing`, `personal_data`.
    #[schema(inline)]
    kind: Text<1, 40>,
    is_given: bool,
    /// Where it was said: `phone`, `paper`.
    #[serde(default)]
    #[schema(inline)]
    source: Text<0, 120>,
    /// What was agreed to, word for word.
    #[serde(default)]
    #[schema(inline)]
    text: Option<Text<0, 4000>>,
    /// When; now unless told. Not in the future.
    #[serde(default)]
    #[schema(inline)]
    at: Option<When>,
}

/// What the contact agreed to and took back, newest first.
#[utoipa::path(get, path = "/contacts/{id}/consents", tag = "contacts", params(("id" = Uuid, Path,), PageQuery), responses((status = 200, description = "The journal.", body = Page<ConsentEntryView>)))]
pub(super) async fn consents(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<PageQuery>) -> Answer<Json<Page<ConsentEntryView>>> {
    let before = query.cursor.map_or((Ts::from_micros(i64::MAX), ConsentId(Uuid::max())), |c| (c.at, c.id.into()));
    let rows = consent::list(&state.app, &who.ctx, id.into(), before, query.limit.plus_one()).await?;
    let mut scope = state.app.scope(who.org()).await?;
    let mut shown = Vec::new();
    for row in rows {
        let by = signed(&mut scope, &row.by_kind, row.by_id).await?;
        shown.push((row, by));
    }
    Ok(Json(Page::cut(shown, query.limit, |(e, _)| Cursor::new(e.at, e.id), |(e, by)| ConsentEntryView::of(e, by))))
}

/// Writes down that the contact agreed to something or took it back. Nothing is ever taken out of the journal.
#[utoipa::path(post, path = "/contacts/{id}/consents", tag = "contacts", params(("id" = Uuid, Path,)), request_body = AddConsent, responses((status = 201, description = "Written down.", body = ConsentEntryView)))]
pub(super) async fn add_consent(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<AddConsent>) -> Answer<(StatusCode, Json<ConsentEntryView>)> {
    let new = NewConsent { kind: body.kind.into(), is_given: body.is_given, source: body.source.into(), text: body.text.map(Into::into).unwrap_or_default(), at: body.at.map(Into::into) };
    let entry = consent::add(&state.app, &who.ctx, id.into(), new).await?;
    let by = signed(&mut state.app.scope(who.org()).await?, &entry.by_kind, entry.by_id).await?;
    Ok((StatusCode::CREATED, Json(ConsentEntryView::of(entry, by))))
}
