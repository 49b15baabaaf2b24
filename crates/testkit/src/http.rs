//! The API over real HTTP on loopback, and a tiny client that reads answers as JSON and keeps credentials.
//! A client is cheap: clone it to speak as several callers at once.

use api::{ApiConfig, ApiState};
use app::person::MemoryMail;
use app::vault::Vault;
use app::{App, AppConfig};
use domain::port::NetPolicy;
pub use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A listening API over a database and clock of its own. Stops when dropped.
pub struct TestApi {
    pub state: ApiState,
    pub clock: crate::TestClock,
    pub mail: Arc<MemoryMail>,
    pub address: SocketAddr,
    pub db: crate::TestDb,
    stop: CancellationToken,
}

impl Drop for TestApi {
    fn drop(&mut self) {
        self.state.app.stop().cancel();
        self.stop.cancel();
    }
}

impl TestApi {
    pub async fn new() -> Self {
        Self::with(ApiConfig::default()).await
    }

    /// On the engine that `TEST_PG` chooses, at a Monday morning in Moscow.
    pub async fn with(config: ApiConfig) -> Self {
        Self::on(crate::TestDb::new().await, config).await
    }

    /// The same on a database of the caller's choice.
    pub async fn on(db: crate::TestDb, config: ApiConfig) -> Self {
        Self::reaching(db, config, NetPolicy::Public).await
    }

    /// Its connections may call this machine, where the fakes are.
    pub async fn among_fakes() -> Self {
        Self::reaching(crate::TestDb::new().await, ApiConfig::default(), NetPolicy::Loopback).await
    }

    /// Letters go to a mail server such as `connectors::smtp::fake`.
    pub async fn mailing(url: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mailer = connectors::smtp::Smtp::open(&domain::Secret::new(url), "Самовар <desk@example.com>", "").expect("a mail server");
        Self::opened(crate::TestDb::new().await, ApiConfig::default(), NetPolicy::Loopback, Some(Arc::new(mailer))).await
    }

    async fn reaching(db: crate::TestDb, config: ApiConfig, net: NetPolicy) -> Self {
        Self::opened(db, config, net, None).await
    }

    async fn opened(db: crate::TestDb, config: ApiConfig, net: NetPolicy, mailer: Option<Arc<dyn domain::port::Mailer>>) -> Self {
        let clock = crate::TestClock::at("2026-11-23T10:00:00+03:00");
        let files = db.files();
        let fetch = connectors::kit::web::WebFetch::new(net).ok().map(|fetch| Arc::new(fetch.pace(std::time::Duration::ZERO)) as Arc<dyn domain::port::Fetch>);
        let push = connectors::push::WebPush::new(net).ok().map(|push| Arc::new(push) as Arc<dyn domain::port::Push>);
        let sign_in = connectors::oidc::Oidc::new(net).ok().map(|oidc| Arc::new(oidc) as Arc<dyn domain::port::SignIn>);
        let app = App::new(db.db.clone(), Arc::new(clock.clone()), Vault::new([7; 32]), connectors::all(), AppConfig { files, net, models: connectors::models().into(), fetch, push, sign_in, mailer, ..AppConfig::default() });
        let mail = Arc::new(MemoryMail::default());
        let state = ApiState::new(app, mail.clone(), config);
        let (address, stop) = serve(state.clone()).await;
        TestApi { state, clock, mail, address, db, stop }
    }

    /// A caller without credentials.
    pub fn stranger(&self) -> Client {
        Client::new(self.address)
    }

    /// Registers `{name}@example.com` with a firm of their own; speaks by bearer token.
    pub async fn owner(&self, name: &str) -> Client {
        let body = json!({ "email": format!("{name}@example.com"), "name": name, "password": PASSWORD, "org_name": format!("Firm of {name}"), "way": "token" });
        let reply = self.stranger().post("/auth/register", body).await.expect_status(201);
        self.stranger().with_bearer(reply.text_at("/tokens/access_token"))
    }
}

/// Good enough for every rule of choosing.
pub const PASSWORD: &str = "самовар кипит в 7";

/// Serves on a free port of loopback until the token is cancelled.
pub async fn serve(state: ApiState) -> (SocketAddr, CancellationToken) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    let service = api::router(state).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).with_graceful_shutdown(stopped).await });
    (address, stop)
}

/// One caller.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    headers: HeaderMap,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        // A second installation is refused, and means that the first one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("an HTTP client");
        Client { http, base: format!("http://{address}"), headers: HeaderMap::new() }
    }
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }
    #[must_use]
    pub fn with_bearer(self, token: &str) -> Self {
        self.with_header("authorization", &format!("Bearer {token}"))
    }
    #[must_use]
    pub fn with_key(self, key: &str) -> Self {
        self.with_header("x-api-key", key)
    }
    /// Takes the cookies a reply has set and sends the CSRF token that came with them.
    #[must_use]
    pub fn with_session(self, reply: &Reply) -> Self {
        let cookies: Vec<&str> = reply.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok()).filter_map(|v| v.split(';').next()).collect();
        self.with_header("cookie", &cookies.join("; ")).with_header("x-csrf-token", reply.text_at("/csrf_token"))
    }
    #[must_use]
    pub fn without(mut self, name: &'static str) -> Self {
        self.headers.remove(name);
        self
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PATCH, path, Some(body)).await
    }
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, Some(body)).await
    }
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None).await
    }
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = self.request(method, path);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        Reply::read(request.send().await.expect("an answer")).await
    }
    /// Bytes as they are, with a content type or none.
    pub async fn raw(&self, method: Method, path: &str, kind: Option<&str>, body: impl Into<reqwest::Body>) -> Reply {
        let request = self.request(method, path).body(body);
        let request = match kind {
            Some(kind) => request.header("content-type", kind),
            None => request,
        };
        Reply::read(request.send().await.expect("an answer")).await
    }

    /// A file as it came.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let response = self.request(Method::GET, path).send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{path}");
        response.bytes().await.expect("a body").to_vec()
    }

    /// Paths are below `/api/v1`, unless they begin with `//`: then from the root.
    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = path.strip_prefix("//").map_or_else(|| format!("{}/api/v1{path}", self.base), |rest| format!("{}/{rest}", self.base));
        self.http.request(method, url).headers(self.headers.clone())
    }
}

/// One answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    /// Null when the body is not JSON.
    pub body: Value,
}

impl Reply {
    async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Reply { status, headers, text, body }
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.text_at("/code")
    }
    /// The text at a JSON pointer; empty when there is none.
    pub fn text_at(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }
    pub fn items(&self) -> &[Value] {
        self.body.pointer("/items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
    /// A problem of that status and code, in the right form.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.text_at("/trace_id"), self.header("x-trace-id"));
        self
    }
}
