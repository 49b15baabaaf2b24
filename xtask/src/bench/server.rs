//! A release binary under test: started on its own data, watched, stopped.

use crate::setup;
use crate::shell::{Guard, command, output};
use anyhow::{Context as _, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct Server {
    child: Guard,
    pub address: String,
    pub key: String,
    data: Data,
}

/// What survives a restart.
pub struct Data {
    dir: PathBuf,
    url: Option<String>,
}

impl Data {
    pub fn database_url(&self) -> String {
        self.url.clone().unwrap_or_else(|| format!("sqlite://{}", self.dir.join("samovar.db").display()))
    }
}

impl Server {
    pub fn start(binary: &Path, engine: Engine, data: Option<Data>) -> Result<Server> {
        let data = match data {
            Some(data) => data,
            None => fresh(engine)?,
        };
        let mut server = Command::new(binary);
        server.args(["demo", "--pack", "salon", "--seed", "7", "--listen", "127.0.0.1:0", "--data"]).arg(&data.dir).args(["--set", "log.filter=warn", "--set", "limits.anonymous=10000000", "--set", "limits.person=10000000"]);
        if let Some(url) = &data.url {
            server.env("SAMOVAR__DATA__DATABASE_URL", url);
        }
        let mut child = Guard(server.stdout(Stdio::piped()).spawn().context("the binary does not start")?);
        let stdout = child.0.stdout.take().context("no standard output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let told: serde_json::Value = serde_json::from_str(&line).with_context(|| format!("not the demo's line: {line}"))?;
        let field = |name: &str| told.get(name).and_then(|v| v.as_str()).map(str::to_owned).with_context(|| format!("the demo's line lacks {name}"));
        Ok(Server { child, address: field("url")?.trim_start_matches("http://").to_owned(), key: field("api_key")?, data })
    }

    pub fn rss_mb(&self) -> f64 {
        self.memory_mb("VmRSS:")
    }

    /// The most it ever held.
    pub fn peak_mb(&self) -> f64 {
        self.memory_mb("VmHWM:")
    }

    fn memory_mb(&self, line: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.0.id())).unwrap_or_default();
        let kb = status.lines().find_map(|l| l.strip_prefix(line)).and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<u32>().ok());
        kb.map_or(0.0, |kb| f64::from(kb) / 1024.0)
    }

    /// Stops as an operator does and hands the data on.
    pub fn stop_keeping_data(mut self) -> Result<Data> {
        crate::shell::run(command("kill", &["-TERM", &self.child.0.id().to_string()]))?;
        self.child.0.wait()?;
        Ok(self.data)
    }
}

fn fresh(engine: Engine) -> Result<Data> {
    let dir = std::env::temp_dir().join(format!("samovar-bench-{}-{engine:?}", std::process::id()));
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::create_dir_all(&dir)?;
    if engine == Engine::Sqlite {
        return Ok(Data { dir, url: None });
    }
    setup::packages(&[("/usr/lib/postgresql", "postgresql")])?;
    // A durable cluster: the figures must not come from switched-off fsync.
    let url = output(command("cargo", &["run", "--quiet", "-p", "samovar-testkit", "--bin", "throwaway-pg", "--", "durable"]))?;
    if !url.starts_with("postgres") {
        bail!("no PostgreSQL: {url}");
    }
    Ok(Data { dir, url: Some(url) })
}
