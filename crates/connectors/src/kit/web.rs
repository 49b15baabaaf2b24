//! Reads public web pages (`domain::port::Fetch`): only addresses the policy allows, judged again at every redirect and when a name is
//! resolved; never another host; what robots.txt permits, at its pace; answers of limited size and time.

use super::http::{Effect, Http, Reply};
use super::mask::Mask;
use super::net::page_url;
use super::robots::Robots;
use async_trait::async_trait;
use domain::port::{Fetch, FetchRequest, NetPolicy, WebAnswer, WebPage};
use domain::{Error, Kind, Result, Retry};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(20);
const REDIRECTS: usize = 5;
/// Between two pages of one host.
const PACE: Duration = Duration::from_secs(1);
const ROBOTS_LIMIT: u64 = 512 * 1024;
const ROBOTS_LIFE: Duration = Duration::from_secs(3600);
/// Above this number of hosts they are forgotten: rules are read again, nothing worse.
const MOST_HOSTS: usize = 1000;

#[derive(Debug)]
pub struct WebFetch {
    policy: NetPolicy,
    http: Http,
    pace: Duration,
    hosts: Mutex<HashMap<String, Host>>,
}

/// What is known of a host, by scheme, name and port.
#[derive(Clone, Debug)]
struct Host {
    rules: Option<(Instant, Arc<Robots>)>,
    free_at: Instant,
}

impl WebFetch {
    pub fn new(policy: NetPolicy) -> Result<Self> {
        Ok(WebFetch { policy, http: Http::open(policy, None, Mask::default())?, pace: PACE, hosts: Mutex::default() })
    }

    /// Another pace than the polite one, for tests.
    #[must_use]
    pub fn pace(mut self, pace: Duration) -> Self {
        self.pace = pace;
        self
    }

    fn with_host<T>(&self, origin: &str, act: impl FnOnce(&mut Host) -> T) -> T {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() > MOST_HOSTS {
            hosts.clear();
        }
        let host = hosts.entry(origin.to_owned()).or_insert_with(|| Host { rules: None, free_at: Instant::now() });
        act(host)
    }

    /// The rules of a host; a host that has none allows everything, one that cannot say is left alone.
    async fn rules(&self, url: &Url) -> Result<Arc<Robots>> {
        let origin = url.origin().ascii_serialization();
        let known = self.with_host(&origin, |host| host.rules.clone().filter(|(at, _)| at.elapsed() < ROBOTS_LIFE));
        if let Some((_, rules)) = known {
            return Ok(rules);
        }
        let mut at = url.join("/robots.txt").map_err(|_| Error::invalid("url", "not a valid address"))?;
        let mut rules = Robots::default();
        for _ in 0..=REDIRECTS {
            let reply = self.http.run(self.http.get(at.clone()), Effect::Read, ROBOTS_LIMIT, TIMEOUT).await;
            let reply = match reply {
                Err(error) if error.kind == Kind::TooLarge => break,
                reply => reply?,
            };
            match reply.status {
                200..300 => rules = Robots::parse(&String::from_utf8_lossy(&reply.body)),
                300..400 => match hop(url, &at, &reply, self.policy) {
                    Ok(next) => {
                        at = next;
                        continue;
                    }
                    Err(_) => break,
                },
                429 | 500.. => return Err(busy(&reply)),
                _ => {}
            }
            break;
        }
        let rules = Arc::new(rules);
        self.with_host(&origin, |host| host.rules = Some((Instant::now(), rules.clone())));
        Ok(rules)
    }

    /// Waits for one's turn at a host.
    async fn turn(&self, url: &Url, delay: Option<Duration>) {
        let pace = delay.map_or(self.pace, |delay| delay.max(self.pace));
        let at = self.with_host(&url.origin().ascii_serialization(), |host| {
            let at = host.free_at.max(Instant::now());
            host.free_at = at + pace;
            at
        });
        tokio::time::sleep_until(at).await;
    }

    async fn read(&self, first: Url, request: &FetchRequest) -> Result<WebAnswer> {
        let mut url = first.clone();
        for _ in 0..=REDIRECTS {
            let rules = self.rules(&url).await?;
            if !rules.allows(&path(&url)) {
                return Err(Error::forbidden("the site's robots.txt does not allow this page").code("robots"));
            }
            self.turn(&url, rules.delay).await;
            let mut call = self.http.get(url.clone()).header("accept", "text/html, application/xhtml+xml, application/xml;q=0.9, text/*;q=0.8, application/pdf;q=0.8, */*;q=0.1");
            // The marks belong to the address they were given for.
            if url == first {
                call = request.etag.iter().fold(call, |call, etag| call.header("if-none-match", etag));
                call = request.modified.iter().fold(call, |call, at| call.header("if-modified-since", at));
            }
            let reply = self.http.run(call, Effect::Read, request.limit, TIMEOUT).await?;
            match reply.status {
                200..=299 => return Ok(WebAnswer::Page(WebPage { url: url.into(), content_type: reply.content_type, body: reply.body.to_vec(), etag: reply.etag, modified: reply.modified })),
                304 => return Ok(WebAnswer::Unchanged),
                301 | 302 | 303 | 307 | 308 => url = hop(&first, &url, &reply, self.policy)?,
                404 | 410 => return Err(Error::not_found("page")),
                429 | 500.. => return Err(busy(&reply)),
                status => return Err(Error::new(Kind::Unsupported, format!("the site answers {status}")).code("page_refused")),
            }
        }
        Err(Error::new(Kind::Unsupported, "the site redirects without end").code("page_refused"))
    }
}

#[async_trait]
impl Fetch for WebFetch {
    fn check(&self, url: &str) -> Result<String> {
        page_url("url", url, self.policy).map(Into::into)
    }

    async fn fetch(&self, request: &FetchRequest) -> Result<WebAnswer> {
        let url = page_url("url", &request.url, self.policy).map_err(|e| if e.code == Some("address_not_allowed") { Error { kind: Kind::Forbidden, ..e } } else { e })?;
        self.read(url, request).await
    }
}

/// Where a redirect leads, judged as if somebody had typed it; never to another host.
fn hop(first: &Url, from: &Url, reply: &Reply, policy: NetPolicy) -> Result<Url> {
    let location = reply.location.as_deref().and_then(|location| from.join(location).ok());
    let next = location.ok_or_else(|| Error::new(Kind::Unsupported, "the site redirects to nowhere").code("page_refused"))?;
    let next = page_url("url", next.as_str(), policy).map_err(|e| Error::forbidden("the site redirects to an address that may not be called").code(e.code.unwrap_or("page_refused")))?;
    if is_same_host(first, &next) { Ok(next) } else { Err(Error::forbidden("the site redirects to another host").code("other_host")) }
}

/// The same name, with or without `www.`; the same port, or both their scheme's own.
pub fn is_same_host(a: &Url, b: &Url) -> bool {
    fn bare(url: &Url) -> &str {
        let host = url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host)
    }
    bare(a) == bare(b) && a.port() == b.port()
}

fn path(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

fn busy(reply: &Reply) -> Error {
    Error::new(Kind::Unavailable, format!("the site answers {}", reply.status)).retry(reply.retry_after.map_or(Retry::Backoff, Retry::After))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn redirect(location: &str) -> Reply {
        Reply { status: 302, retry_after: None, content_type: None, location: Some(location.to_owned()), etag: None, modified: None, body: Bytes::new() }
    }

    #[test]
    fn redirects_are_judged_anew() {
        let from: Url = "https://example.org/a/b".parse().unwrap();
        for (location, expected) in [
            ("/c", Ok("https://example.org/c")), ("https://www.example.org/x#part", Ok("https://www.example.org/x")), ("http://example.org/", Ok("http://example.org/")),
            ("https://example.com/", Err("other_host")), ("//evil.example/", Err("other_host")), ("https://example.org:8443/", Err("other_host")),
            ("http://127.0.0.1/", Err("address_not_allowed")), ("http://[::1]/", Err("address_not_allowed")), ("http://localhost:9/", Err("address_not_allowed")), ("http://2130706433/", Err("address_not_allowed")),
            ("http://169.254.169.254/latest/meta-data", Err("address_not_allowed")), ("http://10.0.0.8/", Err("address_not_allowed")), ("http://[::ffff:10.0.0.8]/", Err("address_not_allowed")),
            ("file:///etc/passwd", Err("page_refused")), ("javascript:alert(1)", Err("page_refused")), ("https://user:pass@example.org/", Err("page_refused")), ("http://", Err("page_refused")),
        ] {
            let found = hop(&from, &from, &redirect(location), NetPolicy::Public);
            assert_eq!(found.as_ref().map(Url::as_str).map_err(Error::public_code), expected, "{location}");
        }
    }

    /// A name is judged by what it resolves to, whatever it looked like when it was typed.
    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_when_it_is_resolved() {
        let web = WebFetch::new(NetPolicy::Public).unwrap().pace(Duration::ZERO);
        let error = web.read("http://localhost:9/x".parse().unwrap(), &FetchRequest { limit: 1000, ..FetchRequest::default() }).await.unwrap_err();
        assert_eq!((error.kind, error.public_code()), (Kind::Forbidden, "address_not_allowed"));
    }
}
