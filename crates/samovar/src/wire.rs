//! The assembly: configuration in, open `App` out; and the HTTP server around it.

use crate::config::{Config, Outgoing, make_private_dir};
use anyhow::{Context as _, Result, bail};
use app::vault::Vault;
use app::{App, AppConfig};
use domain::port::NetPolicy;
use domain::time::{Clock, SystemClock};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::Db;

/// Opens the database, with its schema brought up to date, and everything above it.
pub async fn open(config: &Config) -> Result<App> {
    open_at(config, Arc::new(SystemClock)).await
}

/// The same by another clock.
pub async fn open_at(config: &Config, clock: Arc<dyn Clock>) -> Result<App> {
    make_private_dir(&config.data.dir)?;
    let vault = vault(config)?;
    let db = Db::open(&config.data.database()).await.context("cannot open the database")?;
    Ok(App::new(db, clock, vault, connectors::all(), app_config(config)?))
}

pub fn app_config(config: &Config) -> Result<AppConfig> {
    let net = match config.security.outgoing {
        Outgoing::Public => NetPolicy::Public,
        Outgoing::Loopback => NetPolicy::Loopback,
        Outgoing::Private => NetPolicy::Private,
    };
    Ok(AppConfig {
        fetch: connectors::kit::web::WebFetch::new(net).ok().map(|fetch| Arc::new(fetch) as Arc<dyn domain::port::Fetch>),
        sign_in: connectors::oidc::Oidc::new(net).ok().map(|oidc| Arc::new(oidc) as Arc<dyn domain::port::SignIn>),
        push: connectors::push::WebPush::new(net).ok().map(|push| Arc::new(push) as Arc<dyn domain::port::Push>),
        public_url: config.public_url(),
        files: config.files(),
        net,
        models: connectors::models_in(Some(config.models())).into(),
        turn_lease: Duration::from_secs(config.work.turn_lease_secs.max(1)),
        retry_base: Duration::from_millis(config.work.retry_base_ms.max(1)),
        retry_attempts: config.work.retry_attempts.max(1),
        is_one_of_many: config.data.shared,
        mailer: mailer(config)?.map(|mailer| Arc::new(mailer) as Arc<dyn domain::port::Mailer>),
    })
}

/// The mail server of the configuration; a wrong address stops the start.
pub fn mailer(config: &Config) -> Result<Option<connectors::smtp::Smtp>> {
    if config.mail.url.expose().is_empty() {
        return Ok(None);
    }
    let opened = connectors::smtp::Smtp::open(&config.mail.url, &config.mail.from, &config.mail.reply_to);
    opened.map(Some).map_err(|error| anyhow::anyhow!("{}: {}", error.field.clone().unwrap_or_default(), error.detail))
}

/// The vault under the configured master key, or under the one in the data folder, which is made at first start.
pub fn vault(config: &Config) -> Result<Vault> {
    let given = config.security.master_key.expose();
    if !given.is_empty() {
        return Ok(Vault::new(decode(given).context("security.master_key")?));
    }
    let file = config.key_file();
    if !file.exists() {
        write_key(&file, &app::vault::random::<32>()?)?;
    }
    Ok(Vault::new(decode(&std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?).with_context(|| file.display().to_string())?))
}

fn decode(text: &str) -> Result<[u8; 32]> {
    let bytes = app::vault::from_base64(text.trim())?;
    let Ok(key) = <[u8; 32]>::try_from(bytes.as_slice()) else { bail!("a master key is 32 bytes in base64") };
    Ok(key)
}

/// Writes a key that only its owner can read, all of it or nothing.
pub fn write_key(file: &Path, key: &[u8; 32]) -> Result<()> {
    write_private(file, &app::vault::to_base64(key))
}

/// A file for the owner only; replaced in one step.
pub fn write_private(file: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    let fresh = file.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&fresh).with_context(|| format!("cannot write {}", fresh.display()))?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    std::fs::rename(&fresh, file).with_context(|| format!("cannot write {}", file.display()))
}

/// What the HTTP face needs beside the app.
pub fn api_state(config: &Config, app: &App, render: api::health::RenderMetrics) -> Result<api::ApiState> {
    let mail = Arc::new(app::person::FileMail::new(config.letters()));
    let trusted = config.server.trusted_proxies.iter().map(|text| text.parse().map_err(|_| anyhow::anyhow!("server.trusted_proxies: {text} is not a CIDR"))).collect::<Result<_>>()?;
    let face = api::ApiConfig {
        public_url: config.public_url(),
        trusted_proxies: trusted,
        cors_origins: config.server.cors_origins.clone(),
        is_registration_open: config.server.registration,
        limits: api::LimitConfig {
            anonymous_per_minute: config.limits.anonymous,
            hook_per_minute: config.limits.webhook,
            key_per_minute: config.limits.key,
            person_per_minute: config.limits.person,
            login_attempts: config.limits.login,
            ..api::LimitConfig::default()
        },
        body_limit: config.server.body_limit,
        timeout: Duration::from_secs(config.server.timeout_secs.max(1)),
        ..api::ApiConfig::default()
    };
    let mut state = api::ApiState::new(app.clone(), mail, face);
    state.metrics = Some(render);
    Ok(state)
}
