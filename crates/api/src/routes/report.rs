//! Reports by channel, agent, person, service and so on, beside those of another period; on the screen and as files.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::civil::Day;
use crate::extract::Query;
use crate::problem::{Answer, ProblemBody};
use crate::routes::export::TableLang;
use crate::table::{Cell, Line, Separator, Table, TableFormat};
use app::report::{Column, Question, Report, ReportRow, report};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::Lang;
use domain::report::{Compare, FigureKind, ReportBy};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

words! {
    /// What a line is about.
    ReportByWord = ReportBy, "ReportBy", ReportBy::ALL;
    /// Beside which period: the one of the same length before it, the same days a year earlier, or none.
    CompareWord = Compare, "Compare", Compare::ALL;
    /// What a column counts: things (`count`), minor units (`money`), millionths of a unit of money (`cost`), ten-thousandths (`share`), hundredths of a mark (`rating`).
    FigureKindWord = FigureKind, "FigureKind", FigureKind::ALL;
}

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(export))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReportQuery {
    #[param(inline)]
    by: ReportByWord,
    /// The first date; 29 days before `to` when left out.
    #[param(inline, required = false, nullable = false)]
    from: Option<Day>,
    /// The last date, included; today when left out. At most 366 days.
    #[param(inline, required = false, nullable = false)]
    to: Option<Day>,
    /// `previous` when left out.
    #[param(inline, required = false, nullable = false)]
    compare: Option<CompareWord>,
    /// Only visits of this branch; conversations, deals and people belong to none.
    #[param(required = false, nullable = false)]
    branch_id: Option<Uuid>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReportExportQuery {
    #[param(inline)]
    by: ReportByWord,
    #[param(inline, required = false, nullable = false)]
    from: Option<Day>,
    #[param(inline, required = false, nullable = false)]
    to: Option<Day>,
    #[param(inline, required = false, nullable = false)]
    compare: Option<CompareWord>,
    #[param(required = false, nullable = false)]
    branch_id: Option<Uuid>,
    #[param(inline)]
    format: TableFormat,
    /// Of CSV; a comma when left out.
    #[param(inline, required = false, nullable = false)]
    separator: Option<Separator>,
    /// The firm's own when left out.
    #[param(inline, required = false, nullable = false)]
    lang: Option<TableLang>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReportColumn {
    key: &'static str,
    name: &'static str,
    name_en: &'static str,
    #[schema(inline)]
    kind: FigureKindWord,
}
impl From<&Column> for ReportColumn {
    fn from(c: &Column) -> Self {
        ReportColumn { key: c.key, name: c.name, name_en: c.name_en, kind: c.kind.into() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct ReportLine {
    /// An id, a word, or the first day; `none` where it belongs to nobody.
    key: String,
    /// Absent for what has no name, or whose bearer is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// In the order of the columns; null where there is nothing to divide by.
    values: Vec<Option<i64>>,
    /// Of the other period; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    before: Option<Vec<Option<i64>>>,
}
impl From<ReportRow> for ReportLine {
    fn from(r: ReportRow) -> Self {
        ReportLine { key: r.key, name: r.name, values: r.values, before: r.before }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct ReportView {
    #[schema(inline)]
    by: ReportByWord,
    #[schema(inline)]
    from: Day,
    #[schema(inline)]
    to: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    before_from: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    before_to: Option<Day>,
    /// Whose days these are.
    timezone: String,
    currency: String,
    columns: Vec<ReportColumn>,
    /// Days in their order; everything else by the first column, the largest first, 500 at most.
    rows: Vec<ReportLine>,
    totals: ReportLine,
}
impl From<Report> for ReportView {
    fn from(r: Report) -> Self {
        ReportView {
            by: r.by.into(), from: Day(r.from), to: Day(r.to), before_from: r.before.map(|(from, _)| Day(from)), before_to: r.before.map(|(_, to)| Day(to)), timezone: r.zone, currency: r.currency,
            columns: r.columns.iter().map(Into::into).collect(), rows: r.rows.into_iter().map(Into::into).collect(), totals: r.totals.into(),
        }
    }
}

/// What both are asked; their queries are two because neither may know a field of the other.
macro_rules! question {
    ($query:expr, $beside:expr) => {
        Question {
            by: $query.by.into(), from: $query.from.map(|d| d.0), to: $query.to.map(|d| d.0), compare: $query.compare.map_or($beside, Into::into), branch: $query.branch_id.map(Into::into),
        }
    };
}

/// Sums of a period, a line for each channel, agent, person and so on, beside another period.
#[utoipa::path(get, path = "/reports/summary", tag = "reports", params(ReportQuery), responses((status = 200, description = "The report.", body = ReportView), (status = 404, description = "No such branch.", body = ProblemBody, content_type = "application/problem+json")))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Query(q): Query<ReportQuery>) -> Answer<Json<ReportView>> {
    let question = question!(q, Compare::Previous);
    Ok(Json(report(&state.app, who.org(), &question).await?.into()))
}

/// The same as a file; the figures of the other period stand in columns of their own.
#[utoipa::path(get, path = "/reports/summary/export", tag = "reports", params(ReportExportQuery), responses((status = 200, description = "The file.", content((String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 404, description = "No such branch.", body = ProblemBody, content_type = "application/problem+json")))]
async fn export(State(state): State<ApiState>, who: Can<may::Export>, Query(q): Query<ReportExportQuery>) -> Answer<Response> {
    let question = question!(q, Compare::None);
    let org = store::org::get(&mut state.app.scope(who.org()).await?).await?;
    let is_ru = q.lang.map_or(org.lang != Lang::En, |lang| lang == TableLang::Ru);
    let report = report(&state.app, who.org(), &question).await?;
    app::export::record(&state.app, &who.ctx, "report", report.by.as_str()).await?;
    let table = Table { name: format!("report-{}-{}-{}", report.by.as_str(), report.from, report.to), head: head(&report, is_ru), format: q.format, separator: q.separator.unwrap_or(Separator::Comma) };
    let all = if is_ru { "Всего" } else { "Total" };
    let lines: Vec<Line> = report.rows.iter().map(|row| line(row, &report, None)).chain([line(&report.totals, &report, Some(all))]).collect();
    Ok(table.respond(futures::stream::iter([Ok(lines)])))
}

fn head(report: &Report, is_ru: bool) -> Vec<String> {
    let mut head = vec![if is_ru { "Строка" } else { "Line" }.to_owned()];
    for column in report.columns {
        let name = if is_ru { column.name } else { column.name_en };
        head.push(name.to_owned());
        if let Some((from, to)) = report.before {
            head.push(format!("{name}, {from} – {to}"));
        }
    }
    head
}

fn line(row: &ReportRow, report: &Report, name: Option<&str>) -> Line {
    let first = match row.key.parse::<Date>() {
        Ok(day) if report.by.is_time() => Cell::Day(day),
        _ => Cell::text(name.or(row.name.as_deref()).unwrap_or(&row.key)),
    };
    let mut line = vec![first];
    for (place, column) in report.columns.iter().enumerate() {
        let of = |values: &[Option<i64>]| values.get(place).copied().flatten().map_or(Cell::Empty, |value| cell(value, column.kind));
        line.push(of(&row.values));
        line.extend(row.before.as_deref().map(of));
    }
    line
}

fn cell(value: i64, kind: FigureKind) -> Cell {
    // Shares and marks are small.
    let parts = |whole: f64| f64::from(i32::try_from(value).unwrap_or(i32::MAX)) / whole;
    match kind {
        FigureKind::Count => Cell::Number(value),
        FigureKind::Money => Cell::Money(value),
        FigureKind::Cost => Cell::Money(value / 10_000),
        FigureKind::Share => Cell::Share(parts(10_000.0)),
        FigureKind::Rating => Cell::Money(value),
    }
}
