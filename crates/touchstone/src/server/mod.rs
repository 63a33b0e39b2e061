//! Serving until told to stop: sockets, TLS, the bounds of connections, the loops beside them, and an orderly end.

mod accept;
mod connection;
mod open;
mod pulse;
mod sockets;
mod stream;
mod supervisor;
pub(crate) mod tls;

pub(crate) use sockets::Sockets;
pub(crate) use supervisor::room_for;

use crate::config::ServerConfig;
use accept::{Door, Room};
use anyhow::{Context as _, Result};
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
    pub(crate) tls: Option<Tls>,
    pub(crate) limits: ServerConfig,
}

/// Serves until the process is told to stop, then finishes what is under way. Answers stop being given only when their
/// commands have ended; the database is closed by the caller, outside the runtime.
pub(crate) async fn serve(app: &App, serving: Serving, settings: WebSettings) -> Result<()> {
    // Heard from here on: who is told that it serves may stop it at once.
    let signal = StopSignal::listen()?;
    let (told, stopped) = watch::channel(false);
    let background = Background::start(app);
    let connections = Arc::new(Connections::new(&serving.limits));
    let tls = serving.tls.map(Arc::new);
    let mut tasks = JoinSet::new();
    tasks.spawn(Arc::clone(&connections).watch());
    if let Some(tls) = &tls {
        tasks.spawn(Arc::clone(tls).follow());
    }
    let room = Room {
        connections: Arc::clone(&connections),
        router: router(WebState::new(app.clone(), settings)),
        tls,
    };
    let mut doors = JoinSet::new();
    for listener in serving.sockets.into_listeners()? {
        let door = Door::new(listener, room.clone());
        doors.spawn(door.keep(stopped.clone()));
    }
    supervisor::ready();
    let name = signal.wait().await;
    tracing::info!("{name}: finishing what is under way");
    supervisor::stopping();
    let _ = told.send(true);
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
    tracing::info!("stopped");
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
