//! Serving until told to stop: sockets, TLS, the bounds of connections, the loops beside them, and an orderly end.

mod accept;
mod connection;
mod mail;
mod open;
mod pulse;
mod sockets;
mod stream;
mod supervisor;
pub(crate) mod tls;
mod waiting;

pub(crate) use mail::MailDoor;
pub(crate) use sockets::Sockets;
pub(crate) use supervisor::room_for;
pub(crate) use waiting::WaitingHall;

use crate::config::{MetricsConfig, ServerConfig};
use crate::metrics::Metrics;
use crate::telemetry::{Telemetry, trace};
use accept::{Door, Room};
use anyhow::{Context as _, Result};
use axum::Router;
use axum::middleware::from_fn;
use open::Connections;
use std::sync::Arc;
use tls::Tls;
use tokio::sync::watch;
use tokio::task::JoinSet;
use touchstone_app::App;
use touchstone_app::background::Background;
use touchstone_web::{WebSettings, WebState, router};

/// What is listened on, and how.
pub(crate) struct Serving {
    pub(crate) sockets: Sockets,
    pub(crate) tls: Option<Arc<Tls>>,
    pub(crate) limits: ServerConfig,
    /// Who may read the figures; the socket is the configured one, open already.
    pub(crate) metrics: MetricsConfig,
    pub(crate) metrics_sockets: Option<Sockets>,
    /// Where mail servers hand mail over.
    pub(crate) mail: Option<MailDoor>,
    /// The way to a collector of traces and figures.
    pub(crate) telemetry: Option<Telemetry>,
}

/// Serves until the process is told to stop, then finishes what is under way. Answers stop being given only when their
/// commands have ended; the database is closed by the caller, outside the runtime.
pub(crate) async fn serve(app: &App, serving: Serving, settings: WebSettings) -> Result<()> {
    // Heard from here on: who is told that it serves may stop it at once.
    let signal = StopSignal::listen()?;
    let (told, stopped) = watch::channel(false);
    let background = Background::start(app);
    let connections = Arc::new(Connections::new(&serving.limits));
    let tls = serving.tls;
    let mut tasks = JoinSet::new();
    tasks.spawn(Arc::clone(&connections).watch());
    if let Some(tls) = &tls {
        tasks.spawn(Arc::clone(tls).follow());
    }
    let web = WebState::new(app.clone(), settings);
    let open = Arc::clone(&connections);
    let counted = Arc::new(move || open.count());
    let metrics = Arc::new(Metrics::new(
        app,
        &web.figures,
        &serving.metrics,
        counted,
        serving.telemetry.as_ref(),
    ));
    let mut telemetry = serving.telemetry;
    if let Some(telemetry) = &mut telemetry {
        telemetry.start(&metrics);
    }
    let mut doors = JoinSet::new();
    let mut router = router(web);
    if telemetry.is_some() {
        router = router.layer(from_fn(trace));
    }
    match serving.metrics_sockets {
        Some(sockets) => {
            let room = metrics_room(&serving.limits, metrics);
            tasks.spawn(Arc::clone(&room.connections).watch());
            open_doors(&mut doors, sockets, &room, &stopped)?;
        }
        None if serving.metrics.token.is_some() => router = metrics.route(router),
        None => {}
    }
    let room = Room {
        connections: Arc::clone(&connections),
        router,
        tls,
    };
    open_doors(&mut doors, serving.sockets, &room, &stopped)?;
    if let Some(mail) = serving.mail {
        doors.spawn(mail.keep(app.clone(), stopped.clone()));
    }
    supervisor::ready();
    let name = signal.wait().await;
    tracing::info!("{name}: finishing what is under way");
    supervisor::stopping();
    let _ = told.send(true);
    // They would never end by themselves; whoever listens comes back to the next process and misses nothing.
    app.live.end();
    while doors.join_next().await.is_some() {}
    let cut = connections.drain(serving.limits.drain).await;
    if cut > 0 {
        let seconds = serving.limits.drain.as_secs();
        tracing::warn!(
            connections = cut,
            "some answers took longer than {seconds} s and were cut off"
        );
    }
    tasks.shutdown().await;
    background.stop().await;
    if let Some(telemetry) = telemetry {
        telemetry.stop().await;
    }
    tracing::info!("stopped");
    Ok(())
}

/// Connections to the figures' own address.
const METRICS_CONNECTIONS: usize = 32;

fn metrics_room(limits: &ServerConfig, metrics: Arc<Metrics>) -> Room {
    let limits = ServerConfig {
        connections: METRICS_CONNECTIONS,
        ..limits.clone()
    };
    Room {
        connections: Arc::new(Connections::new(&limits)),
        router: metrics.route(Router::new()),
        tls: None,
    }
}

fn open_doors(
    doors: &mut JoinSet<()>,
    sockets: Sockets,
    room: &Room,
    stopped: &watch::Receiver<bool>,
) -> Result<()> {
    for listener in sockets.into_listeners()? {
        let door = Door::new(listener, room.clone());
        doors.spawn(door.keep(stopped.clone()));
    }
    Ok(())
}

/// The signals that end a process in order.
#[cfg(unix)]
struct StopSignal {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl StopSignal {
    fn listen() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate()).context("the signal SIGTERM cannot be heard")?,
            interrupt: signal(SignalKind::interrupt()).context("the signal SIGINT cannot be heard")?,
        })
    }

    /// Waits for one of them; answers its name.
    async fn wait(mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

#[cfg(not(unix))]
struct StopSignal;

#[cfg(not(unix))]
impl StopSignal {
    fn listen() -> Result<Self> {
        Ok(Self)
    }

    async fn wait(self) -> &'static str {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl-C cannot be heard");
            std::future::pending::<()>().await;
        }
        "Ctrl-C"
    }
}
