//! E-mail out over SMTP. Which addresses are read, what is tried again and what is not: README.md.

#[cfg(feature = "fakes")]
pub mod fake;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use domain::port::{Letter, Mailer};
use domain::{Error, Kind, Result, Retry, Secret};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{self, AsyncSmtpTransport, PoolConfig};
use lettre::{Address, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;
use url::{Host, Url};

const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECTIONS: u32 = 2;

/// A mail server, and in whose name it is used.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    server: String,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Smtp({})", self.server)
    }
}

impl Smtp {
    /// `reply_to` may be empty.
    pub fn open(url: &Secret, from: &str, reply_to: &str) -> Result<Self> {
        let wrong = |detail: &str| Error::invalid("mail.url", detail).op("smtp.open");
        let url = Url::parse(url.expose()).map_err(|_| wrong("an address such as smtps://user:password@mail.example.org:465"))?;
        let from: Mailbox = from.parse().map_err(|_| Error::invalid("mail.from", "an address such as Samovar <desk@example.org>").op("smtp.open"))?;
        let reply_to = match reply_to.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| Error::invalid("mail.reply_to", "an e-mail address").op("smtp.open"))?),
        };
        // A scheme the standard does not know: its host is read as a name even where it is an address.
        let name = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong("the address names no server"))?;
        let host = name.trim_start_matches('[').trim_end_matches(']').to_owned();
        let is_own = match Host::parse(name) {
            Ok(Host::Domain(name)) => name == "localhost",
            Ok(Host::Ipv4(ip)) => ip.is_loopback(),
            Ok(Host::Ipv6(ip)) => ip.is_loopback(),
            Err(_) => false,
        };
        let tls = || TlsParameters::new(host.clone()).map_err(|e| Error::internal("TLS cannot start").op("smtp.open").source(e));
        let (security, usual) = match url.scheme() {
            "smtps" => (Tls::Wrapper(tls()?), 465),
            "smtp" if is_own => (Tls::None, 587),
            "smtp" => (Tls::Required(tls()?), 587),
            _ => return Err(wrong("the address begins with smtps:// or smtp://")),
        };
        let port = url.port().unwrap_or(usual);
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host).port(port).tls(security).timeout(Some(TIMEOUT)).pool_config(PoolConfig::new().max_size(CONNECTIONS));
        if !url.username().is_empty() {
            let clear = |text: &str| percent_decoded(text).ok_or_else(|| wrong("user or password are not percent-encoded UTF-8"));
            builder = builder.credentials(Credentials::new(clear(url.username())?, clear(url.password().unwrap_or_default())?));
        }
        Ok(Smtp { transport: builder.build(), from, reply_to, server: format!("{host}:{port}") })
    }

    fn message(&self, letter: &Letter) -> Result<Message> {
        let unfit = |detail: &'static str| Error::new(Kind::Unreachable, detail).op("smtp.send");
        let to: Address = letter.to.parse().map_err(|_| unfit("not an address a letter can go to"))?;
        let own: Option<Mailbox> = letter.reply_to.as_deref().and_then(|text| text.parse().ok());
        let mut builder = Message::builder().from(self.from.clone()).to(Mailbox::new(None, to)).subject(letter.subject.replace(['\r', '\n'], " ")).message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())));
        if let Some(reply_to) = own.or_else(|| self.reply_to.clone()) {
            builder = builder.reply_to(reply_to);
        }
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        let body = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
        builder.raw_header(automatic).multipart(body).map_err(|e| unfit("the letter cannot be put together").source(e))
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, letter: &Letter) -> Result<()> {
        let message = self.message(letter)?;
        self.transport.send(message).await.map(drop).map_err(|e| refusal(e).op("smtp.send"))
    }

    async fn check(&self) -> Result<String> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(self.server.clone()),
            Ok(false) => Err(Error::new(Kind::Unavailable, format!("{} hangs up", self.server)).op("smtp.check")),
            Err(error) => Err(refusal(error).op("smtp.check")),
        }
    }
}

fn refusal(error: smtp::Error) -> Error {
    let code = error.status().map(u16::from);
    match code {
        Some(530 | 534 | 535 | 538) => Error::new(Kind::Disconnected, "the mail server does not take our user and password").retry(Retry::Backoff),
        Some(code @ 500..) => Error::new(Kind::Unreachable, format!("the mail server refuses the letter: {code}")),
        Some(code) => Error::new(Kind::Unavailable, format!("the mail server asks to come later: {code}")),
        None if error.is_tls() => Error::new(Kind::Unavailable, "no secure connection to the mail server"),
        None if error.is_timeout() => Error::new(Kind::Unavailable, "the mail server does not answer in time"),
        None => Error::new(Kind::Unavailable, "the mail server cannot be reached"),
    }
    .source(error)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let hex = |byte: Option<u8>| byte.and_then(|b| char::from(b).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
        out.push(if byte == b'%' { hex(bytes.next())? << 4 | hex(bytes.next())? } else { byte });
    }
    String::from_utf8(out).ok()
}
