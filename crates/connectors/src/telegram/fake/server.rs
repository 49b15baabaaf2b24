//! The HTTP side of the fake: addresses, every documented form of a body, the envelope, broken connections.
//! Under `/_fake/` stands the customer: `says`, `starts`, `presses`, `blocks` (POST, JSON) and `sent` (GET), for tests in a browser.

use super::methods::{self, Refused};
use super::state::Shared;
use super::{TOKEN, act};
use crate::kit::fake::Fault;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use url::form_urlencoded;

/// A call's fields, wherever they stood: address, form or JSON.
#[derive(Debug, Default)]
pub struct Fields {
    values: Map<String, Value>,
    pub files: HashMap<String, (String, Vec<u8>)>,
}

impl Fields {
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.values.get(name)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
    pub fn float(&self, name: &str) -> Option<f64> {
        match self.values.get(name)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
    pub fn text(&self, name: &str) -> Option<String> {
        match self.values.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }
    /// A nested value: an object in JSON, its text in a form.
    pub fn nested(&self, name: &str) -> Option<Value> {
        match self.values.get(name)? {
            Value::String(text) => serde_json::from_str(text).ok(),
            other => Some(other.clone()),
        }
    }
}

pub fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(handle).layer(DefaultBodyLimit::max(60 * 1024 * 1024)).with_state(shared)
}

async fn handle(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if let Some(what) = path.strip_prefix("/_fake/") {
        return control(&shared, what, request).await;
    }
    if let Some((token, file)) = path.strip_prefix("/file/bot").and_then(|tail| tail.split_once('/')) {
        return download(&shared, token, file);
    }
    let Some((token, method)) = path.strip_prefix("/bot").and_then(|tail| tail.split_once('/')) else {
        return envelope(Err(Refused::new(404, "Not Found")));
    };
    let (token, method) = (token.to_owned(), method.to_lowercase());
    let fields = match read(request).await {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    if token != TOKEN {
        let is_token = token.split_once(':').is_some_and(|(id, _)| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()));
        return envelope(Err(if is_token { Refused::new(401, "Unauthorized") } else { Refused::new(404, "Not Found") }));
    }
    let planned = {
        let mut state = shared.lock();
        *state.calls.entry(method.clone()).or_insert(0) += 1;
        state.last_calls.insert(method.clone(), Value::Object(fields.values.clone()));
        state.refusals.get(&method).cloned()
    };
    if let Some((status, body)) = planned {
        return answer(status, &body, None);
    }
    let is_send = method.starts_with("send") && method != "sendchataction";
    let fault = match is_send {
        true => shared.lock().take_fault(|fault| !matches!(fault, Fault::Duplicate | Fault::Reorder)),
        false => None,
    };
    match fault {
        Some(Fault::DropBefore) => break_connection(),
        Some(Fault::TooMany { retry_after }) => return envelope(Err(Refused::too_many(retry_after))),
        Some(Fault::ServerError(status)) => return envelope(Err(Refused::new(status, "Internal Server Error"))),
        Some(Fault::Delay(delay)) => tokio::time::sleep(delay).await,
        _ => {}
    }
    let result = methods::call(&shared, &method, &fields).await;
    if fault == Some(Fault::DropAfter) {
        break_connection();
    }
    envelope(result)
}

/// Ends the connection's task, which closes the socket without an answer; the panic hook stays silent.
fn break_connection() -> ! {
    std::panic::resume_unwind(Box::new("a connection broken on purpose"))
}

fn envelope(result: Result<Value, Refused>) -> Response {
    match result {
        Ok(result) => answer(200, &json!({ "ok": true, "result": result }), None),
        Err(refused) => {
            let mut body = json!({ "ok": false, "error_code": refused.status, "description": refused.description });
            if let (Some(wait), Some(fields)) = (refused.retry_after, body.as_object_mut()) {
                fields.insert("parameters".to_owned(), json!({ "retry_after": wait }));
            }
            answer(refused.status, &body, refused.retry_after)
        }
    }
}

fn answer(status: u16, body: &Value, retry_after: Option<u32>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response();
    if let Some(wait) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, wait.into());
    }
    response
}

fn download(shared: &Shared, token: &str, path: &str) -> Response {
    let file = shared.lock().files.values().find(|file| file.path == path).cloned();
    match file {
        Some(file) if token == TOKEN => ([(header::CONTENT_TYPE, "application/octet-stream")], Body::from(file.bytes)).into_response(),
        _ => envelope(Err(Refused::new(404, "Not Found"))),
    }
}

async fn read(request: Request) -> Result<Fields, Response> {
    let refuse = || envelope(Err(Refused::new(400, "Bad Request: can't parse request")));
    let mut fields = Fields::default();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_lowercase();
    add_pairs(&mut fields, query.as_bytes());
    if kind.starts_with("multipart/form-data") {
        let mut form = Multipart::from_request(request, &()).await.map_err(|_| refuse())?;
        while let Some(part) = form.next_field().await.map_err(|_| refuse())? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(file_name) => {
                    let bytes = part.bytes().await.map_err(|_| refuse())?;
                    fields.files.insert(name, (file_name, bytes.to_vec()));
                }
                None => {
                    let text = part.text().await.map_err(|_| refuse())?;
                    fields.values.insert(name, text.into());
                }
            }
        }
        return Ok(fields);
    }
    let body = Bytes::from_request(request, &()).await.map_err(|_| refuse())?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        add_pairs(&mut fields, &body);
    } else if kind.starts_with("application/json") && !body.is_empty() {
        match serde_json::from_slice(&body) {
            Ok(Value::Object(values)) => fields.values.extend(values),
            _ => return Err(refuse()),
        }
    }
    Ok(fields)
}

fn add_pairs(fields: &mut Fields, text: &[u8]) {
    for (name, value) in form_urlencoded::parse(text) {
        fields.values.insert(name.into_owned(), value.into_owned().into());
    }
}

async fn control(shared: &Arc<Shared>, what: &str, request: Request) -> Response {
    let fields = match read(request).await {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    let chat = fields.int("chat_id").unwrap_or(42);
    let text = fields.text("text").unwrap_or_default();
    let say = |text: String| json!({ "message_id": shared.user_message(chat, |_| json!({ "text": text, "entities": act::entities(&text) })).0 });
    let result = match what {
        "says" => Ok(say(text)),
        "starts" => Ok(say(format!("/start {}", fields.text("payload").unwrap_or_default()).trim_end().to_owned())),
        "presses" => shared
            .press(chat, fields.int("message_id").unwrap_or(0), &fields.text("data").unwrap_or_default())
            .map(|pending| json!({ "update_id": pending.update_id }))
            .map_err(|error| Refused::new(400, error.to_string())),
        "blocks" => Ok(json!({ "update_id": shared.set_blocked(chat, true).update_id })),
        "unblocks" => Ok(json!({ "update_id": shared.set_blocked(chat, false).update_id })),
        "sent" => {
            let state = shared.lock();
            let sent = state.sent.iter().filter(|message| fields.int("chat_id").is_none_or(|chat| message.chat_id == chat));
            Ok(sent.map(|m| json!({ "chat_id": m.chat_id, "message_id": m.message_id, "method": m.method, "text": m.text, "keyboard": m.keyboard })).collect())
        }
        _ => Err(Refused::new(404, "Not Found")),
    };
    envelope(result)
}
