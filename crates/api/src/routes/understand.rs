//! Reading a phrase: what the built-in brain makes of it, with the firm's own services and people.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Body;
use crate::field::{LangWord, Text, When};
use crate::problem::Answer;
use app::understand::{Entity, Value};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(understand))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    #[schema(inline)]
    text: Text<1, 4000>,
    /// The moment it is said; now when absent.
    #[serde(default)]
    #[schema(inline)]
    now: Option<When>,
    /// IANA name; the firm's own when absent.
    #[serde(default)]
    #[schema(inline)]
    timezone: Option<Text<1, 64>>,
    /// `ru`, `en-US` …: decides only what the text leaves open.
    #[serde(default)]
    #[schema(inline)]
    locale: Option<Text<2, 35>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Read {
    #[schema(inline)]
    language: LangWord,
    entities: Vec<EntityView>,
    /// Best first.
    intents: Vec<IntentView>,
}

/// Something found in the text. `start`, `end`, `grain` belong to `datetime`: a half-open interval, either end may be open.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntityView {
    /// `datetime`, `duration`, `phone`, `email`, `number`, `money`, `person`, `service`, `employee`, `branch`, `ordinal`, `count`, `url`.
    kind: String,
    /// The words it was read from.
    text: String,
    /// RFC 3339 with the zone's offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    end: Option<String>,
    /// `second`, `minute`, `hour`, `day`, `week`, `month`, `quarter`, `year`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    grain: Option<String>,
    /// What the other kinds mean: a number, a text, or a list of `{id, name}`, best first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::field::any_json)]
    value: Option<serde_json::Value>,
    /// First character in the text.
    offset: usize,
    /// Length in characters.
    length: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct IntentView {
    name: String,
    /// 0 to 1.
    score: f64,
}

/// Reads one phrase.
#[utoipa::path(post, path = "/understand", tag = "agent", request_body = Phrase, responses((status = 200, description = "What was read.", body = Read)))]
async fn understand(State(state): State<ApiState>, who: Can<may::Read>, Body(body): Body<Phrase>) -> Answer<Json<Read>> {
    let lang = body.locale.as_ref().and_then(|l| l.as_str().parse().ok());
    let zone = body.timezone.as_ref().map(Text::as_str);
    let (read, firm) = app::understand::understand(&state.app, who.org(), body.text.as_str(), body.now.map(Into::into), zone, lang).await?;
    let entities = read.entities.into_iter().map(|e| view(e, &firm)).collect();
    let intents = read.intents.into_iter().map(|i| IntentView { name: word(&i.name), score: i.score }).collect();
    Ok(Json(Read { language: read.language.into(), entities, intents }))
}

/// The wire word of a brain enum.
fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn view(entity: Entity, firm: &app::catalog::Firm) -> EntityView {
    let catalog = &firm.catalog;
    let kind = serde_json::to_value(&entity.value).ok().and_then(|v| v.get("kind").and_then(|k| k.as_str().map(str::to_owned))).unwrap_or_default();
    let (mut start, mut end, mut grain) = (None, None, None);
    let value = match entity.value {
        Value::Datetime(when) => {
            let show = |z: jiff::Zoned| z.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
            (start, end, grain) = (when.start.map(show), when.end.map(show), Some(word(&when.grain)));
            None
        }
        Value::Duration { minutes } => Some(json!({"minutes": minutes})),
        Value::Phone { e164 } => Some(json!(e164)),
        Value::Email { address } => Some(json!(address)),
        Value::Number { value } => Some(json!(value)),
        Value::Money { minor, currency } => Some(json!({"minor": minor, "currency": currency})),
        Value::Person { name } => Some(json!(name)),
        Value::Service { ids } => Some(ids.iter().map(|id| json!({"id": id, "name": catalog.service(*id).map(|s| s.name.clone())})).collect()),
        Value::Employee { ids } => Some(ids.iter().map(|id| json!({"id": id, "name": catalog.employee(*id).map(|e| e.name.clone())})).collect()),
        Value::Branch { ids } => Some(ids.iter().map(|id| json!({"id": id, "name": catalog.branch(*id).map(|b| b.name.clone())})).collect()),
        Value::Ordinal { value } | Value::Count { value } => Some(json!(value)),
        Value::Url { url } => Some(json!(url)),
    };
    EntityView { kind, text: entity.text, start, end, grain, value, offset: entity.start, length: entity.end.saturating_sub(entity.start) }
}
