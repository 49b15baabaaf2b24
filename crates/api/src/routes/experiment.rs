//! Experiments with an agent's versions: begin, look, end. What they show is `app::experiment::report`.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use app::experiment::report::{self, ArmReport, Beside, Comparison, Measure, Report, Standing};
use app::experiment::{self as experiments, Wish};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Ts;
use domain::experiment::{Agreement, Arm, CanaryRules, Experiment, ExperimentKind, ExperimentStatus, Ratio};
use domain::id::{ConversationId, ExperimentId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::experiment::ShadowRow;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, start)).routes(routes!(get)).routes(routes!(stop)).routes(routes!(promote)).routes(routes!(shadows))
}

words! {
    ExperimentKindWord = ExperimentKind, "ExperimentKind", ExperimentKind::ALL;
    ExperimentStatusWord = ExperimentStatus, "ExperimentStatus", ExperimentStatus::ALL;
    ArmWord = Arm, "ExperimentArm", Arm::ALL;
    AgreementWord = Agreement, "Agreement", Agreement::ALL;
    MeasureWord = Measure, "ExperimentMeasure", Measure::ALL;
    StandingWord = Standing, "ExperimentStanding", Standing::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ExperimentView {
    pub id: Uuid,
    pub name: String,
    pub agent_id: Uuid,
    /// `split`: both versions answer, each its share of the contacts. `shadow`: the variant answers silently. `canary`: taken back by itself when it does worse.
    #[schema(inline)]
    pub kind: ExperimentKindWord,
    /// The version that was live when it began.
    pub control: i64,
    /// The version that is tried.
    pub variant: i64,
    /// Percent of the contacts.
    pub share: u8,
    #[schema(inline)]
    pub status: ExperimentStatusWord,
    #[schema(inline)]
    pub rules: Rules,
    /// Why the product ended it: `hand_over`, `resolution`, `conversion`, `lost`, `failures` of a canary, `published` when another version went live.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
    /// Absent for a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub author_id: Option<Uuid>,
    #[schema(inline)]
    pub started_at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub ended_at: Option<When>,
}
impl From<Experiment> for ExperimentView {
    fn from(e: Experiment) -> Self {
        ExperimentView {
            id: e.id.uuid(), name: e.name, agent_id: e.agent_id.uuid(), kind: e.kind.into(), control: e.control, variant: e.variant, share: e.share, status: e.status.into(), rules: e.rules.into(), reason: e.reason,
            author_id: e.author_id.map(Into::into), started_at: e.started_at.into(), ended_at: e.ended_at.map(Into::into),
        }
    }
}

/// When a canary is taken back.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = CanaryRules)]
pub struct Rules {
    /// Ended talks of the variant before anything is concluded.
    #[schema(minimum = 5, maximum = 10_000)]
    conversations: u16,
    /// Chance, in percent, that a difference this large is none; below it the variant is taken back.
    #[schema(minimum = 1, maximum = 50)]
    doubt: u8,
    /// Talks in which the variant could not answer at all; 0 = they do not matter.
    #[schema(minimum = 0, maximum = 65_535)]
    failures: u16,
}
impl Default for Rules {
    fn default() -> Self {
        CanaryRules::default().into()
    }
}
impl From<CanaryRules> for Rules {
    fn from(r: CanaryRules) -> Self {
        Rules { conversations: r.conversations, doubt: r.doubt, failures: r.failures }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartExperiment {
    #[schema(inline)]
    name: Text<1, { experiments::NAME }>,
    agent_id: Uuid,
    #[schema(inline)]
    kind: ExperimentKindWord,
    /// The version to try; without it the draft becomes a version that does not go live.
    #[serde(default)]
    #[schema(nullable = false, minimum = 1, maximum = 1_000_000_000)]
    variant: Option<u32>,
    /// Percent of the contacts.
    #[schema(minimum = 1, maximum = 100)]
    share: u8,
    #[serde(default)]
    #[schema(inline)]
    rules: Rules,
}

/// An experiment with what it shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExperimentReport {
    pub experiment: ExperimentView,
    /// Control first. Empty for a shadow, which answers nobody.
    pub arms: Vec<ArmView>,
    pub comparisons: Vec<ComparisonView>,
    /// Of a shadow: how its answers agreed with those that were given.
    pub shadow: Vec<BesideView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExperimentArmReport)]
pub struct ArmView {
    #[schema(inline)]
    pub arm: ArmWord,
    pub version: i64,
    pub conversations: i64,
    pub contacts: i64,
    pub turns: i64,
    /// A turn took so long on average.
    pub turn_ms: i64,
    pub tokens: i64,
    /// Millionths of a unit of the firm's currency.
    pub cost: i64,
    /// Marks customers gave.
    pub ratings: i64,
    /// Their average, 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rating: Option<f64>,
}
impl From<ArmReport> for ArmView {
    fn from(a: ArmReport) -> Self {
        let number = |n: i64| f64::from(i32::try_from(n).unwrap_or(i32::MAX));
        ArmView {
            arm: a.arm.into(), version: a.version, conversations: a.conversations, contacts: a.contacts, turns: a.turns, turn_ms: a.turn_ms, tokens: a.tokens, cost: a.cost, ratings: a.ratings,
            rating: (a.ratings > 0).then(|| number(a.rating_sum) / number(a.ratings)),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExperimentRatio)]
pub struct RatioView {
    pub hits: u32,
    pub of: u32,
    /// Where the true share lies with 95 %: absent of nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub high: Option<f64>,
}
impl From<Ratio> for RatioView {
    fn from(r: Ratio) -> Self {
        let interval = r.interval();
        RatioView { hits: r.hits, of: r.of, low: interval.map(|(low, _)| low), high: interval.map(|(_, high)| high) }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExperimentComparison)]
pub struct ComparisonView {
    #[schema(inline)]
    pub measure: MeasureWord,
    /// More of it is better.
    pub is_good: bool,
    pub control: RatioView,
    pub variant: RatioView,
    /// The chance to see such a difference where there is none, 0 to 1; absent where too little has ended to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub chance: Option<f64>,
    /// Ended talks each share needs before a difference as it shows now would be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub needed: Option<u32>,
    /// How the variant does.
    #[schema(inline)]
    pub standing: StandingWord,
}
impl From<Comparison> for ComparisonView {
    fn from(c: Comparison) -> Self {
        ComparisonView {
            measure: c.measure.into(), is_good: c.measure.is_good(), control: c.control.into(), variant: c.variant.into(), chance: c.chance, needed: c.needed, standing: c.standing.into(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShadowAgreement)]
pub struct BesideView {
    /// Beside whose answers: `agent` or `person`.
    pub beside: String,
    pub same: i64,
    pub near: i64,
    pub other: i64,
    pub failed: i64,
    pub tokens: i64,
}
impl From<Beside> for BesideView {
    fn from(b: Beside) -> Self {
        let count = |wanted: Agreement| b.counts.iter().filter(|(agreement, _)| *agreement == wanted).map(|(_, count)| count).sum();
        let (same, near, other, failed) = (count(Agreement::Same), count(Agreement::Near), count(Agreement::Other), count(Agreement::Failed));
        BesideView { beside: b.beside, same, near, other, failed, tokens: b.tokens }
    }
}

/// One silent answer beside the one that was given.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShadowAnswer {
    pub conversation_id: Uuid,
    /// The customer's last message it answers.
    pub until_seq: i64,
    /// Beside whose answer: `agent` or `person`.
    pub beside: String,
    pub question: String,
    /// What the customer read.
    #[schema(schema_with = crate::field::any_json)]
    pub live: Value,
    /// What the variant would have said and done.
    #[schema(schema_with = crate::field::any_json)]
    pub silent: Value,
    #[schema(inline)]
    pub agreement: AgreementWord,
    pub tokens: i64,
    pub duration_ms: i64,
    #[schema(inline)]
    pub created_at: When,
}
impl From<ShadowRow> for ShadowAnswer {
    fn from(s: ShadowRow) -> Self {
        ShadowAnswer {
            conversation_id: s.conversation_id.uuid(), until_seq: s.until_seq, beside: s.beside, question: s.question, live: s.live, silent: s.silent, agreement: s.agreement.into(), tokens: s.tokens,
            duration_ms: s.duration_us / 1_000, created_at: s.created_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExperimentsQuery {
    #[param(inline, required = false, nullable = false)]
    agent_id: Option<Uuid>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ShadowsQuery {
    #[param(inline, required = false, nullable = false)]
    agreement: Option<AgreementWord>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// Experiments, newest first.
#[utoipa::path(get, path = "/experiments", tag = "agents", params(ExperimentsQuery), responses((status = 200, description = "Experiments.", body = Page<ExperimentView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<ExperimentsQuery>) -> Answer<Json<Page<ExperimentView>>> {
    let before = query.cursor.map_or((Ts::from_micros(i64::MAX), ExperimentId(Uuid::max())), |cursor| (cursor.at, cursor.id.into()));
    let rows = store::experiment::list(&mut state.app.scope(who.org()).await?, query.agent_id.map(Into::into), before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |e| Cursor::new(e.started_at, e.id), Into::into)))
}

/// Begins an experiment beside the version that is live. One at a time for an agent: 409 `experiment_running`.
#[utoipa::path(post, path = "/experiments", tag = "agents", request_body = StartExperiment, responses((status = 201, description = "It runs.", body = ExperimentView)))]
async fn start(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<StartExperiment>) -> Answer<(StatusCode, Json<ExperimentView>)> {
    let rules = CanaryRules { conversations: body.rules.conversations, doubt: body.rules.doubt, failures: body.rules.failures };
    let wish = Wish { name: body.name.into(), agent_id: body.agent_id.into(), kind: body.kind.into(), variant: body.variant.map(i64::from), share: body.share, rules };
    Ok((StatusCode::CREATED, Json(experiments::start(&state.app, &who.ctx, wish).await?.into())))
}

/// One experiment with what it shows so far.
#[utoipa::path(get, path = "/experiments/{id}", tag = "agents", params(("id" = Uuid, Path,)), responses((status = 200, description = "The experiment and its report.", body = ExperimentReport)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ExperimentReport>> {
    let mut scope = state.app.scope(who.org()).await?;
    let experiment = store::experiment::get(&mut scope, id.into()).await?;
    let Report { arms, comparisons, shadow } = report::of(&mut scope, &experiment).await?;
    let (arms, comparisons, shadow) = (arms.into_iter().map(Into::into).collect(), comparisons.into_iter().map(Into::into).collect(), shadow.into_iter().map(Into::into).collect());
    Ok(Json(ExperimentReport { experiment: experiment.into(), arms, comparisons, shadow }))
}

/// Ends it; the version that is live answers everybody. 409 `experiment_ended` when it has ended.
#[utoipa::path(post, path = "/experiments/{id}/stop", tag = "agents", params(("id" = Uuid, Path,)), responses((status = 200, description = "It has ended.", body = ExperimentView)))]
async fn stop(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Json<ExperimentView>> {
    Ok(Json(experiments::stop(&state.app, &who.ctx, id.into()).await?.into()))
}

/// Ends it; the variant goes live for everybody. 409 `experiment_ended` when it has ended.
#[utoipa::path(post, path = "/experiments/{id}/promote", tag = "agents", params(("id" = Uuid, Path,)), responses((status = 200, description = "It has ended, the variant is live.", body = ExperimentView)))]
async fn promote(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Json<ExperimentView>> {
    Ok(Json(experiments::promote(&state.app, &who.ctx, id.into()).await?.into()))
}

/// Silent answers of a shadow beside the given ones, newest first.
#[utoipa::path(get, path = "/experiments/{id}/shadows", tag = "agents", params(("id" = Uuid, Path,), ShadowsQuery), responses((status = 200, description = "Answers.", body = Page<ShadowAnswer>)))]
async fn shadows(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<ShadowsQuery>) -> Answer<Json<Page<ShadowAnswer>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let experiment = store::experiment::get(&mut scope, id.into()).await?;
    let before = query.cursor.map_or((Ts::from_micros(i64::MAX), ConversationId(Uuid::max())), |cursor| (cursor.at, cursor.id.into()));
    let rows = store::experiment::shadows(&mut scope, experiment.id, query.agreement.map(Into::into), before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |s| Cursor::new(s.created_at, s.conversation_id), Into::into)))
}
