//! What is listened on: the sockets that systemd hands over, else the configured address.

use anyhow::{Context as _, Result};
use listenfd::ListenFd;
use std::net::{SocketAddr, TcpListener};

/// Newcomers that may wait to be let in, as far as the system allows.
#[cfg(unix)]
const WAITING: i32 = 4096;

pub(crate) struct Sockets(Vec<TcpListener>);

impl Sockets {
    /// Those handed over (`LISTEN_FDS`), or a new one on `listen`.
    pub(crate) fn open(listen: SocketAddr) -> Result<Self> {
        let mut given = ListenFd::from_env();
        let mut sockets = Vec::new();
        for i in 0..given.len() {
            let socket = given.take_tcp_listener(i).with_context(|| {
                format!("the socket {i} handed over by the supervisor is no TCP listener")
            })?;
            sockets.extend(socket);
        }
        if sockets.is_empty() {
            return Self::bind(listen);
        }
        Ok(Self(sockets))
    }

    /// A new one.
    pub(crate) fn bind(listen: SocketAddr) -> Result<Self> {
        let socket = TcpListener::bind(listen).with_context(|| {
            format!("{listen} cannot be listened on; stop what uses it, or choose another with --listen")
        })?;
        // The standard library lets only 128 newcomers wait.
        #[cfg(unix)]
        rustix::net::listen(&socket, WAITING).with_context(|| format!("{listen} cannot be listened on"))?;
        Ok(Self(vec![socket]))
    }

    /// A socket that is open already.
    pub(crate) fn of(listener: TcpListener) -> Self {
        Self(vec![listener])
    }

    /// Their addresses, for the log.
    pub(crate) fn addresses(&self) -> String {
        let addresses = self.0.iter().filter_map(|socket| socket.local_addr().ok());
        let addresses: Vec<String> = addresses.map(|address| address.to_string()).collect();
        addresses.join(", ")
    }

    /// The same sockets once more, for whoever listens before them.
    pub(super) fn again(&self) -> Result<Self> {
        let again: std::io::Result<Vec<_>> = self.0.iter().map(TcpListener::try_clone).collect();
        Ok(Self(again.context("the listener cannot be used")?))
    }

    pub(super) fn into_listeners(self) -> Result<Vec<tokio::net::TcpListener>> {
        let convert = |socket: TcpListener| {
            socket.set_nonblocking(true)?;
            tokio::net::TcpListener::from_std(socket)
        };
        let listeners: std::io::Result<Vec<_>> = self.0.into_iter().map(convert).collect();
        listeners.context("the listener cannot be used")
    }
}
