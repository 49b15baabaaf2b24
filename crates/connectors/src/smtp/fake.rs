//! A mail server in-process, after RFC 5321: one letter at a time, commands in their order, dots unstuffed. It can be down, put letters off,
//! refuse an address, and ask for a password (`AUTH PLAIN`). It keeps what it took.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{Error, Result};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// A letter as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body.
    pub data: String,
}

impl Taken {
    pub fn header(&self, name: &str) -> Option<&str> {
        let lead = format!("{}:", name.to_ascii_lowercase());
        self.data.lines().take_while(|line| !line.is_empty()).find(|line| line.to_ascii_lowercase().starts_with(&lead)).and_then(|line| line.split_once(':')).map(|(_, value)| value.trim())
    }

    /// The words of its plain part, whatever they travelled in.
    pub fn words(&self) -> String {
        let Some(part) = self.data.split("Content-Type: text/plain").nth(1) else { return String::new() };
        let Some((head, body)) = part.split_once("\r\n\r\n") else { return String::new() };
        let body = body.split("\r\n--").next().unwrap_or_default();
        if head.contains("base64") {
            let all: String = body.split_whitespace().collect();
            return String::from_utf8_lossy(&STANDARD.decode(all).unwrap_or_default()).into_owned();
        }
        if !head.contains("quoted-printable") {
            return body.to_owned();
        }
        let joined = body.replace("=\r\n", "");
        let mut out = Vec::new();
        let mut bytes = joined.bytes();
        while let Some(byte) = bytes.next() {
            let mut digit = || bytes.next().and_then(|b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok()).unwrap_or(0);
            out.push(if byte == b'=' { digit() << 4 | digit() } else { byte });
        }
        String::from_utf8_lossy(&out).into_owned()
    }
}

#[derive(Debug, Default)]
struct State {
    taken: Vec<Taken>,
    /// How many letters are put off with 451 first.
    put_off: usize,
    refused: Option<String>,
    password: Option<(String, String)>,
}

/// Stops when dropped.
#[derive(Debug)]
pub struct FakeSmtp {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    task: AbortHandle,
}

impl Drop for FakeSmtp {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl FakeSmtp {
    pub async fn start() -> Result<Self> {
        let failed = |e: std::io::Error| Error::internal("the mail server cannot start").source(e);
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = shared.clone();
                tokio::spawn(async move { talk(stream, &shared).await });
            }
        });
        Ok(FakeSmtp { address, state, task: task.abort_handle() })
    }

    /// For `mail.url`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }
    pub fn letters(&self) -> Vec<Taken> {
        lock(&self.state).taken.clone()
    }
    /// The next letters are put off.
    pub fn put_off(&self, count: usize) {
        lock(&self.state).put_off = count;
    }
    /// Nobody lives at this address.
    pub fn refuse(&self, address: &str) {
        lock(&self.state).refused = Some(address.to_owned());
    }
    /// From now on nobody sends without it.
    pub fn ask_for(&self, user: &str, password: &str) {
        lock(&self.state).password = Some((user.to_owned(), password.to_owned()));
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn talk(stream: TcpStream, state: &Mutex<State>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut letter = Taken::default();
    let (mut is_known, mut is_signed_in) = (false, false);
    write.write_all(b"220 fake ESMTP\r\n").await.ok()?;
    while let Ok(Some(line)) = lines.next_line().await {
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let asked = lock(state).password.clone();
        let answer = match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => {
                is_known = true;
                if asked.is_some() { "250-fake\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n" } else { "250-fake\r\n250 8BITMIME\r\n" }.to_owned()
            }
            "NOOP" => "250 fine\r\n".to_owned(),
            "RSET" => {
                letter = Taken::default();
                "250 fine\r\n".to_owned()
            }
            "QUIT" => {
                let _ = write.write_all(b"221 bye\r\n").await;
                return Some(());
            }
            "AUTH" => {
                let given = rest.strip_prefix("PLAIN ").and_then(|text| STANDARD.decode(text).ok()).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
                is_signed_in = asked.as_ref().is_some_and(|(user, password)| given == format!("\0{user}\0{password}"));
                if is_signed_in { "235 welcome\r\n" } else { "535 5.7.8 wrong\r\n" }.to_owned()
            }
            _ if !is_known => "503 say hello first\r\n".to_owned(),
            "MAIL" if asked.is_some() && !is_signed_in => "530 5.7.0 sign in first\r\n".to_owned(),
            "MAIL" => {
                letter = Taken { from: between(rest), ..Taken::default() };
                "250 fine\r\n".to_owned()
            }
            "RCPT" if letter.from.is_empty() => "503 from whom?\r\n".to_owned(),
            "RCPT" if lock(state).refused.as_deref() == Some(&between(rest)) => "550 5.1.1 nobody lives there\r\n".to_owned(),
            "RCPT" => {
                letter.to.push(between(rest));
                "250 fine\r\n".to_owned()
            }
            "DATA" if letter.to.is_empty() => "503 to whom?\r\n".to_owned(),
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    letter.data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    letter.data.push_str("\r\n");
                }
                let mut state = lock(state);
                if state.put_off > 0 {
                    state.put_off -= 1;
                    "451 4.3.0 later\r\n".to_owned()
                } else {
                    state.taken.push(std::mem::take(&mut letter));
                    "250 2.0.0 taken\r\n".to_owned()
                }
            }
            _ => "502 unknown\r\n".to_owned(),
        };
        write.write_all(answer.as_bytes()).await.ok()?;
    }
    Some(())
}

fn between(text: &str) -> String {
    text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(address, _)| address.to_owned()).unwrap_or_default()
}
