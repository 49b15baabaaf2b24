//! Pretended customers of a demo firm: what can be played, playing it, and the mark that allows it.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Body;
use crate::field::Text;
use crate::problem::Answer;
use app::demo::{MOST, Speed};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// A speed that knows no pauses.
const MAX_SPEED: u32 = 100;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(scenarios)).routes(routes!(simulate)).routes(routes!(update))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ScenariosView {
    /// Whether pretended customers may write to this firm.
    pub is_demo: bool,
    /// How many are writing now, in this process.
    pub running: usize,
    /// How many may write at once.
    pub most: usize,
    pub items: Vec<ScenarioView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ScenarioView {
    /// For `scenario`.
    pub key: String,
    /// In Russian.
    pub title: String,
    pub title_en: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Simulate {
    /// Key of a scenario.
    #[schema(inline)]
    scenario: Text<1, 60>,
    /// How many times faster than a person; 100 leaves out the pauses.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100, nullable = false)]
    speed: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SimulatedView {
    /// Where to watch it.
    pub conversation_id: Uuid,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateDemo {
    is_demo: bool,
}

/// Scenarios of pretended customers.
#[utoipa::path(get, path = "/demo/scenarios", tag = "demo", responses((status = 200, description = "What can be played here.", body = ScenariosView)))]
async fn scenarios(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<ScenariosView>> {
    let mut scope = state.app.scope(who.org()).await?;
    let org = store::org::get(&mut scope).await?;
    drop(scope);
    let items = app::demo::list(&org.pack).into_iter().map(|s| ScenarioView { key: s.key.to_owned(), title: s.title_ru.to_owned(), title_en: s.title_en.to_owned() });
    let is_demo = app::demo::is_demo(&state.app, who.org()).await?;
    Ok(Json(ScenariosView { is_demo, running: app::demo::running(&state.app, who.org()), most: MOST, items: items.collect() }))
}

/// Lets a pretended customer write on the web chat, live. Only in a demo firm.
#[utoipa::path(post, path = "/demo/simulate", tag = "demo", request_body = Simulate, responses((status = 202, description = "The first message is here, the rest follows.", body = SimulatedView)))]
async fn simulate(State(state): State<ApiState>, who: Can<may::Converse>, Body(body): Body<Simulate>) -> Answer<(StatusCode, Json<SimulatedView>)> {
    let speed = match body.speed.unwrap_or(1) {
        MAX_SPEED => Speed::Max,
        times @ 1..MAX_SPEED => Speed::Times(times),
        _ => return Err(domain::Error::invalid("speed", "1 to 100").into()),
    };
    let id = app::demo::simulate(&state.app, &who.ctx, &body.scenario.into_string(), speed).await?;
    Ok((StatusCode::ACCEPTED, Json(SimulatedView { conversation_id: id.uuid() })))
}

/// Marks the firm as a demo, where pretended customers may write, or takes the mark away.
#[utoipa::path(patch, path = "/demo", tag = "demo", request_body = UpdateDemo, responses((status = 204, description = "Marked.")))]
async fn update(State(state): State<ApiState>, who: Can<may::ManageOrg>, Body(body): Body<UpdateDemo>) -> Answer<StatusCode> {
    app::demo::set_is_demo(&state.app, &who.ctx, body.is_demo).await?;
    Ok(StatusCode::NO_CONTENT)
}
