//! The one HTTP client: guarded addresses, no redirects, no proxy from the environment, answers of limited size.
//! Turns a failed call into `domain::Error`, with the one question answered that matters: may the other side have acted?

use super::mask::Mask;
use super::net::{Blocked, Guard, proxy_url};
use bytes::{Bytes, BytesMut};
use domain::{Error, Kind, Result, Retry, Secret, port::NetPolicy};
use reqwest::{Certificate, Client, RequestBuilder, redirect};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// Does a call change something over there? Decides what an answer that never came means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Repeating it is harmless.
    Read,
    /// Repeating it may do it twice.
    Write,
}

/// A complete answer of the other side, whatever its status.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub retry_after: Option<Duration>,
    pub content_type: Option<String>,
    /// Where a redirect leads.
    pub location: Option<String>,
    pub etag: Option<String>,
    pub modified: Option<String>,
    pub body: Bytes,
}

/// The patience with an answer that comes in pieces.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub first: Duration,
    pub idle: Duration,
    pub limit: u64,
}

/// An answer on its way.
#[derive(Debug)]
pub struct Flow {
    /// Status and headers; the body is empty.
    pub head: Reply,
    response: reqwest::Response,
    http: Http,
    pace: Pace,
    taken: u64,
}

impl Flow {
    /// The next piece; none when the other side has ended in order.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let late = || Error::new(Kind::Unavailable, "the answer stopped coming").code("timeout").retry(Retry::Backoff);
        let next = tokio::time::timeout(self.pace.idle, self.response.chunk()).await.map_err(|_| late())?;
        let Some(chunk) = next.map_err(|error| self.http.failure(error, Effect::Read))? else { return Ok(None) };
        self.taken = self.taken.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if self.taken > self.pace.limit {
            return Err(Error::new(Kind::TooLarge, format!("the answer is larger than {} bytes", self.pace.limit)));
        }
        Ok(Some(chunk))
    }

    /// What is left of it, as a whole.
    pub async fn rest(mut self) -> Result<Reply> {
        let mut body = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { body: body.freeze(), ..self.head })
    }
}

/// How much of an answer nobody reads is taken in.
const DRAINED: usize = 16 * 1024;

/// A connection's way out.
#[derive(Clone, Debug)]
pub struct Http {
    client: Client,
    mask: Mask,
}

impl Http {
    /// Connections without a proxy share one client and its pool.
    pub fn open(policy: NetPolicy, proxy: Option<&Secret>, mask: Mask) -> Result<Self> {
        Self::trusting(policy, proxy, Vec::new(), mask)
    }

    /// The same for a vendor whose certificates this machine does not know: the given roots are trusted here and nowhere else.
    pub fn trusting(policy: NetPolicy, proxy: Option<&Secret>, roots: Vec<Certificate>, mask: Mask) -> Result<Self> {
        let proxy = proxy.map(|proxy| proxy_url("proxy", proxy.expose(), policy)).transpose()?;
        let client = if proxy.is_none() && roots.is_empty() { shared(policy)? } else { build(policy, proxy, roots)? };
        Ok(Http { client, mask })
    }

    pub fn get(&self, url: Url) -> RequestBuilder {
        self.client.get(url)
    }
    pub fn post(&self, url: Url) -> RequestBuilder {
        self.client.post(url)
    }
    pub fn mask(&self) -> &Mask {
        &self.mask
    }

    /// Makes the call and reads the answer, at most `limit` bytes of it, within `timeout` altogether.
    pub async fn run(&self, request: RequestBuilder, effect: Effect, limit: u64, timeout: Duration) -> Result<Reply> {
        let mut response = request.timeout(timeout).send().await.map_err(|error| self.failure(error, effect))?;
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failure(error, effect))? {
            if u64::try_from(body.len() + chunk.len()).unwrap_or(u64::MAX) > limit {
                let retry = if effect == Effect::Write { Retry::Unknown } else { Retry::Never };
                return Err(Error::new(Kind::TooLarge, format!("the answer is larger than {limit} bytes")).retry(retry));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { body: body.freeze(), ..head(&response) })
    }

    /// Makes a call whose answer is read as it comes: headers within `first`, then never silent for longer than `idle`, at most `limit` bytes.
    pub async fn begin(&self, request: RequestBuilder, pace: Pace) -> Result<Flow> {
        let late = || Error::new(Kind::Unavailable, "the other side does not answer").code("timeout").retry(Retry::Backoff);
        let sent = tokio::time::timeout(pace.first, request.send()).await.map_err(|_| late())?;
        let response = sent.map_err(|error| self.failure(error, Effect::Read))?;
        Ok(Flow { head: head(&response), response, http: self.clone(), pace, taken: 0 })
    }

    /// Makes a call of which only the answer's status counts; whatever its body holds or however it breaks off changes nothing.
    pub async fn tell(&self, request: RequestBuilder, effect: Effect, timeout: Duration) -> Result<Reply> {
        let mut response = request.timeout(timeout).send().await.map_err(|error| self.failure(error, effect))?;
        // A connection whose answer was read to its end can be used again; a long one is not worth it.
        let mut left = DRAINED;
        while let Ok(Some(chunk)) = response.chunk().await {
            let Some(rest) = left.checked_sub(chunk.len()) else { break };
            left = rest;
        }
        Ok(head(&response))
    }

    fn failure(&self, error: reqwest::Error, effect: Effect) -> Error {
        // The address holds the token at some vendors.
        let error = error.without_url();
        if has_cause::<Blocked>(&error) {
            return Error::new(Kind::Forbidden, "the address is inside a private network").code("address_not_allowed");
        }
        let detail = self.mask.text(&causes(&error));
        if error.is_builder() {
            return Error::internal(detail);
        }
        let retry = match effect {
            // Not connected means not a byte was written.
            _ if error.is_connect() => Retry::Backoff,
            Effect::Read => Retry::Backoff,
            Effect::Write => Retry::Unknown,
        };
        let code = if error.is_timeout() { "timeout" } else { "connection_failed" };
        Error::new(Kind::Unavailable, detail).code(code).retry(retry)
    }
}

/// Clients by policy. Building one reads the system's certificates, and each has its own pool of connections.
static SHARED: Mutex<Vec<(NetPolicy, Client)>> = Mutex::new(Vec::new());

fn shared(policy: NetPolicy) -> Result<Client> {
    let mut clients = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, client)) = clients.iter().find(|(known, _)| *known == policy) {
        return Ok(client.clone());
    }
    let client = build(policy, None, Vec::new())?;
    clients.push((policy, client.clone()));
    Ok(client)
}

/// Certificates typed into a form.
pub fn roots(field: &str, pem: &str) -> Result<Vec<Certificate>> {
    let bad = || Error::invalid(field, "not a certificate in PEM form");
    let mut store = rustls::RootCertStore::empty();
    let mut found = Vec::new();
    for one in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let one = one.map_err(|_| bad())?;
        found.push(Certificate::from_der(&one).map_err(|_| bad())?);
        // What stands in the envelope is read only here.
        store.add(one).map_err(|_| bad())?;
    }
    if found.is_empty() { Err(bad()) } else { Ok(found) }
}

fn build(policy: NetPolicy, proxy: Option<Url>, roots: Vec<Certificate>) -> Result<Client> {
    // The binary installs the same provider in `main`; whoever comes second changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("samovar/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .connect_timeout(Duration::from_secs(10))
        // Shorter than any vendor's patience: a send on a connection that is just being closed would be an unknown one.
        .pool_idle_timeout(Duration::from_secs(20))
        .tcp_keepalive(Duration::from_secs(20))
        .http2_keep_alive_interval(Duration::from_secs(15))
        .http2_keep_alive_timeout(Duration::from_secs(10))
        .tcp_nodelay(true)
        .dns_resolver(std::sync::Arc::new(Guard(policy)));
    let builder = match proxy {
        Some(url) => {
            // The text of this error may quote the proxy's password.
            let proxy = reqwest::Proxy::all(url).map_err(|_| Error::invalid("proxy", "not a usable proxy address"))?;
            builder.proxy(proxy)
        }
        None => builder,
    };
    let builder = if roots.is_empty() { builder } else { builder.tls_certs_merge(roots) };
    builder.build().map_err(|error| Error::internal(format!("HTTP client: {error}")))
}

fn head(response: &reqwest::Response) -> Reply {
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Reply {
        status: response.status().as_u16(),
        retry_after: header("retry-after-ms")
            .and_then(|value| value.trim().parse().ok())
            .map(Duration::from_millis)
            .or_else(|| header("retry-after").and_then(|value| value.trim().parse().ok()).map(Duration::from_secs)),
        content_type: header("content-type"),
        location: header("location"),
        etag: header("etag"),
        modified: header("last-modified"),
        body: Bytes::new(),
    }
}

fn has_cause<E: std::error::Error + 'static>(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<E>() {
            return true;
        }
        cause = error.source();
    }
    false
}

fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
