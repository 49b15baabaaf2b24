//! Two halves to try Telegram without Telegram: `fake ADDR` serves the fake Bot API, `echo URL TOKEN` runs a bot that repeats what it hears.
//! Used by `tests/emulator/run.mjs`; handy by hand too.

use domain::id::{ConnectionId, OrgId};
use domain::message::Button;
use domain::port::{ChannelConfig, NetPolicy, Outbound, Receiving, What};
use domain::time::{SharedClock, SystemClock};
use domain::{Error, Result, Secret};
use samovar_connectors::telegram::fake::{FakeTelegram, TOKEN};
use std::collections::BTreeMap;
use std::sync::Arc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let clock: SharedClock = Arc::new(SystemClock);
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["fake", addr] => {
            let addr = addr.parse().map_err(|_| Error::invalid("ADDR", "an address is 127.0.0.1:9001"))?;
            let fake = FakeTelegram::start_at(addr, clock).await?;
            say(&format!("{} {TOKEN}", fake.base_url()));
            std::future::pending::<()>().await;
            Ok(())
        }
        ["echo", url, token] => echo(url, token, clock).await,
        _ => Err(Error::invalid("arguments", "fake ADDR | echo URL TOKEN")),
    }
}

async fn echo(url: &str, token: &str, clock: SharedClock) -> Result<()> {
    let connector = samovar_connectors::find("telegram").ok_or_else(|| Error::not_found("connector"))?;
    let channel = connector.open(ChannelConfig {
        org_id: OrgId::nil(),
        connection_id: ConnectionId::nil(),
        settings: serde_json::json!({ "api_url": url, "poll_seconds": 1 }),
        secrets: BTreeMap::from([("token".to_owned(), Secret::new(token))]),
        hook_secret: Secret::new("unused"),
        hook_url: None,
        net: NetPolicy::Loopback,
        files: None,
        clock,
    })?;
    let identity = channel.check().await?;
    channel.prepare(Receiving::Polling).await?;
    say(&format!("ready {}", identity.name));
    let mut cursor = None;
    loop {
        let polled = channel.poll(cursor.as_deref()).await?;
        for event in polled.inbound {
            if let What::Message { text, button, press_ref, .. } = event.what {
                if let Some(press) = press_ref {
                    channel.acknowledge_press(&press).await?;
                }
                channel.typing(&event.chat_id).await?;
                let text = button.map_or_else(|| format!("echo: {text}"), |id| format!("pressed {id}: {text}"));
                let buttons = vec![Button::new("yes", "Да"), Button::new("no", "Нет")];
                let message = Outbound { key: event.provider_id, chat_id: event.chat_id, conversation_id: None, text, buttons, attachments: Vec::new(), parts_sent: 0 };
                let sent = channel.send(&message).await?;
                say(&format!("sent {:?}", sent.provider_ids));
            }
        }
        cursor = polled.cursor;
        tokio::time::sleep(polled.pause).await;
    }
}

#[expect(clippy::print_stdout, reason = "the caller reads it")]
fn say(line: &str) {
    println!("{line}");
}
