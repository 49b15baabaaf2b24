//! Logs to standard error: JSON for machines, text for people. No names, phones, texts or tokens are ever fields.

use crate::config::{Log, LogFormat};
use anyhow::{Context as _, Result};
use tracing_subscriber::EnvFilter;

/// Starts logging for the life of the process.
pub fn start(log: &Log) -> Result<()> {
    let filter = EnvFilter::try_new(&log.filter).with_context(|| format!("log.filter is wrong: {}", log.filter))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let done = match log.format {
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
        LogFormat::Text => builder.with_target(false).try_init(),
    };
    done.map_err(|e| anyhow::anyhow!("logging cannot start: {e}"))
}
