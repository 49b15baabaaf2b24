//! A running `samovar demo`, its printed line, and a way to kill it that it cannot refuse.

use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

pub struct Process {
    child: Child,
    pub told: Value,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the data of a test lives: a folder, and a database of its own on PostgreSQL.
pub struct Place {
    pub dir: tempfile::TempDir,
    pub db: Option<testkit::TestDb>,
}

impl Place {
    pub async fn new() -> Place {
        let db = if std::env::var("TEST_PG").is_ok_and(|v| v == "1") { Some(testkit::TestDb::pg().await) } else { None };
        Place { dir: tempfile::tempdir().unwrap(), db }
    }
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_samovar"));
        command.arg("--data").arg(self.dir.path());
        if let Some(db) = &self.db {
            command.env("SAMOVAR__DATA__DATABASE_URL", &db.config.url);
        }
        command
    }
}

impl Process {
    pub fn start(place: &Place, listen: &str, more: &[&str]) -> Process {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(place.dir.path().join("log")).unwrap();
        let mut command = place.command();
        command.args(["demo", "--listen", listen, "--set", "log.filter=warn", "--set", "limits.webhook=10000000"]).args(more);
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not a JSON line: {line:?}: {}", log_of(place.dir.path())));
        Process { child, told }
    }
    pub fn text(&self, name: &str) -> String {
        self.told[name].as_str().unwrap().to_owned()
    }
    /// `kill -9`: no handler runs, nothing is flushed.
    pub fn kill_9(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
    /// SIGTERM, as an operator or a supervisor does; says whether the process ended well.
    pub fn terminate(mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap().success()
    }
}

pub fn log_of(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("log")).unwrap_or_default()
}
