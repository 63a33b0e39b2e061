//! The log: where it goes and in which form. What is logged is each module's own business; secrets never are, with the
//! one exception of the token that lets the first administrator in.

use crate::config::{LogConfig, LogFormat};
use anyhow::{Context as _, Result};
use tracing_subscriber::EnvFilter;

/// Starts logging to the standard error.
pub(crate) fn start(config: &LogConfig) -> Result<()> {
    let filter = EnvFilter::builder()
        .parse(&config.filter)
        .with_context(|| format!("log.filter `{}` cannot be understood", config.filter))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = match config.format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("the log could not be started: {error}"))
}
