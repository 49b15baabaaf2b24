//! Automation of the repository: one entry point for people and CI. `cargo xtask demo` and `cargo xtask test` set up
//! whatever a fresh Debian machine lacks; the rest are the steps of `test`, alone.

mod bench;
mod emulator;
mod fuzz;
mod generate;
mod setup;
mod shell;
mod test;
mod tidy;

use anyhow::{Result, bail};
use std::process::ExitCode;

const HELP: &str = "cargo xtask <command>

  demo [args]    set up, build and serve a demo firm (arguments go to `samovar demo`)
  test           set up and run everything; what CI runs (alias: ci)
  tidy           repository rules: edges, headers, sizes, ARCHITECTURE.md against the tree
  gen [--check]  write (or check) openapi.json, the TypeScript client, schema dumps, the example configuration
  bench [args]   load a release binary over HTTP and print figures (--sqlite, --pg, --turns N, --customers N)
  bench retrieval  the search of 100,000 passages: times and memory
  bench mind     turns through a model that answers at once: what is our own of their time
  e2e [telegram] the faces in Chromium and Telegram through an emulator, or the latter alone
  fuzz           Schemathesis against openapi.json
  setup          only install what is missing";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::say(&format!("xtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    match arguments.first().map(String::as_str) {
        Some("demo") => test::demo(rest),
        Some("test" | "ci") => test::all(),
        Some("tidy") => tidy::run(),
        Some("gen") => generate::run(rest.iter().any(|a| a == "--check")),
        Some("bench") => bench::run(rest),
        Some("e2e") => test::e2e(rest.first().map(String::as_str)),
        Some("fuzz") => fuzz::run(),
        Some("setup") => setup::everything(),
        _ => bail!("{HELP}"),
    }
}
