//! A throwaway PostgreSQL shared by all test processes of this machine: made on first use, found by the next.
//! `SAMOVAR_TEST_PG` names an existing server instead.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the tests' server gives up for speed; figures need a server that gives up nothing.
const HASTY: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off";

/// The address of a superuser connection to the test server, without a database name.
pub fn admin_url() -> String {
    if let Ok(url) = std::env::var("SAMOVAR_TEST_PG") {
        return url.trim_end_matches('/').to_owned();
    }
    server("/tmp/samovar-test-pg", HASTY)
}

/// The same with real fsync.
pub fn durable_url() -> String {
    server("/tmp/samovar-bench-pg", "-c fsync=on")
}

/// Whoever still speaks with it is cut off. A tool of its own: what drops may stand inside a runtime, and a failed test must not fail twice.
pub fn drop_database(base: &str, name: &str) {
    let _ = Command::new(bin("dropdb")).args(["--if-exists", "--force", "--maintenance-db"]).arg(format!("{base}/postgres")).arg(name).stderr(std::process::Stdio::null()).status();
}

fn server(home: &str, manners: &str) -> String {
    let home = PathBuf::from(home);
    std::fs::create_dir_all(&home).expect("a place for the test server");
    let lock = File::create(home.join("lock")).expect("a lock file");
    lock.lock().expect("the lock");
    let data = home.join("data");
    if !is_running(&data) {
        start(&home, &data, manners);
    }
    // The socket folder is part of the address; percent-encoded as the URL demands.
    format!("postgres://postgres@{}", home.display().to_string().replace('/', "%2F"))
}

fn bin(name: &str) -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql").map(|d| d.flatten().map(|e| e.path()).collect()).unwrap_or_default();
    versions.sort();
    versions.last().map_or_else(|| PathBuf::from(name), |v| v.join("bin").join(name))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"))
}

/// PostgreSQL refuses to run as root: there it runs as the user `postgres` that Debian's package made.
fn command(name: &str) -> Command {
    if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(bin(name));
        command
    } else {
        Command::new(bin(name))
    }
}

fn is_running(data: &Path) -> bool {
    data.join("PG_VERSION").exists() && command("pg_ctl").args(["status", "-D"]).arg(data).output().is_ok_and(|o| o.status.success())
}

fn start(home: &Path, data: &Path, manners: &str) {
    if is_root() {
        run(Command::new("chown").arg("postgres").arg(home));
    }
    if !data.join("PG_VERSION").exists() {
        run(command("initdb").args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-D"]).arg(data));
    }
    let options = format!("-c listen_addresses='' -c unix_socket_directories={} {manners} -c max_connections=400 -c shared_buffers=64MB", home.display());
    run(command("pg_ctl").args(["start", "-w", "-l"]).arg(home.join("log")).arg("-D").arg(data).arg("-o").arg(options));
}

fn run(command: &mut Command) {
    let output = command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null()).output().expect("a PostgreSQL tool (Debian package postgresql)");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
