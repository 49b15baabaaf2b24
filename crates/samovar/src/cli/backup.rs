//! `samovar backup` and `restore`: the database, files and master key in one folder with checksums, verified by opening it.
//! SQLite is copied while the server runs; PostgreSQL is dumped by its own tools.

use super::say;
use crate::config::Config;
use crate::wire;
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use store::{Db, DbConfig};

#[derive(Debug, Args)]
pub struct Backup {
    /// Folder to write; must not exist.
    #[arg(long)]
    to: PathBuf,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// Folder that `backup` wrote.
    #[arg(long)]
    from: PathBuf,
}

const DATABASE: &str = "samovar.db";
const DUMP: &str = "samovar.dump";
const SUMS: &str = "checksums.json";

pub async fn backup(config: &Config, backup: &Backup) -> Result<ExitCode> {
    if backup.to.exists() {
        bail!("{} exists already", backup.to.display());
    }
    crate::config::make_private_dir(&backup.to)?;
    let database = config.data.database();
    if database.url.starts_with("sqlite:") {
        let db = Db::connect(&database).await?;
        db.copy_to(&backup.to.join(DATABASE).display().to_string()).await?;
        db.close().await;
        verify(&backup.to.join(DATABASE)).await?;
    } else {
        // Row level security holds even the owner of the tables; the worker's policy shows every row.
        tool(Command::new("pg_dump").args(["--format=custom", "--no-owner", "--role=samovar_worker", "--enable-row-security", "--file"]).arg(backup.to.join(DUMP)).arg(&database.url))?;
        tool(Command::new("pg_restore").arg("--list").arg(backup.to.join(DUMP)).stdout(std::process::Stdio::null()))?;
    }
    let mut names = Vec::new();
    for name in ["master.key", "demo.json", "letters.jsonl"] {
        let file = config.data.dir.join(name);
        if file.exists() {
            std::fs::copy(&file, backup.to.join(name))?;
        }
    }
    copy_tree(&config.files(), &backup.to.join("files"))?;
    list(&backup.to, Path::new(""), &mut names)?;
    let sums: serde_json::Map<String, serde_json::Value> =
        names.iter().map(|name| Ok((name.display().to_string(), app::vault::checksum(&std::fs::read(backup.to.join(name))?).into()))).collect::<Result<_>>()?;
    wire::write_private(&backup.to.join(SUMS), &serde_json::to_string_pretty(&sums)?)?;
    say(&format!("{} files in {}, verified", sums.len(), backup.to.display()))
}

pub async fn restore(config: &Config, restore: &Restore) -> Result<ExitCode> {
    let sums: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(restore.from.join(SUMS)).context("this folder is not a backup")?).context("checksums.json does not read")?;
    for (name, sum) in &sums {
        let bytes = std::fs::read(restore.from.join(name)).with_context(|| format!("the backup lacks {name}"))?;
        if Some(app::vault::checksum(&bytes).as_str()) != sum.as_str() {
            bail!("{name} is damaged: its checksum differs");
        }
    }
    crate::config::make_private_dir(&config.data.dir)?;
    let database = config.data.database();
    if restore.from.join(DATABASE).exists() {
        let target = config.data.dir.join(DATABASE);
        if target.exists() {
            bail!("{} exists: restore into an empty data folder", target.display());
        }
        verify(&restore.from.join(DATABASE)).await?;
        std::fs::copy(restore.from.join(DATABASE), &target)?;
    } else {
        if database.url.starts_with("sqlite:") {
            bail!("the backup is of PostgreSQL: set data.database_url to an empty database");
        }
        tool(Command::new("pg_restore").args(["--no-owner", "--exit-on-error", "--dbname"]).arg(&database.url).arg(restore.from.join(DUMP)))?;
    }
    for name in sums.keys().filter(|n| *n != DATABASE && *n != DUMP) {
        let target = config.data.dir.join(name);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::copy(restore.from.join(name), &target)?;
    }
    store::migrate::run(&database).await?;
    say(&format!("{} files restored and checked", sums.len()))
}

/// Opens the copy and reads from it: a backup that does not open is not one.
async fn verify(file: &Path) -> Result<()> {
    let copy = tempdir(file)?;
    let target = copy.join(DATABASE);
    std::fs::copy(file, &target)?;
    let db = Db::connect(&DbConfig::new(format!("sqlite://{}", target.display()))).await.context("the copy does not open")?;
    db.ping().await?;
    let orgs = store::org::all(&mut db.root_read().await?).await?;
    db.close().await;
    std::fs::remove_dir_all(&copy)?;
    tracing::debug!(orgs = orgs.len(), "the copy reads");
    Ok(())
}

fn tempdir(beside: &Path) -> Result<PathBuf> {
    let dir = std::env::temp_dir().join(format!("samovar-verify-{}-{}", std::process::id(), beside.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()));
    std::fs::create_dir_all(&dir)?;
    Ok(dir)
}

fn tool(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("{name} is not installed"))?;
    if !status.success() {
        bail!("{name} failed");
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    if !from.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() { copy_tree(&entry.path(), &to.join(entry.file_name()))? } else { std::fs::copy(entry.path(), to.join(entry.file_name())).map(drop)? }
    }
    Ok(())
}

fn list(root: &Path, at: &Path, names: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(root.join(at))? {
        let entry = entry?;
        let name = at.join(entry.file_name());
        if entry.file_type()?.is_dir() { list(root, &name, names)? } else { names.push(name) }
    }
    Ok(())
}
