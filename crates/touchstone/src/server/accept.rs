//! One listening socket: newcomers are let in, turned away politely where there is no room, and secured where TLS is set.

use super::connection::converse;
use super::open::{Connections, Seat};
use super::tls::Tls;
use axum::Router;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long to wait when the system has no more to give.
const BREATH: Duration = Duration::from_millis(100);
/// How long a refusal may take to be sent.
const REFUSAL: Duration = Duration::from_secs(1);

/// What whoever is turned away hears; over TLS they only see the connection end.
const NO_ROOM: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// What all connections share.
#[derive(Clone)]
pub(super) struct Room {
    pub(super) connections: Arc<Connections>,
    pub(super) router: Router,
    pub(super) tls: Option<Arc<Tls>>,
}

pub(super) struct Door {
    listener: TcpListener,
    room: Room,
}

impl Door {
    pub(super) fn new(listener: TcpListener, room: Room) -> Self {
        Self { listener, room }
    }

    /// Lets connections in until told to stop.
    pub(super) async fn keep(self, mut stopped: watch::Receiver<bool>) {
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                _ = stopped.wait_for(|stop| *stop) => return,
            };
            match accepted {
                Ok((stream, peer)) => self.room.let_in(stream, peer),
                // The newcomer was gone before it was let in.
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::ConnectionAborted
                            | ErrorKind::ConnectionReset
                            | ErrorKind::ConnectionRefused
                    ) => {}
                Err(error) => {
                    tracing::error!(%error, "no connection can be accepted");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
    }
}

impl Room {
    fn let_in(&self, stream: TcpStream, peer: SocketAddr) {
        // Answers are written whole; waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
        let Some(seat) = self.connections.admit() else {
            tracing::warn!("all connections are answering; one more was turned away");
            if self.tls.is_none() {
                tokio::spawn(refuse(stream));
            }
            return;
        };
        let number = seat.number();
        let task = tokio::spawn(self.clone().attend(stream, peer, seat));
        self.connections.attach(number, task.abort_handle());
    }

    async fn attend(self, stream: TcpStream, peer: SocketAddr, seat: Seat) {
        let Some(tls) = &self.tls else {
            return converse(stream, peer, self.router, &seat).await;
        };
        let secured = tokio::time::timeout(self.connections.header_limit(), tls.accept(stream));
        match secured.await {
            Ok(Ok(stream)) => converse(stream, peer, self.router, &seat).await,
            Ok(Err(error)) => tracing::debug!(%error, "TLS was not agreed on"),
            Err(_) => tracing::debug!("TLS was not agreed on in time"),
        }
    }
}

async fn refuse(mut stream: TcpStream) {
    let told = async {
        stream.write_all(NO_ROOM).await?;
        stream.shutdown().await
    };
    let _ = tokio::time::timeout(REFUSAL, told).await;
}
