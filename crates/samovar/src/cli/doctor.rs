//! `samovar doctor`: looks at everything a server needs and says, per line, what is fine and what to do about the rest.

use super::say;
use crate::config::Config;
use crate::wire;
use anyhow::Result;
use std::process::ExitCode;
use store::Db;

pub async fn run(config: &Config) -> Result<ExitCode> {
    let mut lines = Vec::new();
    let mut is_well = true;
    let mut note = |name: &str, found: Result<String>| match found {
        Ok(text) => lines.push(format!("ok    {name}: {text}")),
        Err(error) => {
            is_well = false;
            lines.push(format!("WRONG {name}: {error:#}"));
        }
    };
    note("data folder", folder(config));
    note("master key", wire::vault(config).map(|_| "opens".to_owned()));
    let database = config.data.database();
    let schema = async {
        let (applied, known) = store::migrate::status(&database).await?;
        if applied < known {
            anyhow::bail!("{applied} of {known} migrations applied: run `samovar migrate`");
        }
        Ok(format!("{applied} migrations applied"))
    };
    note("schema", schema.await);
    match Db::connect(&database).await {
        Err(error) => note("database", Err(error.into())),
        Ok(db) => {
            note("database", db.ping().await.map(|()| if db.is_pg() { "PostgreSQL answers".to_owned() } else { "SQLite answers".to_owned() }).map_err(Into::into));
            note("work", work(&db).await);
            note("credentials", credentials(config, &db).await);
            db.close().await;
        }
    }
    note("public address", match config.public_url() {
        Some(url) if url.starts_with("https://") => Ok(url),
        Some(url) => Ok(format!("{url} (vendors call webhooks over https only; polling works)")),
        None => Ok("not set: messengers are polled, links lead to the listening address".to_owned()),
    });
    note("mail", mail(config).await);
    say(&lines.join("\n"))?;
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn folder(config: &Config) -> Result<String> {
    crate::config::make_private_dir(&config.data.dir)?;
    let probe = config.data.dir.join(".doctor");
    std::fs::write(&probe, b"probe")?;
    std::fs::remove_file(&probe)?;
    Ok(format!("{} can be written", config.data.dir.display()))
}

/// Connects and signs in; no letter is sent.
async fn mail(config: &Config) -> Result<String> {
    use domain::port::Mailer as _;
    let Some(mailer) = wire::mailer(config)? else { return Ok("not set: password resets wait in letters.jsonl, invitations are links to hand over".to_owned()) };
    anyhow::ensure!(config.public_url().is_some(), "server.public_url is not set: links in letters would lead nowhere");
    Ok(format!("{} takes letters from {}", mailer.check().await?, config.mail.from))
}

async fn work(db: &Db) -> Result<String> {
    let mut root = db.root_read().await?;
    let counts = store::outbox::counts(&mut root).await?;
    let waiting: Vec<String> = counts.iter().filter(|c| c.n > 0).map(|c| format!("{} {}", c.n, c.status)).collect();
    Ok(if waiting.is_empty() { "no send waits".to_owned() } else { format!("sends: {}", waiting.join(", ")) })
}

/// Every organization's data key opens under this master key.
async fn credentials(config: &Config, db: &Db) -> Result<String> {
    let vault = wire::vault(config)?;
    let count = vault.check(db).await?;
    Ok(format!("{count} data keys open"))
}
