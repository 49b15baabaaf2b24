//! `Idempotency-Key` on POST: the first answer is kept for a day and given again for the same request.
//! Kept per organization and caller, with a digest of route and body; an answer that holds a secret is not kept.

use crate::ApiState;
use crate::auth::{Caller, Identity};
use crate::extract::from_bytes_rejection;
use crate::problem::Problem;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use store::idempotency::{self, Kept};

pub const HEADER: &str = "idempotency-key";
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// A request that has not finished by then died with its process; the same request may take over its key.
const ABANDONED_SECS: i64 = 120;
/// Larger answers are not kept; no answer to a POST comes near.
const ANSWER_LIMIT: usize = 1024 * 1024;

pub async fn layer(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    // An upload is too large to be kept; done twice it is two files, and the one nobody sends is swept. An import done twice is one.
    let is_upload = matches!(request.uri().path(), "/api/v1/files" | "/api/v1/knowledge/files" | "/api/v1/knowledge/import");
    if request.method() != Method::POST || is_upload || !request.headers().contains_key(HEADER) {
        return next.run(request).await;
    }
    match keep(&state, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn keep(state: &ApiState, request: Request, next: Next) -> Result<Response, Problem> {
    let key = request.headers().get(HEADER).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    if !(1..=128).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Problem::invalid("Idempotency-Key", "1 to 128 visible ASCII characters").code("idempotency_key"));
    }
    let (parts, body) = request.into_parts();
    // A stranger has no organization to keep anything in; the handler will say what it thinks of strangers.
    let Some(caller) = parts.extensions.get::<Identity>().and_then(|identity| Caller::of(identity, &parts).ok()) else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await.map_err(from_bytes_rejection)?;
    let digest = digest(&parts.method, parts.uri.path(), parts.uri.query().unwrap_or_default(), &bytes);
    let label = caller.label();
    if let Some(answer) = begin(state, &caller, &label, &key, &digest).await? {
        return Ok(answer);
    }
    // Runs to its end and is kept even when the client hangs up: the retry is exactly what the key is for.
    let (state, request) = (state.clone(), Request::from_parts(parts, Body::from(bytes)));
    let trace = crate::trace::current();
    let run = async move { finish(&state, &caller, &label, &key, next.run(request).await).await };
    tokio::spawn(crate::trace::scope(trace, run)).await.unwrap_or_else(|_| Err(Problem::internal()))
}

/// `None` when the request is ours to run; else the answer.
async fn begin(state: &ApiState, caller: &Caller, label: &str, key: &str, digest: &[u8]) -> Result<Option<Response>, Problem> {
    let mut unit = state.app.unit(&caller.ctx).await?;
    let abandoned = state.now().plus_secs(-ABANDONED_SECS);
    if idempotency::begin(&mut unit, label, key, digest, abandoned).await? {
        unit.commit().await?;
        return Ok(None);
    }
    let known = idempotency::find(&mut unit, label, key).await?;
    drop(unit);
    let Some(kept) = known else { return Err(conflict("idempotency_in_progress", "the first request with this key is running")) };
    if kept.request_hash != digest {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_mismatch", "this Idempotency-Key was used with another request"));
    }
    replay(kept).map(Some)
}

fn conflict(code: &'static str, detail: &'static str) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, detail)
}

fn replay(kept: Kept) -> Result<Response, Problem> {
    let Some(status) = kept.status.and_then(|status| StatusCode::from_u16(status).ok()) else {
        return Err(conflict("idempotency_in_progress", "the first request with this key is running"));
    };
    let Some(body) = kept.body else {
        return Err(conflict("idempotency_secret", "the request was done; its answer held a secret and was not kept"));
    };
    let mut response = (status, body).into_response();
    let kind = kept.content_type.as_deref().unwrap_or("application/json");
    if let Ok(kind) = HeaderValue::from_str(kind) {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    if status == StatusCode::NO_CONTENT {
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

async fn finish(state: &ApiState, caller: &Caller, label: &str, key: &str, response: Response) -> Result<Response, Problem> {
    let status = response.status();
    let mut unit = state.app.unit(&caller.ctx).await?;
    // Our failures and refusals for pace are not the answer: the caller may try again with the same key.
    if status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        idempotency::forget(&mut unit, label, key).await?;
        unit.commit().await?;
        return Ok(response);
    }
    let holds_secret = response.extensions().get::<HoldsSecret>().is_some();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, ANSWER_LIMIT).await.map_err(|_| Problem::internal())?;
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).map(str::to_owned);
    idempotency::finish(&mut unit, label, key, status.as_u16(), kind, (!holds_secret).then(|| bytes.to_vec())).await?;
    unit.commit().await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

/// Put into the extensions of a response whose body must not be kept.
#[derive(Clone, Copy, Debug)]
pub struct HoldsSecret;

fn digest(method: &Method, path: &str, query: &str, body: &[u8]) -> Vec<u8> {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for part in [method.as_str(), path, query] {
        context.update(part.as_bytes());
        context.update(&[0]);
    }
    context.update(body);
    context.finish().as_ref().to_vec()
}
