//! The binary: reads the configuration, wires the crates together, runs one command. No product logic lives here.
//! `config/` is every setting, `cli/` every command, `wire.rs` the assembly, `logs.rs` what is written where.

mod cli;
mod config;
mod logs;
mod wire;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    // One TLS provider for everything that speaks TLS; a second install would be a bug worth hearing of.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        return ExitCode::FAILURE;
    }
    let arguments = cli::Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return cli::complain(&error.into()),
    };
    match runtime.block_on(cli::run(arguments)) {
        Ok(code) => code,
        Err(error) => cli::complain(&error),
    }
}
