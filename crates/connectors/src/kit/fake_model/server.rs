//! The HTTP side of a fake model: reads calls, plays plans and troubles, and cuts its answers into small uneven pieces of bytes.

use super::{Call, Heard, Plan, Shared, Trouble, vector_of};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::port::{ModelRequest, Purpose};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use url::form_urlencoded;

/// Bytes of one piece: cuts letters of two bytes in the middle.
const PIECE: usize = 13;
/// More than any client should read.
const HUGE: usize = 6 * 1024 * 1024;

pub fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(handle).layer(DefaultBodyLimit::max(32 * 1024 * 1024)).with_state(shared)
}

async fn handle(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let call = match read(request).await {
        Ok(call) => call,
        Err(response) => return response,
    };
    shared.lock().calls.push(format!("{} {}", call.method, call.path));
    match shared.tongue.hear(&call, &shared.clock) {
        Heard::Answer(status, body) => json(status, &body, None),
        Heard::Embed { texts, purpose } => embed(&shared, call.body, texts, purpose).await,
        Heard::Chat(asked) => {
            let plan = {
                let mut state = shared.lock();
                state.asked.push(asked.clone());
                state.bodies.push(call.body);
                state.busy += 1;
                state.most_busy = state.most_busy.max(state.busy);
                state.plans.pop_front().or_else(|| state.script.clone().map(|script| script(&asked))).unwrap_or_else(|| Plan::text("Хорошо."))
            };
            shared.came.notify_waiters();
            let done = Busy(shared.clone());
            wait(&shared).await;
            let response = answer(&shared, &asked, &plan).await;
            drop(done);
            response
        }
    }
}

async fn embed(shared: &Shared, body: Value, texts: Vec<String>, purpose: Option<Purpose>) -> Response {
    let trouble = {
        let mut state = shared.lock();
        state.bodies.push(body);
        state.embed_troubles.pop_front()
    };
    wait(shared).await;
    match trouble {
        None => {}
        Some(Trouble::SlowFirst(pause)) => tokio::time::sleep(pause).await,
        Some(Trouble::NotTheVendor) => return (StatusCode::BAD_GATEWAY, "<html><h1>502 Bad Gateway</h1></html>").into_response(),
        Some(Trouble::BadJson) => return typed("application/json", Body::from("{\"data\": [")),
        Some(trouble) => {
            let retry_after = if let Trouble::TooMany { retry_after } = trouble { retry_after } else { None };
            let (status, body) = shared.tongue.refusal(trouble);
            return json(status, &body, retry_after);
        }
    }
    let meanings = shared.lock().meanings.clone();
    let vectors: Vec<Vec<f32>> = texts.iter().map(|text| meanings.as_ref().map_or_else(|| vector_of(text), |meanings| meanings(text))).collect();
    let answer = shared.tongue.vectors(&vectors);
    shared.lock().embedded.push((purpose, texts));
    json(200, &answer, None)
}

/// One answer is being made.
struct Busy(Arc<Shared>);
impl Drop for Busy {
    fn drop(&mut self) {
        self.0.lock().busy -= 1;
    }
}

async fn wait(shared: &Shared) {
    loop {
        let free = shared.let_go.notified();
        if !shared.lock().held {
            return;
        }
        free.await;
    }
}

async fn read(request: Request) -> Result<Call, Response> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 32 * 1024 * 1024).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
    let headers = parts.headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))).collect();
    Ok(Call {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers,
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        form: form_urlencoded::parse(&bytes).into_owned().collect(),
    })
}

async fn answer(shared: &Shared, asked: &ModelRequest, plan: &Plan) -> Response {
    let tongue = &shared.tongue;
    match plan.trouble {
        Some(Trouble::SlowFirst(pause)) => tokio::time::sleep(pause).await,
        Some(Trouble::AuthExpired) => {
            tongue.expire();
            let (status, body) = tongue.refusal(Trouble::AuthExpired);
            return json(status, &body, None);
        }
        Some(trouble @ (Trouble::ServerError | Trouble::Overloaded | Trouble::BadKey | Trouble::NoMoney | Trouble::GeoBlocked | Trouble::ContextTooLong | Trouble::ModelGone | Trouble::Moderated)) => {
            let (status, body) = tongue.refusal(trouble);
            return json(status, &body, None);
        }
        Some(trouble @ Trouble::TooMany { retry_after }) => {
            let (status, body) = tongue.refusal(trouble);
            return json(status, &body, retry_after);
        }
        Some(Trouble::NotTheVendor) => {
            return (StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, "text/html")], "<html><h1>502 Bad Gateway</h1></html>").into_response();
        }
        _ => {}
    }
    let is_bad = plan.trouble == Some(Trouble::BadArguments);
    let plan = &match plan.trouble {
        // A stream repeats a piece of its own.
        Some(Trouble::Huge) if !asked.is_streamed => Plan { trouble: plan.trouble, ..Plan::text("самовар ".repeat(HUGE / 15)) },
        Some(Trouble::Filtered) => plan.clone().stopping(domain::port::Stop::Refused),
        _ => plan.clone(),
    };
    if asked.is_streamed { streamed(shared, asked, plan, is_bad) } else { whole(shared, asked, plan, is_bad) }
}

fn whole(shared: &Shared, asked: &ModelRequest, plan: &Plan, is_bad: bool) -> Response {
    let body = shared.tongue.whole(asked, plan, is_bad).to_string();
    let half = Bytes::copy_from_slice(body.as_bytes().get(..body.len() / 2).unwrap_or_default());
    match plan.trouble {
        Some(Trouble::BadJson | Trouble::CutStream) => typed("application/json", Body::from(half)),
        Some(Trouble::BreakStream) => typed("application/json", stream(vec![half.to_vec()], None, true)),
        Some(Trouble::ErrorInStream) => {
            let (status, body) = shared.tongue.refusal(Trouble::ServerError);
            json(status, &body, None)
        }
        _ => typed("application/json", Body::from(body)),
    }
}

fn streamed(shared: &Shared, asked: &ModelRequest, plan: &Plan, is_bad: bool) -> Response {
    let mut frames = shared.tongue.frames(asked, plan, is_bad);
    let mut is_broken = false;
    // Something is heard before it goes wrong, where there is anything to hear.
    let middle = (frames.len() / 2).max(1);
    match plan.trouble {
        Some(Trouble::CutStream) => frames.truncate(middle),
        Some(Trouble::BreakStream) => {
            frames.truncate(middle);
            is_broken = true;
        }
        Some(Trouble::BadJson) => {
            frames.truncate(middle);
            let broken = frames.last().map(|frame| frame.replacen('{', "{]", 1)).unwrap_or_default();
            frames.push(broken);
        }
        Some(Trouble::ErrorInStream) => {
            frames.truncate(middle);
            frames.push(shared.tongue.error_frame());
        }
        _ => {}
    }
    let (frames, pause) = match plan.trouble {
        Some(Trouble::SlowStream(pause)) => (frames.into_iter().map(String::into_bytes).collect(), Some(pause)),
        Some(Trouble::Huge) => {
            let piece = frames.get(middle.min(frames.len().saturating_sub(2))).cloned().unwrap_or_default();
            (piece.repeat(HUGE / piece.len().max(1)).into_bytes().chunks(64 * 1024).map(<[u8]>::to_vec).collect(), None)
        }
        _ if shared.lock().in_frames => (frames.into_iter().map(String::into_bytes).collect(), None),
        _ => (frames.concat().into_bytes().chunks(PIECE).map(<[u8]>::to_vec).collect(), None),
    };
    typed(shared.tongue.stream_type(), stream(frames, pause, is_broken))
}

/// The pieces one after another; a broken one ends without the end that HTTP wants.
fn stream(pieces: Vec<Vec<u8>>, pause: Option<Duration>, is_broken: bool) -> Body {
    let left = pieces.into_iter();
    Body::from_stream(futures::stream::unfold((left, is_broken), move |(mut left, is_broken)| async move {
        if let Some(pause) = pause {
            tokio::time::sleep(pause).await;
        }
        match left.next() {
            Some(piece) => Some((Ok(Bytes::from(piece)), (left, is_broken))),
            None if is_broken => {
                // Lets what was written reach the other side before the connection is gone.
                tokio::task::yield_now().await;
                Some((Err(std::io::Error::other("broken on purpose")), (left, false)))
            }
            None => None,
        }
    }))
}

fn typed(kind: &'static str, body: Body) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

fn json(status: u16, body: &Value, retry_after: Option<u32>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response();
    if let Some(wait) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, wait.into());
    }
    response
}
