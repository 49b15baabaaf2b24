//! `cargo xtask bench import`: a WhatsApp export of 200,000 messages brought along over HTTP, on both engines: seconds, messages/s, the most
//! memory the server held; then the same file once more, which adds nothing, and the way back.

use super::client::Client;
use super::server::{Engine, Server};
use crate::shell::say;
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

pub fn measure(engine: Engine, binary: &Path, messages: usize) -> Result<()> {
    let server = Server::start(binary, engine, None)?;
    let mut client = Client::connect(&server)?;
    let text = chat(messages);
    say(&format!("{engine:?}: a file of {} MB, {messages} messages; idle {:.0} MB", text.len() >> 20, server.rss_mb()));
    let first = bring(&mut client, &server, engine, "first", &text)?;
    if first.1 != messages as u64 {
        bail!("{} messages came along", first.1);
    }
    let again = bring(&mut client, &server, engine, "again", &text)?;
    if again.1 != 0 {
        bail!("the second time doubled {}", again.1);
    }
    let started = Instant::now();
    client.post(&format!("/api/v1/imports/{}/undo", first.0), "application/json", b"")?;
    wait(&mut client, &first.0, "undone")?;
    say(&format!("{engine:?} undone in {:.1} s, most memory {:.0} MB", started.elapsed().as_secs_f64(), server.peak_mb()));
    Ok(())
}

/// The import's id and how many messages were new.
fn bring(client: &mut Client, server: &Server, engine: Engine, name: &str, text: &str) -> Result<(String, u64)> {
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"WhatsApp Chat with Anna.txt\"\r\nContent-Type: text/plain\r\n\r\n";
    let form = [head.as_bytes(), text.as_bytes(), b"\r\n--b--\r\n"].concat();
    let started = Instant::now();
    let made: Value = serde_json::from_str(&client.post("/api/v1/imports", "multipart/form-data; boundary=b", &form)?)?;
    let id = made.get("id").and_then(Value::as_str).context("no id")?.to_owned();
    wait(client, &id, "ready")?;
    let read = started.elapsed();
    let started = Instant::now();
    client.post(&format!("/api/v1/imports/{id}/run"), "application/json", b"")?;
    let done = wait(client, &id, "done")?;
    let took = started.elapsed();
    let new = done.pointer("/counts/messages_new").and_then(Value::as_u64).unwrap_or(0);
    let all = new + done.pointer("/counts/messages_known").and_then(Value::as_u64).unwrap_or(0);
    let rate = f64::from(u32::try_from(all).unwrap_or(u32::MAX)) / took.as_secs_f64();
    say(&format!("{engine:?} {name}: read in {:.1} s, written in {:.1} s, {rate:.0} messages/s, most memory {:.0} MB", read.as_secs_f64(), took.as_secs_f64(), server.peak_mb()));
    Ok((id, new))
}

fn wait(client: &mut Client, id: &str, wanted: &str) -> Result<Value> {
    loop {
        let import: Value = serde_json::from_str(&client.get(&format!("/api/v1/imports/{id}"))?)?;
        match import.get("state").and_then(Value::as_str) {
            Some(state) if state == wanted => return Ok(import),
            Some("failed") => bail!("it failed: {import}"),
            _ => std::thread::sleep(Duration::from_millis(100)),
        }
    }
}

fn chat(messages: usize) -> String {
    let mut text = String::new();
    for at in 0..messages {
        let (year, month, day, hour, minute) = (2_020 + at / 483_840, at / 40_320 % 12 + 1, at / 1_440 % 28 + 1, at / 60 % 24, at % 60);
        let name = if at % 3 == 0 { "Lotus" } else { "Anna" };
        let _ = writeln!(text, "{day:02}.{month:02}.{year}, {hour:02}:{minute:02} - {name}: Здравствуйте! Можно записаться на стрижку в субботу после обеда? {at}\nИ ещё вопрос: сколько стоит окрашивание?");
    }
    text
}
