//! The wire between a browser and the product, which can be cut and mended.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Passes every connection on, until it is cut.
pub(crate) struct Wire {
    address: SocketAddr,
    whole: Arc<AtomicBool>,
    cuts: watch::Sender<u32>,
}

impl Wire {
    pub(crate) async fn to(url: &str) -> Self {
        let there = url.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let wire = Self {
            address: listener.local_addr().unwrap(),
            whole: Arc::new(AtomicBool::new(true)),
            cuts: watch::Sender::new(0),
        };
        let (whole, cuts) = (Arc::clone(&wire.whole), wire.cuts.clone());
        tokio::spawn(async move {
            while let Ok((mut here, _)) = listener.accept().await {
                if !whole.load(SeqCst) {
                    continue;
                }
                let (there, mut cut) = (there.clone(), cuts.subscribe());
                tokio::spawn(async move {
                    let Ok(mut there) = TcpStream::connect(&there).await else {
                        return;
                    };
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut here, &mut there) => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
        wire
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every connection breaks, and no other comes through.
    pub(crate) fn cut(&self) {
        self.whole.store(false, SeqCst);
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    pub(crate) fn mend(&self) {
        self.whole.store(true, SeqCst);
    }
}
