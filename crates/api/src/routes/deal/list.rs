//! The list of deals and the board: filters, orders, sums.

use super::{DealStatusWord, DealView};
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Query;
use crate::field::{Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::{Answer, Problem};
use crate::routes::pipeline::PipelineView;
use axum::Json;
use axum::extract::State;
use domain::Ts;
use domain::deal::MOST_AMOUNT;
use serde::{Deserialize, Serialize};
use store::deal::list::{Card, DealFilter, Sort, Whose, page, place, sums};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    DealSortWord = Sort, "DealSort", Sort::ALL;
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DealsQuery {
    /// Key of a pipeline.
    #[param(inline, required = false, nullable = false)]
    pipeline: Option<Text<1, 48>>,
    /// Key of a stage.
    #[param(inline, required = false, nullable = false)]
    stage: Option<Text<1, 64>>,
    #[param(inline, required = false, nullable = false)]
    status: Option<DealStatusWord>,
    /// A member, or `none`: nobody's.
    #[param(inline, required = false, nullable = false)]
    owner_id: Option<Text<1, 36>>,
    #[param(inline, required = false, nullable = false)]
    contact_id: Option<Uuid>,
    #[param(inline, required = false, nullable = false)]
    conversation_id: Option<Uuid>,
    /// Of the contact.
    #[param(inline, required = false, nullable = false)]
    tag: Option<Text<1, 40>>,
    /// Part of the title, or of the contact's name, phone or e-mail.
    #[param(inline, required = false, nullable = false)]
    q: Option<Text<1, 100>>,
    #[param(inline, required = false, nullable = false, minimum = 0, maximum = 1_000_000_000_000_i64)]
    amount_from: Option<i64>,
    #[param(inline, required = false, nullable = false, minimum = 0, maximum = 1_000_000_000_000_i64)]
    amount_to: Option<i64>,
    #[param(inline, required = false, nullable = false)]
    created_from: Option<When>,
    /// Not itself.
    #[param(inline, required = false, nullable = false)]
    created_to: Option<When>,
    /// At its stage for so many days or longer.
    #[param(inline, required = false, nullable = false, minimum = 1, maximum = 3650)]
    stale_days: Option<u16>,
    /// Only those without a task that is not done.
    #[serde(default)]
    #[param(inline, required = false)]
    no_task: bool,
    /// `-` puts the largest and the latest first. `-updated` unless asked.
    #[param(inline, required = false, nullable = false)]
    sort: Option<DealSortWord>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// Key of a pipeline; the default one when left out.
    #[param(inline, required = false, nullable = false)]
    pipeline: Option<Text<1, 48>>,
    /// A member, or `none`: nobody's.
    #[param(inline, required = false, nullable = false)]
    owner_id: Option<Text<1, 36>>,
    #[param(inline, required = false, nullable = false)]
    status: Option<DealStatusWord>,
    #[param(inline, required = false, nullable = false)]
    contact_id: Option<Uuid>,
    #[param(inline, required = false, nullable = false)]
    conversation_id: Option<Uuid>,
    /// Of the contact.
    #[param(inline, required = false, nullable = false)]
    tag: Option<Text<1, 40>>,
    /// Part of the title, or of the contact's name, phone or e-mail.
    #[param(inline, required = false, nullable = false)]
    q: Option<Text<1, 100>>,
    #[param(inline, required = false, nullable = false, minimum = 0, maximum = 1_000_000_000_000_i64)]
    amount_from: Option<i64>,
    #[param(inline, required = false, nullable = false, minimum = 0, maximum = 1_000_000_000_000_i64)]
    amount_to: Option<i64>,
    #[param(inline, required = false, nullable = false)]
    created_from: Option<When>,
    /// Not itself.
    #[param(inline, required = false, nullable = false)]
    created_to: Option<When>,
    /// At its stage for so many days or longer.
    #[param(inline, required = false, nullable = false, minimum = 1, maximum = 3650)]
    stale_days: Option<u16>,
    /// Only those without a task that is not done.
    #[serde(default)]
    #[param(inline, required = false)]
    no_task: bool,
    /// Of the deals in a column; `-updated` unless asked.
    #[param(inline, required = false, nullable = false)]
    sort: Option<DealSortWord>,
    /// Deals in a column: 1 to 100, 30 unless asked.
    #[param(inline, required = false, nullable = false, minimum = 1, maximum = 100)]
    per_stage: Option<u16>,
}

/// A stage of the board with the first of its deals.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardColumn {
    /// Key of the stage.
    stage: String,
    /// All that stand here under the filters, and what they are worth in minor units.
    count: i64,
    amount: i64,
    deals: Vec<DealView>,
    /// For `GET /deals` with this stage and the same filters and order; absent when all are here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_cursor: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Board {
    pipeline: PipelineView,
    /// One for each stage, in their order.
    columns: Vec<BoardColumn>,
}

fn owner(text: Option<Text<1, 36>>) -> Answer<Option<Whose>> {
    let Some(text) = text else { return Ok(None) };
    match text.as_str() {
        "none" => Ok(Some(Whose::Nobodys)),
        id => Uuid::try_parse(id).map(|id| Some(Whose::Of(id.into()))).map_err(|_| Problem::invalid("owner_id", "a member's id or none")),
    }
}

fn amounts(from: Option<i64>, to: Option<i64>) -> Answer<()> {
    for (field, value) in [("amount_from", from), ("amount_to", to)] {
        if value.is_some_and(|v| !(0..=MOST_AMOUNT).contains(&v)) {
            return Err(Problem::invalid(field, "0 to 1000000000000"));
        }
    }
    Ok(())
}

fn stale(days: Option<u16>, now: Ts) -> Answer<Option<Ts>> {
    match days {
        Some(days) if !(1..=3650).contains(&days) => Err(Problem::invalid("stale_days", "1 to 3650 days")),
        days => Ok(days.map(|d| now.plus_secs(-i64::from(d) * 86_400))),
    }
}

/// What the list and the board are both narrowed to; their queries are two because neither may know a field of the other.
macro_rules! narrowed {
    ($query:expr, $now:expr) => {
        DealFilter {
            status: $query.status.map(Into::into), owner: owner($query.owner_id)?, contact: $query.contact_id.map(Into::into), conversation: $query.conversation_id.map(Into::into), tag: $query.tag.map(Into::into),
            query: $query.q.map(Into::into), amount_from: $query.amount_from, amount_to: $query.amount_to, created_from: $query.created_from.map(Into::into), created_to: $query.created_to.map(Into::into),
            since_before: stale($query.stale_days, $now)?, is_idle: $query.no_task, ..DealFilter::default()
        }
    };
}

fn cursor(card: &Card, sort: Sort) -> Cursor {
    Cursor::new(place(card, sort), card.deal.id)
}

/// Deals by filters, in an order, page by page.
#[utoipa::path(get, path = "/deals", tag = "deals", params(DealsQuery), responses((status = 200, description = "Deals.", body = Page<DealView>)))]
pub async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<DealsQuery>) -> Answer<Json<Page<DealView>>> {
    amounts(query.amount_from, query.amount_to)?;
    let filter = DealFilter { pipeline: query.pipeline.map(Into::into), stage: query.stage.map(Into::into), ..narrowed!(query, state.app.now()) };
    let sort: Sort = query.sort.map_or(Sort::default(), Into::into);
    let rows = page(&mut state.app.scope(who.org()).await?, &filter, sort, query.cursor.map(|c| (c.at, c.id.into())), query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |c| cursor(c, sort), Into::into)))
}

/// A pipeline as a board: its stages with their sums and the first deals of each.
#[utoipa::path(get, path = "/deals/board", tag = "deals", params(BoardQuery), responses((status = 200, description = "The board.", body = Board), (status = 404, description = "No such pipeline.", body = crate::problem::ProblemBody, content_type = "application/problem+json")))]
pub async fn board(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<BoardQuery>) -> Answer<Json<Board>> {
    amounts(query.amount_from, query.amount_to)?;
    let per_stage = usize::from(query.per_stage.unwrap_or(30));
    if !(1..=100).contains(&per_stage) {
        return Err(Problem::invalid("per_stage", "1 to 100 deals"));
    }
    let filter = narrowed!(query, state.app.now());
    let wanted: Option<String> = query.pipeline.map(Into::into);
    let sort: Sort = query.sort.map_or(Sort::default(), Into::into);
    Ok(Json(fill(&state, who.org(), wanted, filter, sort, per_stage).await?))
}

/// Deals that are put into their columns without asking for each.
const FEW: i64 = 3_000;

fn laid_out(pipeline: domain::pipeline::Pipeline, all: Vec<Card>, sort: Sort, per_stage: usize) -> Board {
    let mut columns: Vec<BoardColumn> = pipeline.stages.iter().map(|stage| BoardColumn { stage: stage.key.clone(), count: 0, amount: 0, deals: Vec::new(), next_cursor: None }).collect();
    for card in all {
        let Some(column) = columns.iter_mut().find(|column| column.stage == card.deal.stage) else { continue };
        column.count += 1;
        column.amount = column.amount.saturating_add(card.deal.amount.unwrap_or(0));
        if column.deals.len() < per_stage {
            // The last that is shown is where the next page begins, if there is one.
            column.next_cursor = Some(cursor(&card, sort).to_string());
            column.deals.push(card.into());
        }
    }
    for column in &mut columns {
        if i64::try_from(column.deals.len()).is_ok_and(|shown| shown >= column.count) {
            column.next_cursor = None;
        }
    }
    Board { pipeline: pipeline.into(), columns }
}

async fn fill(state: &ApiState, org: domain::id::OrgId, wanted: Option<String>, filter: DealFilter, sort: Sort, per_stage: usize) -> Answer<Board> {
    let mut scope = state.app.scope(org).await?;
    let all = store::pipeline::list(&mut scope).await?;
    let pipeline = all.into_iter().find(|p| wanted.as_ref().is_none_or(|key| *key == p.key)).ok_or_else(Problem::not_found)?;
    if filter.query.is_some() {
        // Who searches finds few: one look finds the whole board.
        let all = page(&mut scope, &DealFilter { pipeline: Some(pipeline.key.clone()), ..filter.clone() }, sort, None, FEW + 1).await?;
        if i64::try_from(all.len()).is_ok_and(|found| found <= FEW) {
            return Ok(laid_out(pipeline, all, sort, per_stage));
        }
    }
    let sums = sums(&mut scope, &pipeline.key, &filter).await?;
    let mut columns = Vec::with_capacity(pipeline.stages.len());
    for stage in &pipeline.stages {
        let sum = sums.iter().find(|s| s.stage == stage.key);
        let (count, amount) = sum.map_or((0, 0), |s| (s.count, s.amount));
        let mut cards = Vec::new();
        if count > 0 {
            let narrowed = DealFilter { pipeline: Some(pipeline.key.clone()), stage: Some(stage.key.clone()), ..filter.clone() };
            cards = page(&mut scope, &narrowed, sort, None, i64::try_from(per_stage + 1).unwrap_or(i64::MAX)).await?;
        }
        let has_more = cards.len() > per_stage;
        cards.truncate(per_stage);
        let next_cursor = if has_more { cards.last().map(|c| cursor(c, sort).to_string()) } else { None };
        columns.push(BoardColumn { stage: stage.key.clone(), count, amount, deals: cards.into_iter().map(Into::into).collect(), next_cursor });
    }
    Ok(Board { pipeline: pipeline.into(), columns })
}
