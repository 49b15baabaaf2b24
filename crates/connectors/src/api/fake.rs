//! A program that takes replies by callback, for tests: it answers as told and remembers every call as it came.
//! It does not check signatures; the test does, so that both sides cannot share a mistake.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{Error, Kind, Result};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// One call as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub content_type: String,
    pub body: String,
}

#[derive(Debug, Default)]
struct Shared {
    calls: Vec<Call>,
    /// Status and `Retry-After` of the next answers, in order; then 204.
    answers: Vec<(u16, Option<u32>)>,
}

/// A listening receiver. Dropping it stops it.
#[derive(Debug)]
pub struct FakeReceiver {
    shared: Arc<Mutex<Shared>>,
    addr: SocketAddr,
    task: JoinHandle<()>,
}

impl FakeReceiver {
    pub async fn start() -> Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    pub async fn start_at(addr: SocketAddr) -> Result<Self> {
        let failed = |error: std::io::Error| Error::new(Kind::Unavailable, format!("the fake receiver cannot listen: {error}"));
        let listener = TcpListener::bind(addr).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let shared = Arc::new(Mutex::new(Shared::default()));
        let router = Router::new().fallback(take).with_state(shared.clone());
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the fake receiver stopped");
            }
        });
        Ok(FakeReceiver { shared, addr, task })
    }

    /// For the setting `callback_url`.
    pub fn url(&self) -> String {
        format!("http://{}/replies", self.addr)
    }
    pub fn address(&self) -> SocketAddr {
        self.addr
    }
    /// The next answer has this status.
    pub fn answer(&self, status: u16) {
        lock(&self.shared).answers.push((status, None));
    }
    pub fn answer_later(&self, status: u16, seconds: u32) {
        lock(&self.shared).answers.push((status, Some(seconds)));
    }
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.shared).calls.clone()
    }
}

impl Drop for FakeReceiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn take(State(shared): State<Arc<Mutex<Shared>>>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let mut shared = lock(&shared);
    shared.calls.push(Call {
        id: header("webhook-id"), timestamp: header("webhook-timestamp"), signature: header("webhook-signature"), content_type: header("content-type"),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    // Kept connections would outlive the receiver.
    let close = [(header::CONNECTION, "close")];
    let (status, pause) = if shared.answers.is_empty() { (204, None) } else { shared.answers.remove(0) };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, close).into_response();
    if let Some(pause) = pause {
        response.headers_mut().insert(header::RETRY_AFTER, pause.into());
    }
    response
}
