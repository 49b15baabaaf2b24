//! One person's data: given out whole, or erased for good with a proof that names nobody.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Text, When};
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use crate::routes::story::ByView;
use app::contact::timeline::{By, signed};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::id::ErasureId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::erasure::Erasure;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(erase)).routes(routes!(export)).routes(routes!(list)).routes(routes!(due)).routes(routes!(get))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureView {
    id: Uuid,
    #[schema(inline)]
    at: When,
    by: ByView,
    /// Rows by table: taken away, made nameless (`booking`), blanked (`audit`).
    counts: BTreeMap<String, i64>,
    files: i64,
    /// SHA-256 over the proof with the contact's id: whoever knows the id can show whom it is about.
    digest: String,
}
impl ErasureView {
    fn of(e: Erasure, by: By) -> Self {
        ErasureView { id: e.id.uuid(), at: e.created_at.into(), by: by.into(), counts: e.counts, files: e.files, digest: e.digest }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseBody {
    /// The contact's name or phone, so that nobody is erased by mistake; of one with neither the e-mail or the id.
    #[schema(inline)]
    confirm: Text<1, 254>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProofForm {
    Json,
    Html,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProofQuery {
    /// `html` is a page for printing.
    #[serde(default, rename = "as")]
    #[param(inline, required = false, nullable = false)]
    form: Option<ProofForm>,
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RulesQuery {
    #[param(minimum = 6, maximum = 240)]
    contact_months: Option<u32>,
    #[param(minimum = 7, maximum = 3650)]
    trace_days: Option<u32>,
    #[param(minimum = 12, maximum = 240)]
    audit_months: Option<u32>,
}

/// What is older than rules allow.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaleView {
    contacts: i64,
    traces: i64,
    /// Lines of the audit log.
    audit: i64,
}

/// A zip.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "stands for the bytes in the contract")]
struct ZipBytes(Vec<u8>);

/// Erases a person: rows, files, memory, traces and logs. There is no way back. Visits stay as numbers of nobody.
#[utoipa::path(post, path = "/contacts/{id}/erase", tag = "contacts", params(("id" = Uuid, Path,)), request_body = EraseBody, responses((status = 200, description = "The proof.", body = ErasureView)))]
async fn erase(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>, Body(body): Body<EraseBody>) -> Answer<Json<ErasureView>> {
    let erasure = app::contact::erase::erase(&state.app, &who.ctx, id.into(), body.confirm.as_str()).await?;
    let by = signed(&mut state.app.scope(who.org()).await?, &erasure.by_kind, erasure.by_id).await?;
    Ok(Json(ErasureView::of(erasure, by)))
}

/// Everything there is about one person, as a zip of JSON and files.
#[utoipa::path(get, path = "/contacts/{id}/export", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 200, description = "The archive.", body = ZipBytes, content_type = "application/zip")))]
async fn export(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>) -> Answer<Response> {
    let archive = app::contact::export::archive(&state.app, &who.ctx, id.into()).await?;
    let headers = [(header::CONTENT_TYPE, "application/zip"), (header::CONTENT_DISPOSITION, "attachment; filename=\"contact.zip\""), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, axum::body::Body::from_stream(archive)).into_response())
}

/// Proofs of erasing, newest first.
#[utoipa::path(get, path = "/erasures", tag = "contacts", params(PageQuery), responses((status = 200, description = "Proofs.", body = Page<ErasureView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::ManageOrg>, Query(query): Query<PageQuery>) -> Answer<Json<Page<ErasureView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let before = query.cursor.map_or(ErasureId(Uuid::max()), |c| c.id.into());
    let mut shown = Vec::new();
    for row in store::erasure::list(&mut scope, before, query.limit.plus_one()).await? {
        let by = signed(&mut scope, &row.by_kind, row.by_id).await?;
        shown.push((row, by));
    }
    Ok(Json(Page::cut(shown, query.limit, |(e, _)| Cursor::new(e.created_at, e.id), |(e, by)| ErasureView::of(e, by))))
}

/// How much would go the next night if these were the rules of `settings.retention`. Nothing is changed.
#[utoipa::path(get, path = "/erasures/due", tag = "contacts", params(RulesQuery), responses((status = 200, description = "How much is older.", body = StaleView)))]
async fn due(State(state): State<ApiState>, who: Can<may::ManageOrg>, Query(query): Query<RulesQuery>) -> Answer<Json<StaleView>> {
    let rules = domain::retention::RetentionRules { contact_months: query.contact_months, trace_days: query.trace_days, audit_months: query.audit_months };
    let stale = app::retention::due(&state.app, who.org(), &rules).await?;
    Ok(Json(StaleView { contacts: stale.contacts, traces: stale.traces, audit: stale.audit }))
}

/// One proof, as JSON or as a page for printing.
#[utoipa::path(get, path = "/erasures/{id}", tag = "contacts", params(("id" = Uuid, Path,), ProofQuery), responses((status = 200, description = "The proof; with `as=html` as text/html.", body = ErasureView)))]
async fn get(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>, Query(query): Query<ProofQuery>) -> Answer<Response> {
    let mut scope = state.app.scope(who.org()).await?;
    let erasure = store::erasure::get(&mut scope, id.into()).await?;
    let by = signed(&mut scope, &erasure.by_kind, erasure.by_id).await?;
    if query.form == Some(ProofForm::Html) {
        let firm = store::org::read(&mut scope).await?;
        return Ok(axum::response::Html(app::contact::erase::page(&firm, &erasure, by.name.as_deref())).into_response());
    }
    Ok(Json(ErasureView::of(erasure, by)).into_response())
}
