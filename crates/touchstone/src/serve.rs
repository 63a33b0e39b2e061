//! `touchstone serve`: production.

use crate::config::{Config, ServerConfig, mail_intake};
#[cfg(unix)]
use crate::control::Control;
use crate::server::tls::Tls;
use crate::server::{MailDoor, Serving, Sockets, WaitingHall};
use crate::telemetry::Telemetry;
use crate::{backup, demo, journal, refusal, server, wiring};
use anyhow::{Context as _, Result};
use std::sync::Arc;
use std::time::Duration;
use touchstone_app::App;
use touchstone_app::account::setup_begin;
use touchstone_app::core::{SharedClock, SystemClock};
use touchstone_app::privacy::erasures_replay;
use touchstone_app::settings::settings_apply;
use touchstone_app::standard::standard_begin;
use touchstone_domain::time::{Clock, Span};
use touchstone_store::{EngineKind, Store};
use touchstone_web::WebSettings;

/// How often a process asks the shared database how far its own clock is off.
const FOLLOW_EVERY: Duration = Duration::from_secs(10);
/// A difference that an operator should know of.
const WORTH_A_WORD: Span = Span::seconds(2);

/// Serves until told to stop.
pub(crate) fn run(config: &Config) -> Result<()> {
    let telemetry = config.telemetry.as_ref().map(Telemetry::new).transpose()?;
    journal::start(&config.log, telemetry.as_ref())?;
    demo::refuse(&config.data_dir)?;
    // Before the database: what is wrong with these is told at once, and leaves everything as it was.
    let tls = config.tls.as_ref();
    let tls = tls.map(|tls| Tls::open(tls, Arc::new(SystemClock))).transpose()?;
    let tls = tls.map(Arc::new);
    let sockets = Sockets::open(config.listen)?;
    let metrics_sockets = config.metrics.listen.map(Sockets::bind).transpose()?;
    let mail_listen = config.mail_listen;
    let mail = mail_listen
        .map(|listen| MailDoor::open(listen, tls.clone()))
        .transpose()?;
    let renderer = wiring::renderer(wiring::render_options(config))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("the runtime could not be started")?;
    let hall = runtime.block_on(async {
        let tls = tls.clone();
        WaitingHall::open(&sockets, tls, &config.server, Arc::clone(&renderer))
    })?;
    let parts = wiring::parts_watched(
        wiring::store_config(config),
        &config.data_dir,
        &config.key_ring,
        renderer,
        &SystemClock,
        &mut |word| hall.tell(word),
    )?;
    let store = parts.store.clone();
    let served = runtime.block_on(async {
        let clock = clock(&parts.store).await?;
        let around = wiring::Surroundings {
            public_url: &config.public_url,
            smtp: config.smtp.as_ref(),
            catching: None,
            sign_on: config.sign_on.as_ref(),
            limits: config.limits.clone(),
            mail: mail_intake(config)?,
            hooks: config.hooks.clone(),
            backup: backup::settings(config)?,
            fixed: config.fixed(),
        };
        let app = wiring::app(parts, clock, around)?;
        begin(&app, config).await?;
        #[cfg(unix)]
        let _control = control(&app, config);
        tracing::info!(listen = %sockets.addresses(), public_url = %config.public_url, tls = tls.is_some(), "serving");
        let limits = ServerConfig {
            connections: server::room_for(config.server.connections),
            ..config.server.clone()
        };
        let serving = Serving {
            sockets,
            tls,
            limits,
            metrics: config.metrics.clone(),
            metrics_sockets,
            mail,
            telemetry,
        };
        hall.close().await;
        server::serve(&app, serving, settings(config)).await
    });
    drop(runtime);
    store.close();
    served
}

/// The door for commands on this machine. A directory that can have none is served all the same.
#[cfg(unix)]
fn control(app: &App, config: &Config) -> Option<Control> {
    if app.store.engine() != EngineKind::Sqlite {
        return None;
    }
    let listening = Control::listen(&config.data_dir, app, &config.s3);
    listening
        .inspect_err(|error| tracing::warn!(%error, "no control socket: commands cannot reach this process"))
        .ok()
}

/// The machine's clock, or, where other processes may share the database, the database's.
async fn clock(store: &Store) -> Result<Arc<dyn Clock>> {
    if store.engine() == EngineKind::Sqlite {
        return Ok(Arc::new(SystemClock));
    }
    let shared = Arc::new(SharedClock::new(Arc::new(SystemClock)));
    let ahead = shared
        .follow(store)
        .await
        .context("the database does not tell the time")?;
    if ahead.as_micros().abs() > WORTH_A_WORD.as_micros() {
        tracing::warn!(%ahead, "this machine's clock differs from the database's, which counts");
    }
    tokio::spawn(keep_following(Arc::clone(&shared), store.clone()));
    Ok(shared)
}

/// Ends with the runtime.
async fn keep_following(clock: Arc<SharedClock>, store: Store) {
    loop {
        tokio::time::sleep(FOLLOW_EVERY).await;
        if let Err(error) = clock.follow(&store).await {
            tracing::debug!(%error, "the database did not tell the time; the last difference counts on");
        }
    }
}

fn settings(config: &Config) -> WebSettings {
    WebSettings {
        public_url: config.public_url.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        rates: config.rates.clone(),
        body_pause: config.server.body,
        ..WebSettings::default()
    }
}

/// What a new installation needs before its first visitor: a standard, and the word that lets its administrator in.
async fn begin(app: &App, config: &Config) -> Result<()> {
    standard_begin(app)
        .await
        .map_err(|error| refusal::worded(&error))?;
    let repeated = erasures_replay(app)
        .await
        .map_err(|error| refusal::worded(&error))?;
    if repeated > 0 {
        tracing::warn!(
            repeated,
            "an older copy had brought erased people back; they were erased again"
        );
    }
    settings_apply(app)
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
