//! A call of the Bot API: address, envelope, files. What an error means for us is decided here, in `From<Failure> for Error`.

use super::wire::{Answer, Parameters};
use crate::kit::http::{Effect, Http, Reply};
use domain::{Error, Kind, Result, Retry, Secret};
use reqwest::multipart::{Form, Part};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::time::Duration;
use url::Url;

/// A hundred full updates stay far below this.
const ANSWER_LIMIT: u64 = 16 * 1024 * 1024;
/// A send must end before the outbox takes its runner for dead.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(20);
pub const UPLOAD_TIMEOUT: Duration = Duration::from_secs(75);

/// The Bot API answered, and the answer is no.
#[derive(Debug)]
pub struct Refusal {
    pub status: u16,
    pub description: String,
    pub retry_after: Option<Duration>,
    pub migrate_to_chat_id: Option<i64>,
}

impl Refusal {
    /// Is this the refusal with these words? The vendor has no finer codes than its texts.
    pub fn says(&self, words: &str) -> bool {
        self.description.to_lowercase().contains(words)
    }
}

#[derive(Debug)]
pub enum Failure {
    Refused(Refusal),
    Failed(Error),
}

/// An uploaded file of a call.
pub struct Upload {
    pub field: &'static str,
    pub name: String,
    pub mime: String,
    pub bytes: Vec<u8>,
}

/// One bot at one server.
#[derive(Clone, Debug)]
pub struct Api {
    http: Http,
    base: Url,
    token: Secret,
}

impl Api {
    pub fn new(http: Http, base: Url, token: Secret) -> Self {
        Api { http, base, token }
    }

    /// A call with a JSON body.
    pub async fn call<T: DeserializeOwned>(&self, method: &str, body: &impl Serialize, effect: Effect, timeout: Duration) -> Result<T, Failure> {
        let request = self.http.post(self.address("bot", method).map_err(Failure::Failed)?).json(body);
        let reply = self.http.run(request, effect, ANSWER_LIMIT, timeout).await.map_err(Failure::Failed)?;
        self.read(&reply, effect)
    }

    /// A call that carries a file.
    pub async fn upload<T: DeserializeOwned>(&self, method: &str, body: &Value, file: Upload) -> Result<T, Failure> {
        let mut form = Form::new();
        for (name, value) in body.as_object().into_iter().flatten() {
            // In a form, texts stand bare and everything else is its JSON.
            form = form.text(name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
        let mime = if file.mime.is_empty() { "application/octet-stream" } else { &file.mime };
        let part = Part::bytes(file.bytes)
            .file_name(file.name)
            .mime_str(mime)
            .map_err(|_| Failure::Failed(Error::invalid("mime", "not a media type")))?;
        let request = self.http.post(self.address("bot", method).map_err(Failure::Failed)?).multipart(form.part(file.field, part));
        let reply = self.http.run(request, Effect::Write, ANSWER_LIMIT, UPLOAD_TIMEOUT).await.map_err(Failure::Failed)?;
        self.read(&reply, Effect::Write)
    }

    /// The bytes behind a `file_path`.
    pub async fn download(&self, file_path: &str, limit: u64) -> Result<Reply, Failure> {
        // A server in local mode answers with a path of its own disk.
        if file_path.starts_with('/') || file_path.split('/').any(|step| step == "..") {
            return Err(Failure::Failed(Error::new(Kind::Unsupported, "the Bot API server keeps files on its own disk")));
        }
        let url = self.address("file/bot", file_path).map_err(Failure::Failed)?;
        let reply = self.http.run(self.http.get(url), Effect::Read, limit, UPLOAD_TIMEOUT).await.map_err(Failure::Failed)?;
        if reply.status == 200 {
            return Ok(reply);
        }
        Err(self.refusal(&reply).map_or_else(|| self.nonsense(&reply, Effect::Read), Failure::Refused))
    }

    fn address(&self, head: &str, tail: &str) -> Result<Url> {
        let mut url = self.base.clone();
        let path = format!("{}/{head}{}/{tail}", url.path().trim_end_matches('/'), self.token.expose());
        url.set_path(&path);
        Ok(url)
    }

    fn read<T: DeserializeOwned>(&self, reply: &Reply, effect: Effect) -> Result<T, Failure> {
        match serde_json::from_slice::<Answer>(&reply.body) {
            Ok(answer) if answer.ok && (200..300).contains(&reply.status) => {
                serde_json::from_value(answer.result).map_err(|_| self.nonsense(reply, effect))
            }
            Ok(answer) => Err(Failure::Refused(self.refuse(answer, reply))),
            Err(_) => Err(self.nonsense(reply, effect)),
        }
    }

    fn refusal(&self, reply: &Reply) -> Option<Refusal> {
        serde_json::from_slice::<Answer>(&reply.body).ok().map(|answer| self.refuse(answer, reply))
    }

    fn refuse(&self, answer: Answer, reply: &Reply) -> Refusal {
        let Parameters { retry_after, migrate_to_chat_id } = answer.parameters.unwrap_or_default();
        Refusal {
            status: answer.error_code.unwrap_or(reply.status),
            description: self.http.mask().text(&answer.description.unwrap_or_default()),
            retry_after: retry_after.map(Duration::from_secs).or(reply.retry_after),
            migrate_to_chat_id,
        }
    }

    /// An answer that is not the Bot API's: of a proxy, a captive portal, a stranger's server.
    fn nonsense(&self, reply: &Reply, effect: Effect) -> Failure {
        let error = Error::new(Kind::Unavailable, format!("an answer that is not the Bot API's, status {}", reply.status)).code("bad_answer");
        Failure::Failed(match (reply.status, effect) {
            (300..=399, _) => Error::new(Kind::Disconnected, "the address redirects elsewhere: check the Bot API address").code("redirected"),
            (429, _) => Error::new(Kind::RateLimited, "a proxy asks to slow down").retry(Retry::After(reply.retry_after.unwrap_or(Duration::from_secs(5)))),
            // These are said by a front that did not pass the call on.
            (400..=499 | 503, _) | (_, Effect::Read) => error,
            (_, Effect::Write) => error.retry(Retry::Unknown),
        })
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let refusal = match failure {
            Failure::Failed(error) => return error,
            Failure::Refused(refusal) => refusal,
        };
        let text = format!("{} {}", refusal.status, refusal.description);
        let kind = |kind: Kind| Error::new(kind, text.clone());
        match refusal.status {
            429 => kind(Kind::RateLimited).retry(Retry::After(refusal.retry_after.unwrap_or(Duration::from_secs(5)))),
            401 | 404 => kind(Kind::Disconnected).code("token_refused"),
            403 => kind(Kind::Unreachable),
            409 if refusal.says("webhook") => kind(Kind::Conflict).code("webhook_active").retry(Retry::After(Duration::from_secs(30))),
            409 => kind(Kind::Conflict).code("other_poller").retry(Retry::After(Duration::from_secs(30))),
            413 => kind(Kind::TooLarge),
            400 if refusal.says("file is too big") => kind(Kind::TooLarge),
            400 if ["chat not found", "user not found", "peer_id_invalid"].iter().any(|words| refusal.says(words)) => kind(Kind::Unreachable),
            400..=499 => kind(Kind::Invalid).code("vendor_refused"),
            _ => kind(Kind::Unavailable),
        }
    }
}
