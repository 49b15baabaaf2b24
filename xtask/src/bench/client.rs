//! One customer: a keep-alive HTTP/1.1 connection over the standard library, so that the load costs little beside the server.

use super::server::Server;
use anyhow::{Context as _, Result, bail};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

/// What customers say in turn: questions, a search for a slot, a change of mind. Nothing is booked to the end, so the
/// calendar stays the same for all of them.
pub fn script(which: usize) -> &'static [&'static str] {
    const SCRIPTS: [&[&str]; 5] = [
        &["здравствуйте", "сколько стоит мужская стрижка", "а до скольки вы работаете?", "спасибо"],
        &["хочу записаться на маникюр", "в четверг после 15", "а в пятницу?", "нет, спасибо, я подумаю"],
        &["здравствуйте, можно на женскую стрижку завтра вечером", "а к Марине можно?", "сколько это по времени", "пока"],
        &["hello", "how much is a haircut", "where are you located?", "thank you"],
        &["есть парковка?", "окрашивание сколько стоит", "хочу на массаж головы на выходных", "другой день", "спасибо, не надо"],
    ];
    SCRIPTS.get(which % SCRIPTS.len()).copied().unwrap_or(&[])
}

pub struct Client {
    stream: BufReader<TcpStream>,
    address: String,
    key: String,
}

impl Client {
    pub fn connect(server: &Server) -> Result<Client> {
        let stream = TcpStream::connect(&server.address).context("cannot connect")?;
        stream.set_nodelay(true)?;
        Ok(Client { stream: BufReader::new(stream), address: server.address.clone(), key: server.key.clone() })
    }

    /// One turn; fails when it was not answered.
    pub fn say(&mut self, chat: &str, text: &str) -> Result<()> {
        let body = serde_json::json!({"chat_id": chat, "text": text}).to_string();
        let head = format!(
            "POST /api/v1/messages HTTP/1.1\r\nHost: {}\r\nX-API-Key: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.key,
            body.len()
        );
        self.stream.get_mut().write_all(head.as_bytes())?;
        let (status, answer) = self.read()?;
        if status != 200 || !answer.contains("\"status\":\"answered\"") {
            bail!("{status}: {answer}");
        }
        Ok(())
    }

    /// Reads something; fails when it is not there.
    pub fn get(&mut self, path: &str) -> Result<String> {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nX-API-Key: {}\r\n\r\n", self.address, self.key);
        self.stream.get_mut().write_all(head.as_bytes())?;
        match self.read()? {
            (200, answer) => Ok(answer),
            (status, answer) => bail!("{path}: {status}: {answer}"),
        }
    }

    /// Sends something; fails when it is refused.
    pub fn post(&mut self, path: &str, kind: &str, body: &[u8]) -> Result<String> {
        let head = format!("POST {path} HTTP/1.1\r\nHost: {}\r\nX-API-Key: {}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", self.address, self.key, body.len());
        self.stream.get_mut().write_all(head.as_bytes())?;
        self.stream.get_mut().write_all(body)?;
        match self.read()? {
            (200..=299, answer) => Ok(answer),
            (status, answer) => bail!("{path}: {status}: {answer}"),
        }
    }

    fn read(&mut self) -> Result<(u16, String)> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).with_context(|| format!("not HTTP: {line}"))?;
        let mut length = 0;
        loop {
            let mut header = String::new();
            self.stream.read_line(&mut header)?;
            let header = header.trim_end().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }
}
