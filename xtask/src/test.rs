//! `cargo xtask test`: everything CI runs, in the order that fails soonest. Also `demo` and the end-to-end part alone.

use crate::shell::{command, root, run, say};
use crate::{emulator, fuzz, generate, setup, tidy};
use anyhow::Result;
use std::time::Instant;

pub fn demo(arguments: &[String]) -> Result<()> {
    setup::build_web()?;
    run(command("cargo", &["build", "--release", "-p", "samovar"]))?;
    let mut server = command("target/release/samovar", &["demo"]);
    let has = |name: &str| arguments.iter().any(|a| a == name || a.starts_with(&format!("{name}=")));
    if !has("--data") {
        server.args(["--data", "data/demo"]);
    }
    if !has("--listen") {
        server.args(["--listen", "127.0.0.1:8080"]);
    }
    server.args(["--set", "log.format=text"]).args(arguments);
    say("Open the \"app\" address of the line below in a browser and sign in with its login and password; \"page\" is what customers see. Ctrl-C stops the server; the data stays in data/demo.");
    run(server)
}

pub fn all() -> Result<()> {
    let started = Instant::now();
    setup::everything()?;
    tidy::run()?;
    setup::build_web()?;
    web_checks()?;
    run(command("cargo", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))?;
    generate::run(true)?;
    say("Rust tests on SQLite");
    // Examples are benches: clippy has read them, nobody runs them here.
    let tests = ["nextest", "run", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast", "--status-level", "fail", "--final-status-level", "fail"];
    run(command("cargo", &tests))?;
    say("Rust tests on PostgreSQL");
    // The same selection of packages as above, or cargo would build everything once more with other features.
    let filter = "package(samovar-store) | package(samovar-app) | package(samovar-api) | package(samovar)";
    let mut pg = command("cargo", &tests);
    pg.args(["-E", filter]).env("TEST_PG", "1");
    run(pg)?;
    e2e_built(None)?;
    fuzz::run()?;
    say(&format!("everything passed in {:.0} minutes", started.elapsed().as_secs_f64() / 60.0));
    Ok(())
}

/// The root's scripts: the linter once over everything, types and tests of every workspace.
fn web_checks() -> Result<()> {
    for script in ["lint", "check", "test"] {
        let mut npm = command("npm", &["run", "--silent", script]);
        npm.current_dir(root().join("web"));
        run(npm)?;
    }
    Ok(())
}

/// The product as its user meets it: a real browser, the Bot API of an emulator. The binary is the one the tests before were built
/// with: a release build doubles the time and shows nothing more; figures that need one are `npm run proofs -w e2e`.
/// `telegram` = only that with the emulator.
pub fn e2e(only: Option<&str>) -> Result<()> {
    setup::everything()?;
    setup::build_web()?;
    e2e_built(only)
}

/// The same with the web built already.
fn e2e_built(only: Option<&str>) -> Result<()> {
    run(command("cargo", &["build", "-p", "samovar"]))?;
    let binary = root().join("target/debug/samovar");
    if only != Some("telegram") {
        let mut widget = command("npm", &["run", "e2e", "--workspaces", "--if-present"]);
        widget.current_dir(root().join("web")).env("SAMOVAR_BIN", &binary);
        run(widget)?;
    }
    emulator::run(&binary)
}
