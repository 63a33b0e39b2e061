//! One connection: its requests one after the other, until it ends or is asked to.

use super::open::Seat;
use super::pulse::Pulse;
use super::stream::Heard;
use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite};
use tower::Service as _;

/// Bytes a header may have, and of a body that are read ahead.
const BUFFER: usize = 64 << 10;

/// The connection had been chosen to make room when the request arrived.
#[derive(Debug, thiserror::Error)]
#[error("the connection made room for another")]
struct Retired;

/// Answers the requests of one stream. `seat` is given back when it returns.
pub(super) async fn converse<S>(stream: S, peer: SocketAddr, router: Router, seat: &Seat)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let pulse = Arc::clone(&seat.pulse);
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let (pulse, mut router) = (Arc::clone(&pulse), router.clone());
        async move {
            if !pulse.begin() {
                return Err(Retired);
            }
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let answering = Answering(pulse);
            let response: Response = match router.call(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            Ok(response.map(|body| Answer {
                body,
                _answering: answering,
            }))
        }
    });
    let io = TokioIo::new(Heard::new(stream, Arc::clone(&seat.pulse)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // The pulse bounds it, so that idle connections need no timer.
        .header_read_timeout(None)
        .max_buf_size(BUFFER)
        .serve_connection(io, service);
    tokio::pin!(connection);
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended");
                }
                return;
            }
            () = seat.pulse.end.notified() => connection.as_mut().graceful_shutdown(),
        }
    }
}

/// While it lives the connection is answering.
struct Answering(Arc<Pulse>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.done();
    }
}

/// The body of an answer, which keeps its connection busy until it is sent.
struct Answer {
    body: Body,
    _answering: Answering,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
