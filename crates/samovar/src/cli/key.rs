//! `samovar key`: API keys of an organization, and the rotation of the master key.

use super::{say, user::find_org};
use crate::config::Config;
use crate::wire;
use anyhow::{Result, bail};
use app::access::Gate;
use app::vault::Vault;
use clap::Subcommand;
use domain::person::Permission;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;

#[derive(Debug, Subcommand)]
pub enum Key {
    /// Make an API key; it is printed once.
    Create {
        #[arg(long)]
        name: String,
        #[arg(long)]
        org: Option<String>,
        /// Comma-separated permissions; all when omitted.
        #[arg(long, value_delimiter = ',')]
        scopes: Vec<String>,
        /// Requests per minute instead of the configured limit.
        #[arg(long)]
        per_minute: Option<u32>,
    },
    /// Revoke a key by its id.
    Revoke {
        #[arg(long)]
        id: String,
        #[arg(long)]
        org: Option<String>,
    },
    /// Make a new master key and wrap every organization's data key under it. Stop the server first.
    RotateMaster,
}

pub async fn run(config: &Config, key: Key) -> Result<ExitCode> {
    let app = wire::open(config).await?;
    match key {
        Key::Create { name, org, scopes, per_minute } => {
            let org = find_org(&app, org.as_deref()).await?;
            let scopes = if scopes.is_empty() { Permission::ALL.to_vec() } else { scopes.iter().map(|s| Permission::from_str(s)).collect::<domain::Result<_>>()? };
            let (key, secret) = app::key::create(&app, &app.system(org.id), name, scopes, |_| true, per_minute).await?;
            say(&serde_json::json!({"id": key.id, "api_key": secret.expose()}).to_string())
        }
        Key::Revoke { id, org } => {
            let org = find_org(&app, org.as_deref()).await?;
            let gate = Gate::new(app.vault(), Arc::new(app::person::FileMail::new(config.letters())));
            app::key::revoke(&app, &gate, &app.system(org.id), id.parse()?).await?;
            say("revoked")
        }
        Key::RotateMaster => {
            if !config.security.master_key.expose().is_empty() {
                bail!("the master key comes from the configuration: put the new one there after rotating with the key file");
            }
            let fresh = app::vault::random::<32>()?;
            let pending = config.key_file().with_extension("next");
            // The new key is on disk before anything is wrapped under it, so a crash loses neither.
            wire::write_key(&pending, &fresh)?;
            let count = app.vault().rotate(app.db(), &Vault::new(fresh)).await?;
            std::fs::rename(config.key_file(), config.key_file().with_extension("old"))?;
            std::fs::rename(&pending, config.key_file())?;
            say(&format!("{count} data keys are under the new master key; the old one is kept as master.old"))
        }
    }
}
