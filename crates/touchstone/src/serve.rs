//! `touchstone serve`: production.

use crate::config::Config;
use crate::{demo, journal, refusal, server, wiring};
use anyhow::{Context as _, Result};
use std::sync::Arc;
use tokio::net::TcpListener;
use touchstone_app::App;
use touchstone_app::account::setup_begin;
use touchstone_app::core::SystemClock;
use touchstone_app::standard::standard_begin;
use touchstone_web::WebSettings;

/// Serves until told to stop.
pub(crate) fn run(config: &Config) -> Result<()> {
    journal::start(&config.log)?;
    demo::refuse(&config.data_dir)?;
    let options = wiring::render_options(config);
    let store = wiring::store_config(config);
    let parts = wiring::parts(store, &config.data_dir, &config.key_ring, options, &SystemClock)?;
    let store = parts.store.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("the runtime could not be started")?;
    let served = runtime.block_on(async {
        let clock = Arc::new(SystemClock);
        let app = wiring::app(
            parts,
            clock,
            &config.public_url,
            config.smtp.as_ref(),
            config.limits.clone(),
        )?;
        begin(&app, config).await?;
        let listener = TcpListener::bind(config.listen).await.with_context(|| {
            format!(
                "{} cannot be listened on; stop what uses it, or choose another with --listen",
                config.listen
            )
        })?;
        tracing::info!(listen = %config.listen, public_url = %config.public_url, "serving");
        server::serve(&app, listener, settings(config)).await
    });
    drop(runtime);
    store.close();
    served
}

fn settings(config: &Config) -> WebSettings {
    WebSettings {
        public_url: config.public_url.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        rates: config.rates.clone(),
        ..WebSettings::default()
    }
}

/// What a new installation needs before its first visitor: a standard, and the word that lets its administrator in.
async fn begin(app: &App, config: &Config) -> Result<()> {
    standard_begin(app)
        .await
        .map_err(|error| refusal::worded(&error))?;
    let token = setup_begin(app).await.map_err(|error| refusal::worded(&error))?;
    if let Some(token) = token {
        tracing::warn!(
            "there is no user yet: open {}/setup within 24 hours and use the one-time token {}",
            config.public_url,
            token.reveal()
        );
    }
    Ok(())
}
