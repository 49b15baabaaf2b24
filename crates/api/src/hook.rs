//! Webhooks in: `/hooks/{connector}/{connection}`. Everything that matters is in `app::channel::hook`; this file only
//! hands the raw call over and answers with the vendor's bytes. Not part of the documented API: vendors define it.

use crate::ApiState;
use crate::limits;
use crate::origin::Remote;
use crate::problem::Problem;
use crate::trace;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use domain::id::ConnectionId;
use domain::port::RawRequest;
use uuid::Uuid;

/// Largest body a vendor may send.
const LIMIT: usize = 1024 * 1024;

pub fn router() -> Router<ApiState> {
    Router::new().route("/hooks/{connector}/{connection}", any(receive)).layer(DefaultBodyLimit::max(LIMIT))
}

async fn receive(State(state): State<ApiState>, remote: Remote, Path((connector, connection)): Path<(String, String)>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let id: ConnectionId = connection.parse::<Uuid>().map_err(|_| Problem::not_found())?.into();
    limits::hook(&state, id.uuid())?;
    let request = RawRequest {
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers: headers.iter().filter_map(|(n, v)| Some((n.as_str().to_owned(), v.to_str().ok()?.to_owned()))).collect(),
        body: body.to_vec(),
    };
    let reply = app::channel::hook::hook(&state.app, &connector, id, &request, Some(remote.ip.to_string()), Some(trace::current())).await?;
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK);
    Ok((status, [(header::CONTENT_TYPE, reply.content_type)], reply.body).into_response())
}
