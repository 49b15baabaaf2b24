//! Running programs: every command is shown, every failure names itself.

use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// A command in the root of the repository.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs to its end; fails loudly.
pub fn run(mut command: Command) -> Result<()> {
    let shown = show(&command);
    say(&format!("→ {shown}"));
    let started = Instant::now();
    let status = command.status().with_context(|| format!("{shown}: cannot start"))?;
    if !status.success() {
        bail!("{shown}: failed ({status})");
    }
    say(&format!("  {:.1} s", started.elapsed().as_secs_f64()));
    Ok(())
}

/// Standard output of a command, trimmed.
pub fn output(mut command: Command) -> Result<String> {
    let shown = show(&command);
    let out = command.stderr(Stdio::inherit()).output().with_context(|| format!("{shown}: cannot start"))?;
    if !out.status.success() {
        bail!("{shown}: failed ({})", out.status);
    }
    Ok(String::from_utf8(out.stdout).context("the output is not UTF-8")?.trim_end().to_owned())
}

/// Does a program exist and start?
pub fn exists(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

fn show(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|a| a.to_string_lossy().into_owned()));
    words.join(" ")
}

/// A line for the person watching.
pub fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A child that dies with its owner.
#[derive(Debug)]
pub struct Guard(pub Child);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
