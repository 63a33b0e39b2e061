//! Serving until told to stop: the listener, the loops beside it, and an orderly end.

use anyhow::{Context as _, Result};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use touchstone_app::App;
use touchstone_app::background::Background;
use touchstone_web::{WebSettings, WebState, router};

/// How long requests that are under way may take to end.
const DRAIN: Duration = Duration::from_secs(30);

/// Serves until the process is told to stop, then finishes what is under way. Answers stop being given only when their
/// commands have ended; the database is closed by the caller, outside the runtime.
pub(crate) async fn serve(app: &App, listener: TcpListener, settings: WebSettings) -> Result<()> {
    let (told, stopped) = watch::channel(false);
    let background = Background::start(app);
    let service =
        router(WebState::new(app.clone(), settings)).into_make_service_with_connect_info::<SocketAddr>();
    let mut stop = stopped.clone();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        let _ = stop.wait_for(|stop| *stop).await;
    });
    let mut serving = tokio::spawn(serving.into_future());
    tokio::select! {
        ended = &mut serving => {
            ended.context("the server ended")?.context("the server ended")?;
        }
        signal = stop_signal() => {
            tracing::info!("{}: finishing what is under way", signal?);
            let _ = told.send(true);
            if tokio::time::timeout(DRAIN, &mut serving).await.is_err() {
                tracing::warn!("some requests took longer than {} s and were cut off", DRAIN.as_secs());
                serving.abort();
            }
        }
    }
    background.stop().await;
    tracing::info!("stopped");
    Ok(())
}

/// Waits for the signal to stop; answers its name.
#[cfg(unix)]
async fn stop_signal() -> Result<&'static str> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("the signal SIGTERM cannot be heard")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("the signal SIGINT cannot be heard")?;
    Ok(tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    })
}

/// Waits for the signal to stop; answers its name.
#[cfg(not(unix))]
async fn stop_signal() -> Result<&'static str> {
    tokio::signal::ctrl_c().await.context("Ctrl-C cannot be heard")?;
    Ok("Ctrl-C")
}
