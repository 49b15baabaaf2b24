//! The test chat: a member talks to the agent as a pretended customer, without any channel. Nobody else sees it.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Query};
use crate::field::{Text, When};
use crate::problem::{Answer, Problem};
use crate::routes::conversation::{ButtonView, PhaseWord};
use crate::trace;
use app::test_chat::{self, Said, Talk};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::message::Message;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::Instant;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(10);

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(talk, say)).routes(routes!(start_over))
}

/// One thing the pretended customer says or presses. `text` or `button_id` is needed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SayTest {
    #[serde(default)]
    #[schema(inline)]
    text: Option<Text<0, 4000>>,
    /// A button of an earlier reply.
    #[serde(default)]
    #[schema(inline)]
    button_id: Option<Text<1, 64>>,
    /// To the draft of this agent alone, in a talk of its own; left out: to whoever would answer a customer.
    #[serde(default)]
    agent_id: Option<Uuid>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TalkQuery {
    /// The talk with the draft of this agent.
    #[param(required = false, nullable = false)]
    agent_id: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TestMessage {
    pub id: Uuid,
    pub seq: i64,
    /// `contact` is the pretended customer; `agent` the agent.
    pub author: String,
    pub text: String,
    pub buttons: Vec<ButtonView>,
    /// Of an answer: leads to why it was given, `GET /turns/{id}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub turn_id: Option<Uuid>,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Message> for TestMessage {
    fn from(m: Message) -> Self {
        TestMessage {
            id: m.id.uuid(), seq: m.seq, author: m.author.as_str().to_owned(), text: m.text, buttons: m.buttons.into_iter().map(Into::into).collect(), turn_id: m.turn_id.map(|t| t.uuid()), created_at: m.created_at.into(),
        }
    }
}

/// The talk so far.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestTalk {
    /// Absent before the first word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub phase: Option<PhaseWord>,
    /// False when the agent has asked for a person and is silent: start over.
    pub is_agent_on: bool,
    pub items: Vec<TestMessage>,
}
impl From<Talk> for TestTalk {
    fn from(t: Talk) -> Self {
        let is_agent_on = t.conversation.as_ref().is_none_or(|c| c.mode == domain::conversation::Mode::Auto);
        let (conversation_id, phase) = t.conversation.map(|c| (c.id.uuid(), c.phase.into())).unzip();
        TestTalk { conversation_id, phase, is_agent_on, items: t.messages.into_iter().map(Into::into).collect() }
    }
}

/// Your test talk, oldest first.
#[utoipa::path(get, path = "/test-chat/messages", tag = "conversations", params(TalkQuery), responses((status = 200, description = "The talk.", body = TestTalk)))]
async fn talk(State(state): State<ApiState>, who: Can<may::Converse>, Query(query): Query<TalkQuery>) -> Answer<Json<TestTalk>> {
    Ok(Json(test_chat::talk(&state.app, &who.ctx, query.agent_id.map(Into::into)).await?.into()))
}

/// Says something as the pretended customer and waits for the answer; gives the whole talk.
#[utoipa::path(post, path = "/test-chat/messages", tag = "conversations", request_body = SayTest, responses((status = 200, description = "The talk now.", body = TestTalk)))]
async fn say(State(state): State<ApiState>, who: Can<may::Converse>, Body(body): Body<SayTest>) -> Answer<Json<TestTalk>> {
    let said = Said { text: body.text.map(Text::into_string).unwrap_or_default(), button: body.button_id.map(Text::into_string) };
    if said.text.is_empty() && said.button.is_none() {
        return Err(Problem::invalid("text", "a message needs text or button_id"));
    }
    let agent = body.agent_id.map(Into::into);
    let (app, ctx, until) = (state.app.clone(), who.ctx.clone(), Instant::now() + PATIENCE);
    // In a task of its own: a client that hangs up does not stop an answer half-way.
    let task = state.app.tasks().spawn(trace::scope(trace::current(), async move { test_chat::say(&app, &ctx, agent, said, until).await }));
    task.await.map_err(|_| Problem::internal())??;
    Ok(Json(test_chat::talk(&state.app, &who.ctx, agent).await?.into()))
}

/// Starts over: the talk, its visits and holds are gone.
#[utoipa::path(delete, path = "/test-chat", tag = "conversations", params(TalkQuery), responses((status = 204, description = "Forgotten.")))]
async fn start_over(State(state): State<ApiState>, who: Can<may::Converse>, Query(query): Query<TalkQuery>) -> Answer<StatusCode> {
    test_chat::start_over(&state.app, &who.ctx, query.agent_id.map(Into::into)).await?;
    Ok(StatusCode::NO_CONTENT)
}
