//! The log: where it goes and in which form. What is logged is each module's own business; secrets never are, with the
//! one exception of the token that lets the first administrator in. Spans for a collector go another way and never into it.

use crate::config::{LogConfig, LogFormat};
use crate::telemetry::Telemetry;
use anyhow::{Context as _, Result};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, Registry, fmt};

/// Starts logging to the standard error, and telling a collector where there is one.
pub(crate) fn start(config: &LogConfig, telemetry: Option<&Telemetry>) -> Result<()> {
    let filter = EnvFilter::builder()
        .parse(&config.filter)
        .with_context(|| format!("log.filter `{}` cannot be understood", config.filter))?;
    let lines = fmt::layer().with_writer(std::io::stderr);
    let log = match config.format {
        LogFormat::Text => lines.with_filter(filter).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    let spans = telemetry.map(Telemetry::layer::<Registry>);
    let started = tracing_subscriber::registry()
        .with(
            spans
                .map(|spans| spans.boxed())
                .into_iter()
                .chain([log])
                .collect::<Vec<_>>(),
        )
        .try_init();
    started.map_err(|error| anyhow::anyhow!("the log could not be started: {error}"))
}
