//! What a fresh Debian machine with Rust and Node lacks: packages by apt, the test runner by cargo, web modules by npm.

use crate::shell::{command, exists, root, run, say};
use anyhow::{Result, bail};
use std::path::Path;

pub fn everything() -> Result<()> {
    packages(&[("/usr/bin/chromium", "chromium"), ("/usr/lib/postgresql", "postgresql")])?;
    runner()?;
    web()
}

/// Debian packages by the file that shows they are there.
pub fn packages(wanted: &[(&str, &str)]) -> Result<()> {
    let missing: Vec<&str> = wanted.iter().filter(|(file, _)| !Path::new(file).exists()).map(|(_, name)| *name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("install these by hand, this is not Debian: {}", missing.join(", "));
    }
    let sudo = command("id", &["-u"]).output().is_ok_and(|o| !o.stdout.starts_with(b"0\n"));
    let apt = |arguments: &[&str]| {
        let mut all = if sudo { vec!["sudo", "-E", "apt-get"] } else { vec!["apt-get"] };
        all.extend_from_slice(arguments);
        let (program, rest) = (all.first().copied().unwrap_or("apt-get"), all.get(1..).unwrap_or_default().to_vec());
        let mut command = command(program, &rest);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    run(apt(&["update", "-qq"]))?;
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(missing);
    run(apt(&arguments))
}

/// cargo-nextest: one process per test, so tests cannot lean on each other.
pub fn runner() -> Result<()> {
    if exists("cargo-nextest", "--version") {
        return Ok(());
    }
    run(command("cargo", &["install", "cargo-nextest", "--locked"]))
}

/// Web modules, as the lock file says.
pub fn web() -> Result<()> {
    let web = root().join("web");
    let stamp = web.join("node_modules/.package-lock.json");
    let lock = web.join("package-lock.json");
    let fresh = |file: &Path| std::fs::metadata(file).and_then(|m| m.modified()).ok();
    if stamp.exists() && fresh(&stamp) >= fresh(&lock) {
        return Ok(());
    }
    let mut npm = command("npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    npm.current_dir(&web);
    run(npm)
}

/// Builds everything the binary embeds.
pub fn build_web() -> Result<()> {
    web()?;
    let mut npm = command("npm", &["run", "build", "--workspaces", "--if-present"]);
    npm.current_dir(root().join("web"));
    run(npm)?;
    say("  the web files are built");
    Ok(())
}
