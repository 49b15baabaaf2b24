//! Commands of the server's operator (D6). One file per command; this one reads arguments and reports errors.

mod backup;
mod chat;
mod demo;
mod doctor;
mod key;
mod replay;
mod serve;
mod test;
mod user;

use crate::config::{self, Config};
use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Samovar: a self-hosted AI front desk.
#[derive(Debug, Parser)]
#[command(name = "samovar", version, propagate_version = true)]
pub struct Arguments {
    /// Configuration file (TOML).
    #[arg(long, global = true, env = "SAMOVAR_CONFIG")]
    config: Option<PathBuf>,
    /// Folder of the data; the same as --set data.dir=DIR.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address and port to listen on; the same as --set server.listen=ADDR.
    #[arg(long, global = true, value_name = "ADDR")]
    listen: Option<String>,
    /// Any setting: --set section.key=value.
    #[arg(long = "set", global = true, value_name = "SECTION.KEY=VALUE")]
    set: Vec<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve,
    /// Run the server with a demo firm; prints one JSON line with its address, login and API key.
    Demo(demo::Demo),
    /// Bring the database schema up to date.
    Migrate,
    /// Check configuration, database, keys and connections; says what is wrong and how to mend it.
    Doctor,
    /// Write everything into one verified archive.
    Backup(backup::Backup),
    /// Bring an archive back into an empty data folder.
    Restore(backup::Restore),
    /// Accounts and memberships.
    #[command(subcommand)]
    User(user::User),
    /// API keys and the master key.
    #[command(subcommand)]
    Key(key::Key),
    /// Talk to the agent in the terminal.
    Chat(chat::Chat),
    /// Run stored turns again and show what would be otherwise.
    Replay(replay::Replay),
    /// Play the golden dialogues of a pack.
    Test(test::Test),
    /// Print the documented example configuration.
    ConfigExample,
    /// Print the OpenAPI document.
    Openapi,
}

/// Runs one command.
pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let mut flags = Vec::new();
    for pair in &arguments.set {
        let Some((key, value)) = pair.split_once('=') else { bail!("--set needs section.key=value, not {pair}") };
        flags.push((key.to_owned(), value.to_owned()));
    }
    if let Some(dir) = &arguments.data {
        flags.push(("data.dir".into(), dir.display().to_string()));
    }
    if let Some(listen) = &arguments.listen {
        flags.push(("server.listen".into(), listen.clone()));
    }
    let config = config::load(arguments.config.as_deref(), &flags)?;
    match arguments.command {
        Command::Serve => serve::serve(&config).await,
        Command::Demo(demo) => demo::run(config, &demo).await,
        Command::Migrate => migrate(&config).await,
        Command::Doctor => doctor::run(&config).await,
        Command::Backup(backup) => backup::backup(&config, &backup).await,
        Command::Restore(restore) => backup::restore(&config, &restore).await,
        Command::User(user) => user::run(&config, user).await,
        Command::Key(key) => key::run(&config, key).await,
        Command::Chat(chat) => chat::run(&config, &chat).await,
        Command::Replay(replay) => replay::run(&config, &replay).await,
        Command::Test(test) => test::run(&test),
        Command::ConfigExample => say(config::example().trim_end()),
        Command::Openapi => say(&api::openapi_json()),
    }
}

async fn migrate(config: &Config) -> Result<ExitCode> {
    config::make_private_dir(&config.data.dir)?;
    let database = config.data.database();
    store::migrate::run(&database).await?;
    let (applied, known) = store::migrate::status(&database).await?;
    say(&format!("{applied} of {known} migrations applied"))
}

/// One line (or text) for whoever called; the only way commands write to standard output.
pub fn say(text: &str) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The error and its causes, without a backtrace.
pub fn complain(error: &anyhow::Error) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "samovar: {error:#}");
    ExitCode::FAILURE
}
