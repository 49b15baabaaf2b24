//! Every setting of the server, one struct per section. Sources, weakest first: defaults, file, environment
//! (`SAMOVAR__SECTION__KEY`), flags. The doc comment of a field is its documentation in `deploy/samovar.example.toml`.

mod example;
mod load;

pub use example::example;
pub use load::load;

use domain::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The whole file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where Samovar listens and how it is reached.
    pub server: Server,
    /// Where the data lives.
    pub data: Data,
    /// Keys and trust.
    pub security: Security,
    /// Requests per minute.
    pub limits: Limits,
    /// Letters: password resets, invitations, clients handed to partners.
    pub mail: Mail,
    /// Turns and sends.
    pub work: Work,
    /// What is written to standard error.
    pub log: Log,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: String,
    /// Address customers and vendors reach the server by, without a slash at the end. Webhooks and links need it.
    pub public_url: String,
    /// Proxies whose `X-Forwarded-For` is believed, as CIDR: ["10.0.0.0/8"].
    pub trusted_proxies: Vec<String>,
    /// Origins that may call the API from a browser, beside the server's own: ["https://desk.example.ru"].
    pub cors_origins: Vec<String>,
    /// May strangers register an organization of their own?
    pub registration: bool,
    /// Largest JSON body in bytes.
    pub body_limit: usize,
    /// Seconds a request may take, waiting for an answer included.
    pub timeout_secs: u64,
    /// Seconds the server waits for work under way when it is asked to stop.
    pub shutdown_secs: u64,
}

impl Default for Server {
    fn default() -> Self {
        Server {
            listen: "127.0.0.1:8080".into(), public_url: String::new(), trusted_proxies: Vec::new(), cors_origins: Vec::new(), registration: true,
            body_limit: 256 * 1024, timeout_secs: 35, shutdown_secs: 20,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Data {
    /// Folder for the SQLite file, uploaded files, the master key and letters that wait for a mail server.
    pub dir: PathBuf,
    /// Folder of model folders that firms may embed their knowledge with; empty = `models` in `dir`.
    pub models: PathBuf,
    /// `postgres://user:password@host/database`; empty = SQLite in `dir`.
    pub database_url: String,
    /// Connections to PostgreSQL for the work of organizations.
    pub connections: u32,
    /// How SQLite commits: "full" survives a power cut, "normal" survives a crash of the program and is faster.
    #[schemars(with = "String")]
    pub synchronous: store::Synchronous,
    /// Several processes share this database: at start the leases of others are respected.
    pub shared: bool,
}

impl Default for Data {
    fn default() -> Self {
        Data { dir: PathBuf::from("data"), models: PathBuf::new(), database_url: String::new(), connections: 10, synchronous: store::Synchronous::Full, shared: false }
    }
}

impl Data {
    pub fn database(&self) -> store::DbConfig {
        let url = if self.database_url.is_empty() { format!("sqlite://{}", self.dir.join("samovar.db").display()) } else { self.database_url.clone() };
        store::DbConfig { url, connections: self.connections, synchronous: self.synchronous }
    }
}

/// Secrets stay out of `Debug` and of the example.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Security {
    /// Master key, 32 bytes in base64: wraps the keys that encrypt credentials. Empty = `master.key` in the data folder, made at first start.
    #[serde(skip_serializing)]
    #[schemars(with = "String")]
    pub master_key: Secret,
    /// Where connections to outside systems may lead: "public", "loopback" (also this machine), "private" (also private networks).
    pub outgoing: Outgoing,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outgoing {
    #[default]
    Public,
    Loopback,
    Private,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// One address without credentials.
    pub anonymous: u32,
    /// One connection's webhook.
    pub webhook: u32,
    /// One API key, unless the key says otherwise.
    pub key: u32,
    /// One signed-in person.
    pub person: u32,
    /// Log-in attempts per e-mail and per address in a quarter of an hour.
    pub login: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { anonymous: 100, webhook: 200, key: 1000, person: 1000, login: 10 }
    }
}

/// The address holds a password, so it stays out of `Debug` and of the example.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// `smtps://user:password@host:465`, or `smtp://user:password@host:587` with STARTTLS. Empty = no letters are sent; password resets wait in `letters.jsonl`.
    #[serde(skip_serializing)]
    #[schemars(with = "String")]
    pub url: Secret,
    /// Whom letters come from: "Samovar <desk@example.ru>".
    pub from: String,
    /// Where answers go; empty = to `from`.
    pub reply_to: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Work {
    /// Seconds a turn of the agent may hold its conversation.
    pub turn_lease_secs: u64,
    /// First pause after a failed send, in milliseconds; doubles with every try, up to an hour.
    pub retry_base_ms: u64,
    /// Tries after which a send waits for a person.
    pub retry_attempts: i64,
}

impl Default for Work {
    fn default() -> Self {
        Work { turn_lease_secs: 30, retry_base_ms: 2000, retry_attempts: 12 }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// "json" or "text".
    pub format: LogFormat,
    /// What is logged: "info", "debug", "info,app=debug".
    pub filter: String,
}

impl Default for Log {
    fn default() -> Self {
        Log { format: LogFormat::Json, filter: "info".into() }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Json,
    Text,
}

impl Config {
    /// The address of the server for links, with the listening address as the last resort.
    pub fn url(&self, bound: std::net::SocketAddr) -> String {
        if self.server.public_url.is_empty() { format!("http://{bound}") } else { self.server.public_url.trim_end_matches('/').to_owned() }
    }
    pub fn public_url(&self) -> Option<String> {
        (!self.server.public_url.is_empty()).then(|| self.server.public_url.trim_end_matches('/').to_owned())
    }
    pub fn key_file(&self) -> PathBuf {
        self.data.dir.join("master.key")
    }
    pub fn files(&self) -> PathBuf {
        self.data.dir.join("files")
    }
    pub fn models(&self) -> PathBuf {
        if self.data.models.as_os_str().is_empty() { self.data.dir.join("models") } else { self.data.models.clone() }
    }
    pub fn letters(&self) -> PathBuf {
        self.data.dir.join("letters.jsonl")
    }
}

/// The folder exists after this, readable by its owner only.
pub fn make_private_dir(dir: &Path) -> anyhow::Result<()> {
    use anyhow::Context as _;
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make the data folder {}", dir.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mut permissions = std::fs::metadata(dir)?.permissions();
        if permissions.mode() & 0o077 != 0 && std::fs::read_dir(dir)?.next().is_none() {
            permissions.set_mode(0o700);
            std::fs::set_permissions(dir, permissions)?;
        }
    }
    Ok(())
}
