//! `samovar chat`: a conversation with the agent in the terminal, over the same path as every channel.

use super::user::find_org;
use crate::config::Config;
use crate::wire;
use anyhow::{Context as _, Result};
use app::turn::{self, Done};
use clap::Args;
use domain::port::{Inbound, Sender, What};
use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct Chat {
    /// Slug of the organization; may be omitted when there is only one.
    #[arg(long)]
    org: Option<String>,
    /// Continue this chat instead of starting a new one.
    #[arg(long)]
    chat: Option<String>,
}

pub async fn run(config: &Config, chat: &Chat) -> Result<ExitCode> {
    let app = wire::open(config).await?;
    let org = find_org(&app, chat.org.as_deref()).await?;
    let mut scope = app.scope(org.id).await?;
    let connection = store::connection::find_by_connector(&mut scope, "api").await?.context("the organization has no API connection")?;
    drop(scope);
    let chat_id = chat.chat.clone().unwrap_or_else(|| format!("terminal-{}", uuid::Uuid::now_v7().simple()));
    let mut buttons: Vec<domain::message::Button> = Vec::new();
    let mut out = std::io::stdout();
    write!(out, "{} · {chat_id}\n> ", org.name)?;
    out.flush()?;
    for line in std::io::stdin().lock().lines() {
        let text = line?;
        // `#2` presses the second button.
        let pressed = text.strip_prefix('#').and_then(|n| n.trim().parse::<usize>().ok()).and_then(|n| buttons.get(n.checked_sub(1)?)).cloned();
        let inbound = Inbound {
            provider_id: uuid::Uuid::now_v7().to_string(),
            chat_id: chat_id.clone(),
            sent_at: None,
            what: What::Message {
                from: Sender { id: chat_id.clone(), ..Sender::default() },
                text: pressed.as_ref().map_or(text, |b| b.title.clone()),
                button: pressed.map(|b| b.id),
                press_ref: None,
                attachments: Vec::new(),
                phone: None,
                start: None,
            },
        };
        let ctx = app.system(org.id);
        let (accepted, answered) = turn::converse(&app, &ctx, &connection, &inbound).await?;
        let done = match (answered, accepted.turn) {
            (Some(answered), _) => Some(Done::Answered(answered)),
            (None, Some(leased)) => Some(turn::run(&app, &ctx, *leased).await?),
            (None, None) => None,
        };
        let done = match done {
            Some(Done::Later(at)) => {
                tokio::time::sleep(std::time::Duration::from_micros(u64::try_from(at.micros() - app.now().micros()).unwrap_or(0))).await;
                turn::take(&app, &ctx, accepted.conversation).await?
            }
            done => done,
        };
        let Some(done) = done else {
            write!(out, "(a person has this conversation)\n> ")?;
            out.flush()?;
            continue;
        };
        if let Done::Answered(answered) = done {
            for reply in &answered.replies {
                writeln!(out, "{}", reply.text)?;
                for (i, button) in reply.buttons.iter().enumerate() {
                    writeln!(out, "  #{} {}", i + 1, button.title)?;
                }
                buttons.clone_from(&reply.buttons);
            }
            write!(out, "({})\n> ", answered.phase.as_str())?;
            out.flush()?;
        }
    }
    app.db().close().await;
    Ok(ExitCode::SUCCESS)
}
