//! What clients handed to partners earned, by partner and period; as a table for a spreadsheet, too.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Query;
use crate::field::When;
use crate::problem::{Answer, Problem};
use crate::routes::partner::PartnerKindWord;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use store::referral::Line;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(report)).routes(routes!(export))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CommissionsQuery {
    /// Handed over at or after.
    #[param(inline)]
    from: When,
    /// Handed over before.
    #[param(inline)]
    to: When,
    #[param(required = false, nullable = false)]
    partner_id: Option<Uuid>,
}

/// What came of the clients handed to one partner, in one currency.
#[derive(Debug, Serialize, ToSchema)]
struct CommissionLine {
    partner_id: Uuid,
    name: String,
    #[schema(inline)]
    kind: PartnerKindWord,
    sent: i64,
    accepted: i64,
    declined: i64,
    expired: i64,
    done: i64,
    /// Mean time to an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    answer_secs: Option<i64>,
    /// What clients paid, and what of it is the firm's, in minor units.
    amount: i64,
    commission: i64,
    currency: String,
}
impl From<Line> for CommissionLine {
    fn from(l: Line) -> Self {
        CommissionLine {
            partner_id: l.partner_id.uuid(), name: l.name, kind: l.kind.into(), sent: l.sent, accepted: l.accepted, declined: l.declined, expired: l.expired, done: l.done, answer_secs: l.answered_in.map(|micros| micros / 1_000_000), amount: l.amount,
            commission: l.commission, currency: l.currency,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct CommissionReport {
    /// By partner.
    lines: Vec<CommissionLine>,
}

async fn lines(state: &ApiState, who: &crate::auth::Caller, query: &CommissionsQuery) -> Answer<Vec<Line>> {
    if query.from >= query.to {
        return Err(Problem::invalid("to", "after the beginning"));
    }
    Ok(store::referral::report(&mut state.app.scope(who.org()).await?, query.from.into(), query.to.into(), query.partner_id.map(Into::into)).await?)
}

/// Clients handed over in a period, answers, sums and commissions, by partner.
#[utoipa::path(get, path = "/reports/commissions", tag = "partners", params(CommissionsQuery), responses((status = 200, description = "The report.", body = CommissionReport)))]
async fn report(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<CommissionsQuery>) -> Answer<Json<CommissionReport>> {
    Ok(Json(CommissionReport { lines: lines(&state, &who, &query).await?.into_iter().map(Into::into).collect() }))
}

/// The same as a table.
#[utoipa::path(get, path = "/reports/commissions/export", tag = "partners", params(CommissionsQuery), responses((status = 200, description = "A table with a head line.", body = String, content_type = "text/csv")))]
async fn export(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<CommissionsQuery>) -> Answer<Response> {
    // The mark lets spreadsheets read Cyrillic.
    let mut out = "\u{feff}partner;kind;sent;accepted;declined;expired;done;answer_minutes;amount;commission;currency\r\n".to_owned();
    let money = |minor: i64| format!("{}.{:02}", minor / 100, minor % 100);
    for l in lines(&state, &who, &query).await? {
        let minutes = l.answered_in.map(|micros| (micros / 60_000_000).to_string()).unwrap_or_default();
        let numbers = [l.sent, l.accepted, l.declined, l.expired, l.done].map(|n| n.to_string()).join(";");
        out.push_str(&format!("{};{};{numbers};{minutes};{};{};{}\r\n", cell(&l.name), l.kind.as_str(), money(l.amount), money(l.commission), l.currency));
    }
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"commissions.csv\"")];
    Ok((headers, out).into_response())
}

/// In quotes where it must be; what a spreadsheet would take for a formula stays text.
fn cell(text: &str) -> String {
    let plain = if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() };
    if plain.contains([';', '"', '\n', '\r']) { format!("\"{}\"", plain.replace('"', "\"\"")) } else { plain }
}
